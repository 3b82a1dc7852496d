/** What an answer shows of one member; of an audited list, no member. */
export type Shown = { readonly member: string | null; readonly records: readonly string[] };

type Tree = Readonly<Record<string, unknown>>;

// What Grafast makes has no prototype.
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;
const listIn = (value: unknown): Tree[] => {
  const nodes = isTree(value) ? value['nodes'] : undefined;
  return Array.isArray(nodes) ? nodes.filter(isTree) : [];
};

/** Finds the members in the answers to the workloads' queries, with the records of each. */
export function disclosuresIn(data: Tree): Shown[] {
  const one = data['memberByRowId'];
  const members = [...(isTree(one) ? [one] : []), ...listIn(data['allMembers'])];
  const shown = members.map((member) => ({
    member: String(member['rowId']),
    records: ['healthClaimsByMemberId', 'healthObservationsByMemberId'].flatMap((list) =>
      listIn(member[list]).map((record) => String(record['rowId'])),
    ),
  }));
  return listIn(data['allLedgerEntries']).length > 0
    ? [...shown, { member: null, records: [] }]
    : shown;
}
