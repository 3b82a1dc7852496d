import { createHash } from 'node:crypto';
import { Zip, ZipDeflate } from 'fflate';
import { bundleBytesMax } from './bundle-format.ts';
import { EvidenceRefused } from './errors.ts';

/** Where the bytes of a zip go, in order. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

/** Content of a file, a piece at a time. */
export type Content = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Writes a zip as it comes, one file after the other: nothing is kept but the names. */
export class ZipWriter {
  readonly #sink: Sink;
  readonly #modified: Date;
  readonly #zip: Zip;
  readonly #whole = createHash('sha256');
  #ready: Uint8Array[] = [];
  #fault: Error | null = null;
  #unpacked = 0;

  constructor(sink: Sink, modified: Date) {
    this.#sink = sink;
    this.#modified = modified;
    this.#zip = new Zip((fault, bytes) => {
      this.#fault ??= fault;
      if (bytes.length > 0) this.#ready.push(bytes);
    });
  }

  /**
   * Adds a file.
   *
   * @returns SHA-256 of its content, hex
   * @throws EvidenceRefused when the zip would unpack to more than readers take
   */
  async add(name: string, content: Content): Promise<string> {
    const hash = createHash('sha256');
    const file = new ZipDeflate(name, { level: 6 });
    file.mtime = this.#modified;
    this.#zip.add(file);
    for await (const bytes of content) {
      this.#unpacked += bytes.length;
      if (this.#unpacked > bundleBytesMax) throw tooLarge();
      hash.update(bytes);
      file.push(bytes);
      await this.#flush();
    }
    file.push(new Uint8Array(), true);
    await this.#flush();
    return hash.digest('hex');
  }

  /**
   * Ends the zip.
   *
   * @returns SHA-256 of the whole of it, hex
   */
  async end(): Promise<string> {
    this.#zip.end();
    await this.#flush();
    return this.#whole.digest('hex');
  }

  async #flush(): Promise<void> {
    if (this.#fault) throw this.#fault;
    const ready = this.#ready;
    this.#ready = [];
    for (const bytes of ready) {
      this.#whole.update(bytes);
      await this.#sink(bytes);
    }
  }
}

const tooLarge = () =>
  new EvidenceRefused(
    `The evidence would unpack to more than ${bundleBytesMax} bytes, which no browser opens. Export a shorter period at a time (--from, --to), or one member or app.`,
  );
