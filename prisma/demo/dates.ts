import type { Random } from './random.ts';

/** A calendar date, `YYYY-MM-DD`. Such strings sort in the order of time. */
export type IsoDate = string;

/** The first date of service that the interoperability rules oblige a plan to share: 42 CFR 422.119(h). */
export const REGULATORY_FLOOR: IsoDate = '2016-01-01';

const DAY_IN_MILLISECONDS = 86_400_000;

/** Whether the text is a date that exists, written `YYYY-MM-DD`. */
export function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(text);
  // 2021-02-30 parses as the 2nd of March, so the date must also survive the way back.
  return !Number.isNaN(time) && toIsoDate(time) === text;
}

/** The date of an instant given in milliseconds since 1970, in UTC. */
export function toIsoDate(milliseconds: number): IsoDate {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** The date so many days later (earlier, when negative). */
export function addDays(date: IsoDate, days: number): IsoDate {
  return toIsoDate(Date.parse(date) + days * DAY_IN_MILLISECONDS);
}

/** The same day so many years later; the 29th of February becomes the 28th where there is none. */
export function addYears(date: IsoDate, years: number): IsoDate {
  const moved = `${String(yearOf(date) + years).padStart(4, '0')}${date.slice(4)}`;
  return isIsoDate(moved) ? moved : `${moved.slice(0, 8)}28`;
}

/** The days from one date to another; negative when the second is earlier. */
export function daysBetween(from: IsoDate, until: IsoDate): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / DAY_IN_MILLISECONDS);
}

/** A random date from `from` to `until`, both included; `from` when `until` is earlier. */
export function dateBetween(random: Random, from: IsoDate, until: IsoDate): IsoDate {
  return addDays(from, random.integer(0, Math.max(0, daysBetween(from, until))));
}

/** The year of a date, as a number. */
export function yearOf(date: IsoDate): number {
  return Number(date.slice(0, 4));
}

/** The first day of the date's month. */
export function firstOfMonth(date: IsoDate): IsoDate {
  return `${date.slice(0, 7)}-01`;
}

/** The earlier of two dates. */
export function earlier(one: IsoDate, other: IsoDate): IsoDate {
  return one < other ? one : other;
}

/** The later of two dates. */
export function later(one: IsoDate, other: IsoDate): IsoDate {
  return one > other ? one : other;
}

/**
 * A FHIR dateTime on that date, in the plans' own time zone. Working hours only: the calendar date
 * is the same in UTC, so no record changes its side of the floor by the reader's time zone.
 */
export function atHour(date: IsoDate, hour: number, minute: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${date}T${pad(hour)}:${pad(minute)}:00-05:00`;
}
