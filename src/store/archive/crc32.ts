import * as zlib from 'node:zlib';

/** The CRC-32 of gzip (RFC 1952, section 8) of `bytes` after bytes that had the CRC-32 `before`. */
export function crc32(bytes: Buffer, before: number): number {
  // Node has it since 20.15.
  return zlib.crc32?.(bytes, before) ?? byTable(bytes, before);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The same, for a Node that does not have it. */
export function byTable(bytes: Uint8Array, before: number): number {
  let crc = ~before;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] as number);
  return ~crc >>> 0;
}
