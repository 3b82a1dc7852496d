import { z } from 'zod';

// FHIR date and dateTime. No part of it can match in two ways, so it runs in linear time.
const pattern =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|[+-](\d{2}):(\d{2})))?)?)?$/;

const limits = { hour: 23, minute: 59, second: 60, zoneHour: 14, zoneMinute: 59 };

/** Whether the text is a FHIR date or dateTime, of a day that exists. */
export function isFhirDate(text: string): boolean {
  const match = pattern.exec(text);
  if (!match) return false;
  const [
    year = 0,
    month = 1,
    day = 1,
    hour = 0,
    minute = 0,
    second = 0,
    zoneHour = 0,
    zoneMinute = 0,
  ] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  return (
    year >= 1 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour <= limits.hour &&
    minute <= limits.minute &&
    second <= limits.second &&
    zoneHour <= limits.zoneHour &&
    zoneMinute <= limits.zoneMinute
  );
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** A FHIR date or dateTime, complete or not. */
export const fhirDate = z
  .string()
  .refine(isFhirDate, 'not a date: give YYYY-MM-DD, with a time only together with its time zone');

/** A FHIR Period; either end may be missing. */
export const period = z.object({ start: fhirDate.optional(), end: fhirDate.optional() });

/** The calendar day as written, in the place's own time; null where the day is not given. */
export const dayOf = (date: string | undefined): string | null =>
  date !== undefined && date.length >= 10 ? date.slice(0, 10) : null;

/** The moment, for a timestamp; null where no time is given: midnight would be made up. */
export const momentOf = (date: string | undefined): string | null =>
  date !== undefined && date.length > 10 ? date : null;

/** The date of service of what has none: before every window that a grant can open. */
export const undated = '-infinity';

/** A date of service. An incomplete date is no date: guessing could move it across the floor. */
export const serviceDate = (date: string | undefined): string => dayOf(date) ?? undated;

/** The earliest of several dates of service; undated when one of them is incomplete or none is there. */
export function earliestServiceDate(dates: readonly string[]): string {
  const days = dates.map(serviceDate).sort();
  // '-infinity' sorts before every digit.
  return days[0] ?? undated;
}
