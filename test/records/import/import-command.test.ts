import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runImportCommand } from '../../../src/records/import/import-command.ts';
import { openRoom, type Room } from './kit.ts';
import * as fhir from './resources.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.close());
beforeEach(() => room.clear());

describe('the command', () => {
  const run = async (argv: string[]) => {
    const out: string[] = [];
    const code = await runImportCommand(argv, {
      pool: room.pool,
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => out.push(text) },
    });
    return { code, text: out.join('') };
  };

  it('ends with 0 and a table of what became of each type', async () => {
    const file = await room.write('good.ndjson', JSON.stringify(fhir.patient()));
    const { code, text } = await run(['--plan', 'sunrise', file]);
    expect(code).toBe(0);
    expect(text).toMatch(/Patient +1 +1 +0 +0 +0\n/);
  });

  it('ends with 1 when a record is bad, and says where', async () => {
    const file = await room.write('bad.ndjson', `${JSON.stringify(fhir.patient())}\n{"a":`);
    const { code, text } = await run(['--plan', 'sunrise', file]);
    expect(code).toBe(1);
    expect(text).toContain(`${file}:2: not JSON`);
  });

  it('says how it is used: no path, no such plan, several plans, unknown option', async () => {
    await expect(run([])).rejects.toThrow(/give a PATH[\s\S]*Usage: npm run import/);
    await expect(run(['--plan', 'none', 'x'])).rejects.toThrow('Known plans: harbor, sunrise');
    await expect(run(['x'])).rejects.toThrow('Give --plan SLUG');
    await expect(run(['--quick', 'x'])).rejects.toThrow(/--quick[\s\S]*Usage/);
  });
});
