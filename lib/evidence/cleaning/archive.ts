import { unzipSync, zipSync } from 'fflate';

/** A larger one is not a trace of ours, but a zip bomb. */
const mostBytes = 200_000_000;
/** Fast: evidence has to be on the disk soon, and what is in it is small. */
const level = 4;
/** The same contents give the same archive. ZIP knows no time before. */
const mtime = new Date('1980-01-01T12:00:00Z');

/** The files of a ZIP. @throws Error when it cannot be read, or is too large */
export function unpack(zip: Uint8Array): Map<string, Uint8Array> {
  let bytes = 0;
  const files = unzipSync(zip, {
    filter: ({ originalSize }) => {
      bytes += originalSize;
      if (bytes > mostBytes) throw new Error('an archive that is too large');
      return true;
    },
  });
  return new Map(Object.entries(files).filter(([name]) => !name.endsWith('/')));
}

export function pack(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return zipSync(Object.fromEntries([...files].map(([name, bytes]) => [name, [bytes, { level, mtime }]])));
}
