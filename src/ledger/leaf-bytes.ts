import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Leaf } from './leaf.ts';

/** The bytes that the ledger stores and hashes. */
export function encodeLeaf(value: Leaf): Buffer {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a leaf is an object');
  return Buffer.from(text, 'utf8');
}

/** RFC 6962 section 2.1: the hash of a leaf, with its domain-separating 00. */
export function leafHash(bytes: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([leafPrefix, bytes]), 'buffer');
}

const leafPrefix = Buffer.from([0]);
