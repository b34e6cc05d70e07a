import { readdirSync, readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { detectModel } from '../../../src/detect/detect-model.ts';
import type { ModelFiles } from '../../../src/detect/open.ts';

export type Content = string | Buffer;

/** A string stands for its characters as bytes. */
const bytesOf = (content: Content) =>
  typeof content === 'string' ? Buffer.from(content, 'latin1') : content;

interface Watched extends ModelFiles {
  readonly reads: { path: string; bytes: number }[];
}

export function modelOf(contents: Record<string, Content>): Watched {
  const reads: Watched['reads'] = [];
  const paths = Object.keys(contents).sort();
  return {
    reads,
    files: paths.map((path) => ({ path, size: bytesOf(contents[path] ?? '').length })),
    async read(path, offset, length) {
      const bytes = bytesOf(contents[path] ?? '').subarray(offset, offset + length);
      reads.push({ path, bytes: bytes.length });
      return bytes;
    },
  };
}

export const detect = (contents: Record<string, Content>) => detectModel(modelOf(contents));

const fixtures = new URL('../../fixtures/models/', import.meta.url);

/** The directories of `test/fixtures/models`, one a model. */
export const fixtureNames = readdirSync(fixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

export function fixture(name: string): Record<string, Buffer> {
  const directory = new URL(`${name}/`, fixtures);
  return Object.fromEntries(
    readdirSync(directory).map((file) => [file, readFileSync(new URL(file, directory))]),
  );
}

interface ZipOptions {
  readonly deflate?: boolean;
  readonly zip64?: boolean;
  readonly comment?: string;
}

/** A zip archive by the book (local headers, central directory, end record). */
export function zip(
  members: Record<string, Content>,
  { deflate = false, zip64 = false, comment = '' }: ZipOptions = {},
) {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(members)) {
    const data = bytesOf(content);
    const packed = deflate ? deflateRawSync(data) : data;
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(deflate ? 8 : 0, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(data.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    local.push(header, Buffer.from(name), packed);
    central.push(entry, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(zip64 ? 0xffffffff : directory.length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  end.writeUInt16LE(comment.length, 20);
  const record = Buffer.alloc(zip64 ? 56 : 0);
  const locator = Buffer.alloc(zip64 ? 20 : 0);
  if (zip64) {
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(BigInt(directory.length), 40);
    record.writeBigUInt64LE(BigInt(offset), 48);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(offset + directory.length), 8);
  }
  return Buffer.concat([...local, directory, record, locator, end, Buffer.from(comment)]);
}

/** The members that Stable-Baselines3 2.9.2 writes for PPO. */
export const sb3 = (version = '2.9.2', options?: ZipOptions) =>
  zip(
    {
      data: '{"policy_class": {}}',
      'pytorch_variables.pth': '',
      'policy.pth': '',
      'policy.optimizer.pth': '',
      _stable_baselines3_version: version,
      'system_info.txt': '',
    },
    options,
  );

/** What `torch.save` writes, around a pickle. */
export const torch = (pickled: string) =>
  zip({ 'act/data.pkl': pickled, 'act/byteorder': 'little', 'act/data/0': '', 'act/version': '3\n' });
export const STATE_DICT =
  '\x80\x02ccollections\nOrderedDict\nq\x00)Rq\x01ctorch._utils\n_rebuild_tensor_v2\n.';
export const ELEGANTRL_NET = '\x80\x02celegantrl.agents.net\nActorPPO\nq\x00)\x81q\x01}q\x02.';
export const VECNORMALIZE =
  '\x80\x04\x95\x79\x05\0\0\0\0\0\0\x8c\x2estable_baselines3.common.vec_env.vec_normalize\x94\x8c\x0cVecNormalize\x94\x93\x94.';
