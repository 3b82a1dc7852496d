import type { Checkpoint } from '../core/checkpoint.ts';
import { LedgerFault } from '../core/fault.ts';
import { verifyInclusion } from '../core/inclusion.ts';
import type { Primitives } from '../core/primitives.ts';
import { utf8 } from '../core/text.ts';
import { parseTlogProof } from '../core/tlog-proof.ts';
import { type TreeHash, treeHashOf } from '../core/tree-hash.ts';
import { decodeLeaf, type Leaf } from '../leaf.ts';
import { MeaningCheck } from '../verify/meaning-check.ts';
import type { BundleFindings } from './bundle-findings.ts';
import type { LeafLine, Manifest, ProofLine } from './bundle-format.ts';
import { isContext, isSelected } from './selected.ts';

/** An entry of a bundle, read. */
export type BundleEntry = {
  readonly index: bigint;
  readonly leaf: Leaf;
  /** Whether it is there only for others to be judged by. */
  readonly context: boolean;
};

/** What the entries are checked against. */
export type EntriesParts = {
  readonly primitives: Primitives;
  readonly checkpoint: (Checkpoint & { readonly text: string }) | undefined;
  readonly manifest: Manifest | undefined;
  readonly findings: BundleFindings;
};

/** Checks entries one after the other: each is in the tree, was asked for, and rests on what it says. */
export class EntriesCheck {
  readonly #parts: EntriesParts;
  readonly #treeHash: TreeHash;
  readonly #meaning = new MeaningCheck();
  #last = -1n;
  #meaningTold = 0;
  selected = 0;
  context = 0;

  constructor(parts: EntriesParts) {
    this.#parts = parts;
    this.#treeHash = treeHashOf(parts.primitives.sha256);
  }

  /** @returns the entry, where its bytes are one */
  add(line: LeafLine, proof: ProofLine | undefined): BundleEntry | undefined {
    const index = BigInt(line.index);
    const context = line.context === true;
    if (context) this.context += 1;
    else this.selected += 1;
    this.#checkOrder(index);
    const bytes = utf8(line.leaf);
    this.#checkProof(index, bytes, proof);
    const leaf = decodeLeaf(bytes);
    if (leaf === undefined) {
      const message = `entry ${index} is no leaf that this version knows`;
      this.#parts.findings.add('MEANING', 'MEANING', message, index);
      return undefined;
    }
    this.#checkSelection(index, leaf, context);
    this.#checkMeaning(index, leaf);
    return { index, leaf, context };
  }

  /** Everything was added: there are as many as the manifest says. */
  finish(): void {
    const { manifest, findings } = this.#parts;
    if (manifest === undefined) return;
    const { entries, context } = manifest.counts;
    if (entries === this.selected && context === this.context) return;
    findings.add(
      'FILES',
      'FILE',
      `the manifest counts ${entries} entries and ${context} of context; there are ${this.selected} and ${this.context}`,
    );
  }

  #checkOrder(index: bigint): void {
    if (index <= this.#last) {
      const message = `entry ${index} stands twice, or behind a later one`;
      this.#parts.findings.add('TREE', 'GAP', message, index);
    }
    this.#last = index;
  }

  #checkProof(index: bigint, bytes: Uint8Array, line: ProofLine | undefined): void {
    const { checkpoint, findings } = this.#parts;
    if (checkpoint === undefined) return;
    if (line === undefined || BigInt(line.index) !== index) {
      findings.add('TREE', 'GAP', `entry ${index} has no proof in its place`, index);
      return;
    }
    const check = () => {
      const proof = parseTlogProof(utf8(line.proof));
      // Signed once for all of them.
      if (proof.checkpoint !== checkpoint.text || proof.index !== index) {
        throw new LedgerFault('HEADER', 'it is of another entry or checkpoint');
      }
      const { size, root } = checkpoint;
      const leafHash = this.#treeHash.leaf(bytes);
      verifyInclusion(this.#treeHash, { index, size, leafHash, root }, proof.hashes);
    };
    findings.try('TREE', 'TREE', `the proof of entry ${index}`, check, index);
  }

  #checkSelection(index: bigint, leaf: Leaf, context: boolean): void {
    const { manifest, findings } = this.#parts;
    if (manifest === undefined) return;
    if (context ? isContext(leaf) : isSelected(leaf, manifest.selection)) return;
    const message = `entry ${index} is none that the manifest's selection asks for`;
    findings.add('FILES', 'FILE', message, index);
  }

  #checkMeaning(index: bigint, leaf: Leaf): void {
    this.#meaning.add(index, leaf);
    const { findings } = this.#meaning;
    for (const { message } of findings.slice(this.#meaningTold)) {
      this.#parts.findings.add('MEANING', 'MEANING', message, index);
    }
    this.#meaningTold = findings.length;
  }
}
