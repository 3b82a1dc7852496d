import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, reasonOf } from '../faults.ts';

/** How a file is laid out, by its name. */
type Layout = 'json' | 'ndjson';

/** One file to read. */
export type InputFile = {
  readonly path: string;
  readonly bytes: number;
  readonly layout: Layout;
  readonly gzip: boolean;
};

export type FoundFiles = {
  readonly files: readonly InputFile[];
  /** Paths that were given and cannot be read. */
  readonly faults: readonly Fault[];
  /** Files beside others in a folder that are none of ours. */
  readonly passedOver: readonly string[];
};

/** The layout that a file's name stands for; undefined when it is none of ours. */
function layoutOf(path: string): Pick<InputFile, 'layout' | 'gzip'> | undefined {
  const name = path.toLowerCase();
  const gzip = name.endsWith('.gz');
  const plain = gzip ? name.slice(0, -'.gz'.length) : name;
  if (plain.endsWith('.json')) return { layout: 'json', gzip };
  if (plain.endsWith('.ndjson') || plain.endsWith('.jsonl')) return { layout: 'ndjson', gzip };
  return undefined;
}

/** Every file under the given paths, folders in the order of their names; each path once. */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const files = new Map<string, InputFile>();
  const faults: Fault[] = [];
  const passedOver: string[] = [];
  const look = async (path: string, given: boolean): Promise<void> => {
    const found = await stat(path).catch((cause: unknown) => reasonOf(cause));
    if (typeof found === 'string') {
      faults.push({ file: path, line: 0, path: '', reason: `cannot be read: ${found}` });
    } else if (found.isDirectory()) {
      // Entries that are links to folders are not followed: they could lead in a circle.
      const entries = await readdir(path, { withFileTypes: true }).catch(reasonOf);
      if (typeof entries === 'string') {
        faults.push({ file: path, line: 0, path: '', reason: `cannot be read: ${entries}` });
        return;
      }
      const names = entries.filter((one) => !one.isSymbolicLink() || layoutOf(one.name));
      for (const { name } of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        await look(join(path, name), false);
      }
    } else {
      const layout = found.isFile() ? layoutOf(path) : undefined;
      if (layout) files.set(path, { path, bytes: found.size, ...layout });
      else if (given) {
        const reason = 'not a .json, .ndjson or .jsonl file, nor one of them with .gz';
        faults.push({ file: path, line: 0, path: '', reason });
      } else passedOver.push(path);
    }
  };
  for (const path of paths) await look(path, true);
  return { files: [...files.values()], faults, passedOver };
}
