import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { byTable, crc32 } from '../../../src/store/archive/crc32.ts';

it.each(['', 'a', '123456789', 'x'.repeat(100_000)])(
  'the CRC-32 is that of gzip, in one piece and in two',
  (text) => {
    const bytes = Buffer.from(text);
    const wanted = gzipSync(bytes).readUInt32LE(gzipSync(bytes).length - 8);
    for (const crc of [crc32, byTable]) {
      expect(crc(bytes, 0)).toBe(wanted);
      expect(crc(bytes.subarray(3), crc(bytes.subarray(0, 3), 0))).toBe(wanted);
    }
  },
);
