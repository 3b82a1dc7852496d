import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { attachEmbeddedPostgres } from '../../../src/db/embedded/attach.ts';
import { makeDataDirectory, removeDataDirectory, runCommand } from '../../kit/command-line.ts';
import { createService } from '../../kit/service.ts';
import { makeEntries, rowsOf, untilAllSigned } from '../operator/ledger-room.ts';

// The gateway and every command start a database of their own.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await makeDataDirectory();
});
afterAll(() => removeDataDirectory(dataDirectory));

const verify = () =>
  runCommand(['verify'], { DATA_DIR: dataDirectory, DEMO_DATA: 'off', LOG_LEVEL: 'error' }).ended;

/** Where the entries lie on disk, and the bytes of one of them. */
async function placeOf(url: string, index: number) {
  const [row] = await rowsOf(
    url,
    `select current_setting('data_directory') as cluster, pg_relation_filepath('ledger.entry_000000') as file,
      leaf from ledger.entry where idx = ${index}`,
  );
  await rowsOf(url, 'checkpoint');
  return { file: join(row.cluster, row.file), cluster: row.cluster, leaf: row.leaf };
}

test('an entry edited on disk while the server is stopped is refused by PostgreSQL, and found where that looks away', async () => {
  const index = 7;
  const service = createService({ DATA_DIR: dataDirectory });
  await service.start();
  await makeEntries(service, 12);
  await untilAllSigned(service);
  const attached = await attachEmbeddedPostgres({ dataDirectory });
  const { file, cluster, leaf } = await placeOf(attached?.superuserUrl ?? '', index);
  await service.stop();
  expect(await verify()).toMatchObject({ code: 0 });

  const heap = await readFile(file);
  const at = heap.indexOf(leaf);
  expect(at).toBeGreaterThan(0);
  heap[at + leaf.indexOf('"kind"') + 1] = 'K'.charCodeAt(0);
  await writeFile(file, heap);
  const refused = await verify();
  expect(refused.stderr).toContain('invalid page');
  expect(refused.code).toBe(1);

  await appendFile(join(cluster, 'postgresql.auto.conf'), '\nignore_checksum_failure = on\n');
  const found = await verify();
  expect(found.stdout).toContain(`entry ${index}: its bytes have another hash than leaf_hash`);
  expect(found.stdout).toContain(`first bad index ${index})`);
  expect(found.code).toBe(13);
});
