import pg from 'pg';

/** A statement that went to the database, and how many rows came back. */
export type Statement = { readonly text: string; rows: number };

/**
 * Writes down every statement that this process sends to PostgreSQL, in the order in which they are
 * sent, until `stop`.
 */
export function recordStatements(): { readonly statements: Statement[]; stop(): void } {
  const statements: Statement[] = [];
  const original = pg.Client.prototype.query;
  const recording = function (this: pg.Client, ...given: unknown[]): unknown {
    const [first] = given;
    const text = typeof first === 'string' ? first : Reflect.get(Object(first), 'text');
    const statement: Statement = { text: String(text), rows: 0 };
    statements.push(statement);
    const count = (result: unknown) => {
      const rows: unknown = Reflect.get(Object(result), 'rows');
      if (Array.isArray(rows)) statement.rows = rows.length;
    };
    const callback = given.at(-1);
    if (typeof callback === 'function') {
      // As pg.Pool calls it.
      given[given.length - 1] = (error: unknown, result: unknown) => {
        count(result);
        callback(error, result);
      };
      return Reflect.apply(original, this, given);
    }
    const answer: unknown = Reflect.apply(original, this, given);
    if (answer instanceof Promise) answer.then(count, () => undefined);
    return answer;
  };
  Reflect.set(pg.Client.prototype, 'query', recording);
  return {
    statements,
    stop: () => {
      Reflect.set(pg.Client.prototype, 'query', original);
    },
  };
}
