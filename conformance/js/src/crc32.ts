// CRC-32 of ZIP, four bytes at a step.

const TABLES = [0, 1, 2, 3].map(() => new Int32Array(256));
for (let i = 0; i < 256; i++) {
  let crc = i;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  TABLES[0][i] = crc;
}
for (let i = 0; i < 256; i++) {
  for (let k = 1; k < 4; k++) TABLES[k][i] = (TABLES[k - 1][i] >>> 8) ^ TABLES[0][TABLES[k - 1][i] & 255];
}
const [T0, T1, T2, T3] = TABLES;

/** The CRC-32 of what `crc` is the CRC-32 of, followed by `bytes`; that of nothing is 0. */
export function crc32(crc: number, bytes: Uint8Array): number {
  let word = ~crc;
  let at = 0;
  for (const end = bytes.length - 3; at < end; at += 4) {
    word ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    word = T3[word & 255] ^ T2[(word >>> 8) & 255] ^ T1[(word >>> 16) & 255] ^ T0[word >>> 24];
  }
  for (; at < bytes.length; at++) word = (word >>> 8) ^ T0[(word ^ bytes[at]) & 255];
  return ~word >>> 0;
}
