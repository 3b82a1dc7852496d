/** What the door needs of a pool of role `cg_door`: prepared statements. */
export type DoorConnection = {
  query(statement: {
    readonly name: string;
    readonly text: string;
    readonly values: unknown[];
  }): Promise<{ readonly rows: readonly unknown[] }>;
};
