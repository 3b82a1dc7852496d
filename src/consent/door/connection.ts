import type pg from 'pg';

/** What the door needs of a pool of role `cg_door`. */
export type DoorConnection = Pick<pg.Pool, 'query'>;
