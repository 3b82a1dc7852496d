import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { prepareRoles } from '../../src/db/roles.ts';
import { connectAs } from './sessions.ts';

/** A database without anything in it, on which the roles may work. */
export type EmptyDatabase = { readonly url: string; drop(): Promise<void> };

/** Creates one; whoever does drops it. */
export async function createEmptyDatabase(): Promise<EmptyDatabase> {
  const name = `cg_empty_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name} template template0`);
  const url = new URL(inject('administratorUrl'));
  url.pathname = `/${name}`;
  await prepareRoles(url.href);
  return {
    url: url.href,
    drop: () => administer(`drop database if exists ${name} with (force)`),
  };
}

async function administer(sql: string): Promise<void> {
  const client = await connectAs(inject('administratorUrl'));
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
