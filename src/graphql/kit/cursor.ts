import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { GatewayError } from '../../errors.ts';

/** What a cursor belongs to: a list, its filter and who reads it. */
export type CursorBinding = readonly (string | null | undefined)[];

/** Seals a page's position so that it opens only for the list, filter and viewer it was made for. */
export class CursorSealer {
  readonly #key: KeyObject;

  /** @param key at least 32 random bytes, the same for every process of one gateway */
  constructor(key: Buffer) {
    this.#key = createSecretKey(key);
  }

  /** @param position what the list's keyset needs, as JSON */
  seal(binding: CursorBinding, position: unknown): string {
    const body = Buffer.from(JSON.stringify(position));
    return Buffer.concat([this.#mark(binding, body), body]).toString('base64url');
  }

  /**
   * Opens a cursor.
   *
   * @throws GatewayError BAD_CURSOR when it was not sealed for this binding
   */
  open<Position>(binding: CursorBinding, cursor: string, schema: z.ZodType<Position>): Position {
    const bytes = Buffer.from(cursor, 'base64url');
    const body = bytes.subarray(markLength);
    const mark = this.#mark(binding, body);
    if (bytes.length <= markLength || !timingSafeEqual(bytes.subarray(0, markLength), mark)) {
      throw new GatewayError('BAD_CURSOR');
    }
    return schema.parse(JSON.parse(body.toString('utf8')));
  }

  #mark(binding: CursorBinding, body: Buffer): Buffer {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify(binding.map((part) => part ?? null)))
      .update('\n')
      .update(body)
      .digest()
      .subarray(0, markLength);
  }
}

const markLength = 16;
