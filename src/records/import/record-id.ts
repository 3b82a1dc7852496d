import { v5 } from 'uuid';

/**
 * The id of a record: a UUID of version 5, in the plan's namespace, of `Type/sourceId`. A reference so
 * becomes an id without a look-up, importing again finds the same rows, and a source id that
 * another plan uses too names another record.
 *
 * @param planId a UUID
 * @param type the FHIR resource type; a member's own id is that of `Patient`
 */
export const recordId = (planId: string, type: string, sourceId: string): string =>
  v5(`${type}/${sourceId}`, planId);

/** The id of a record's part (a claim's line), which has no id of its own in the source. */
export const partId = (parentId: string, table: string, position: number): string =>
  v5(`${table}/${position}`, parentId);
