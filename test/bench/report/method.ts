/** How it is measured, for the results page. */
export const method = `- **Systems.** *governed*: \`npm start\` with production settings, tokens verified against a key set, its log to
  \`/dev/null\`. *ungoverned self*: the same HTTP server, tokens, Yoga, schema, DataLoaders and SQL without shield, permissions,
  notebook and ledger. *PostGraphile 5, same duties*: token verified, a role and settings for each request, row-level
  security that looks for a live grant whose categories, labels and window cover the row, an audit row for each member shown,
  committed before the answer. It leaves out what row-level security cannot do: money by PAYMENTS. *PostGraphile 5, no policy*:
  as it comes. *hand-written*: node:http and pg, one prepared statement a question, no GraphQL, no checks.
- **Same rows.** One PostgreSQL, copies of one database; every answer is checked for its number of rows, long ones by
  sample. Errors must be 0.
- **Load.** A process of its own. Closed loop: 16 and 64 connections that ask again as soon as they are answered. Open loop:
  Poisson arrivals at 60 % of what the slowest managed, latency from the intended moment of sending, so that stalls count.
- **Rounds** are interleaved, and another system begins each; ratios are of rounds of the same number. Before them each
  server runs until its CPU a request no longer falls.
- **CPU** is from \`/proc\`, server and PostgreSQL apart. It moves less than throughput when others use the machine.
- **Statements** and rows: pg_stat_statements and pg_stat_user_tables, over 40 requests one after the other.
- Server, load and PostgreSQL share the cores: a server that leaves more of them to the database is faster for it.`;
