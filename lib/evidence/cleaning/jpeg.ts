/** What a picture is drawn from, beside its data: all other segments may be text (EXIF, XMP, comments). */
const isDrawn = (marker: number): boolean => marker <= 0xe0 || marker === 0xee;

/** The picture alone, without what is written into the file beside it. @throws Error when this is not a JPEG */
export function cleanJpeg(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < 4 || file.readUInt16BE(0) !== 0xffd8) throw new Error('no JPEG');
  const remaining: Buffer[] = [file.subarray(0, 2)];
  for (let at = 2; at + 4 <= file.length; ) {
    const marker = file[at + 1] ?? 0;
    const end = at + 2 + file.readUInt16BE(at + 2);
    if (file[at] !== 0xff || end > file.length) break;
    // From the start of the scan on it is the picture itself, up to its end.
    if (marker === 0xda) {
      const last = file.lastIndexOf(Buffer.from([0xff, 0xd9]));
      if (last < end) break;
      return Buffer.concat([...remaining, file.subarray(at, last + 2)]);
    }
    if (isDrawn(marker)) remaining.push(file.subarray(at, end));
    at = end;
  }
  throw new Error('a JPEG without an end');
}
