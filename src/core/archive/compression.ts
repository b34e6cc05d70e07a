/** What an archive is compressed with, as the ending of its name promises, or its first bytes tell. */
import { MregError } from '../../errors.ts';

/** What an archive may be compressed with. */
export type Compression = 'gzip' | 'zstd';

const ENDINGS: Readonly<Record<string, Compression>> = {
  gz: 'gzip',
  tgz: 'gzip',
  zst: 'zstd',
  zstd: 'zstd',
  tzst: 'zstd',
};

/** Endings that would promise what mreg does not write. */
const FOREIGN_ENDING = /\.(zip|7z|rar|xz|txz|lzma|bz2|tbz2?|lz4|br)$/i;

/** How the archive of that name is compressed: as asked for, else as its ending says.
 * @throws MREG_INVALID where the ending says another thing, or what mreg does not write */
export function compressionOf(name: string, asked: Compression | undefined): Compression | undefined {
  const [, foreign] = FOREIGN_ENDING.exec(name) ?? [];
  const hint = `mreg export … -o ${name.replace(/(?:\.tar)?\.\w+$/, '')}.tar.gz`;
  if (foreign !== undefined)
    throw new MregError('MREG_INVALID', `${name}: an archive is a tar file, and not ${foreign}`, { hint });
  const [, ending = ''] = /\.(\w+)$/.exec(name) ?? [];
  const promised = Object.hasOwn(ENDINGS, ending.toLowerCase()) ? ENDINGS[ending.toLowerCase()] : undefined;
  if (promised !== undefined && asked !== undefined && promised !== asked)
    throw new MregError(
      'MREG_INVALID',
      `${name} would be compressed with ${asked}, as its name does not say`,
      { hint },
    );
  return asked ?? promised;
}

const FORMATS: readonly (readonly [name: string, magic: string, hint: string])[] = [
  ['xz', 'fd377a585a00', 'xz -dc FILE | mreg import -'],
  ['bzip2', '425a68', 'bzip2 -dc FILE | mreg import -'],
  ['lz4', '04224d18', 'lz4 -dc FILE | mreg import -'],
  ['zip', '504b0304', 'unzip it, and mreg register what is in it'],
  ['7z', '377abcaf271c', 'unpack it, and mreg register what is in it'],
  ['rar', '526172211a07', 'unpack it, and mreg register what is in it'],
];

/** Where every tar file of POSIX says that it is one. */
const USTAR_AT = 257;

/** Refuses bytes that begin no archive of mreg, by the name of what they are.
 * @throws MREG_INVALID */
export function checkFormat(first: Buffer, file: string): void {
  const [name, , hint] =
    FORMATS.find(([, magic]) => first.subarray(0, magic.length / 2).toString('hex') === magic) ?? [];
  const expected = 'expected an archive of mreg export: tar, plain or compressed with gzip or zstd';
  if (name !== undefined)
    throw new MregError('MREG_INVALID', `${file} is ${name}, ${expected}`, {
      hint: hint?.replace('FILE', file),
      details: { file, format: name },
    });
  if (first.length >= 512 && first.toString('latin1', USTAR_AT, USTAR_AT + 5) !== 'ustar')
    throw new MregError('MREG_INVALID', `${file} is no tar file, ${expected}`, { details: { file } });
}
