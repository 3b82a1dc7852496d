import { unzipSync } from 'fflate';
import { bundleBytesMax } from './bundle-format.ts';
import { BundleFault, type BundleFiles } from './bundle-reader.ts';

/**
 * Opens a bundle's zip.
 *
 * @throws BundleFault when it is no zip, names a file twice, or says to be larger than any bundle is
 */
export function unzipBundle(zip: Uint8Array): BundleFiles {
  const seen = new Set<string>();
  let unpacked = 0;
  try {
    const files = unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        if (seen.has(name)) throw new BundleFault(`the zip has two files ${name}`);
        seen.add(name);
        unpacked += originalSize;
        if (unpacked > bundleBytesMax) {
          throw new BundleFault(`the zip unpacks to more than ${bundleBytesMax} bytes`);
        }
        return true;
      },
    });
    return new Map(Object.entries(files));
  } catch (cause) {
    if (cause instanceof BundleFault) throw cause;
    throw new BundleFault('this is no zip, or a damaged one');
  }
}
