const signature = '89504e470d0a1a0a';
/** What a picture is drawn from. All else may be text: title, comment, EXIF, XMP. */
const drawn = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'sRGB', 'sBIT', 'cHRM', 'pHYs', 'IDAT', 'IEND']);

/** The picture alone, without what is written into the file beside it. @throws Error when this is no PNG */
export function cleanPng(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.subarray(0, 8).toString('hex') !== signature) throw new Error('no PNG');
  const kept: Buffer[] = [file.subarray(0, 8)];
  let isWhole = false;
  for (let at = 8; at + 12 <= file.length && !isWhole; ) {
    const length = file.readUInt32BE(at);
    const type = file.subarray(at + 4, at + 8).toString('latin1');
    const end = at + 12 + length;
    if (end > file.length) break;
    if (drawn.has(type)) kept.push(file.subarray(at, end));
    isWhole = type === 'IEND';
    at = end;
  }
  if (!isWhole) throw new Error('a PNG without an end');
  return Buffer.concat(kept);
}
