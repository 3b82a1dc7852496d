import pg from 'pg';
import { expect, test } from 'vitest';
import type { DoorConnection } from '../../src/consent/door/connection.ts';
import { type ScopeParameters, scopeParameters } from '../../src/consent/door/scope-parameters.ts';
import { SharedReads } from '../../src/consent/door/shared-reads.ts';
import { pageStatement } from '../../src/consent/door/statement.ts';
import { compileScope } from '../../src/consent/scope.ts';
import { claim } from '../../src/records/kinds/claims.ts';

const statement = pageStatement(claim, []);

const parametersOf = (memberId: string, take = 20): ScopeParameters =>
  scopeParameters(claim, compileScope({ kind: 'OWN', memberId, planId: 'plan' }), {
    payments: false,
    take,
  });

type Element = { ord: number; member: string };

/** A database that answers each element with its member's name, by a function that may spoil it. */
function answering(spoil: (elements: Element[]) => Element[] = (elements) => elements) {
  const asked: string[][] = [];
  const connection: DoorConnection = {
    query: async ({ values }) => {
      const elements: Element[] = JSON.parse(String(values[0]));
      asked.push(elements.map(({ member }) => member));
      const rows = spoil(elements).map(({ ord, member }) => ({ ord, member, rows: [[member]] }));
      return { rows };
    },
  };
  const reads = new SharedReads(connection);
  return { asked, read: (...all: ScopeParameters[]) => reads.read(statement, all) };
}

test('reads of one turn share a statement, and each is given its own', async () => {
  const { asked, read } = answering();
  const found = await Promise.all([
    read(parametersOf('ann'), parametersOf('ben')),
    read(),
    read(parametersOf('cleo')),
  ]);
  expect(asked).toEqual([['ann', 'ben', 'cleo']]);
  expect(found).toEqual([[[['ann']], [['ben']]], [], [[['cleo']]]]);
});

test('large reads do not share one', async () => {
  const { asked, read } = answering();
  await Promise.all([
    read(parametersOf('ann', 400)),
    read(parametersOf('ben', 100)),
    read(parametersOf('cleo', 1)),
  ]);
  expect(asked).toEqual([['ann', 'ben'], ['cleo']]);
});

test('who finds nothing is given nothing, and not what the next one finds', async () => {
  const { read } = answering((elements) => elements.filter(({ member }) => member !== 'ann'));
  expect(await Promise.all([read(parametersOf('ann')), read(parametersOf('ben'))])).toEqual([
    [[]],
    [[['ben']]],
  ]);
});

test('rows that came back in the place of another member are given to nobody', async () => {
  const { read } = answering((elements) =>
    elements.length < 2 ? [] : elements.map((one) => ({ ...one, ord: 1 - one.ord })),
  );
  const both = await Promise.all([read(parametersOf('ann')), read(parametersOf('ben'))]);
  expect(both).toEqual([[[]], [[]]]);
});

test('a fault of one read is not its neighbours\u2019', async () => {
  const { read } = answering((elements) => {
    if (elements.some(({ member }) => member === 'ann')) throw new TypeError('ann cannot be read');
    return elements;
  });
  const [ann, ben] = await Promise.allSettled([
    read(parametersOf('ann')),
    read(parametersOf('ben')),
  ]);
  expect(ann).toMatchObject({ status: 'rejected', reason: { message: 'ann cannot be read' } });
  expect(ben).toMatchObject({ status: 'fulfilled', value: [[['ben']]] });
});

test('who reads too long keeps nobody else from their answer', async () => {
  const { asked, read } = answering((elements) => {
    if (elements.every(({ member }) => member !== 'ann')) return elements;
    throw Object.assign(new pg.DatabaseError('too long', 8, 'error'), { code: '57014' });
  });
  const [ann, ben] = await Promise.allSettled([
    read(parametersOf('ann')),
    read(parametersOf('ben')),
  ]);
  expect(ann).toMatchObject({ status: 'rejected', reason: { code: '57014' } });
  expect(ben).toMatchObject({ status: 'fulfilled', value: [[['ben']]] });
  expect(asked).toEqual([['ann', 'ben'], ['ann'], ['ben']]);
});

test('a database that is away for the moment is not asked once more by each', async () => {
  const { asked, read } = answering(() => {
    throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
  });
  const both = await Promise.allSettled([read(parametersOf('ann')), read(parametersOf('ben'))]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(asked).toHaveLength(1);
});
