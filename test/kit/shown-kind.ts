/** How a kind of record reads in GraphQL. */
export type Shown = {
  /** The GraphQL type, and the FHIR type that its id is made of where that differs. */
  readonly type: string;
  readonly sourceType?: string;
  readonly plural: string;
  readonly selection: string;
  readonly nodes: readonly object[];
};

export const snomed = (code: string, text: string | null) => ({
  system: 'http://snomed.info/sct',
  code,
  text,
});
export const concept = '{ system code text }';
export const hypertension = snomed('38341003', 'Hypertension');
export const head = (category: string) => ({ category, labels: [], serviceDate: '2021-06-15' });
export const headFields = 'category labels serviceDate';
export const at = '2021-06-15T10:30:00.000Z';
export const stay = { startedAt: at, endedAt: '2021-06-15T11:00:00.000Z' };
/** One kind with the fields of it: plain ones by name, others with a selection of their own. */
export function kind(
  type: string,
  plural: string,
  node: Record<string, unknown>,
  selections: Record<string, string> = {},
  headers: object = head('CLINICAL'),
): Shown {
  const selection = Object.keys(node).map((field) => `${field} ${selections[field] ?? ''}`);
  const fields = Object.keys(headers).join(' ');
  return {
    type,
    plural,
    selection: `${fields} ${selection.join(' ')}`,
    nodes: [{ ...headers, ...node }],
  };
}
