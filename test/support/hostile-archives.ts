/** Archives that must be refused: what attackers, broken disks and other programs make. */

import {
  digestOf,
  END,
  type Fields,
  header,
  headerOf,
  listOf,
  type Member,
  octal,
  padded,
  pax,
  paxOf,
  type Recipe,
  recipeMembers,
  tarOf,
} from './archive.ts';
import { HOSTILE_RUNS } from './hostile-runs.ts';
import { encodeJournal } from './journal.ts';

type Case = readonly [name: string, tar: Buffer];

const quoted = (text: string) =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 20)}… (${text.length})` : text);

/** An archive of one version, with another header before or instead of that of its file. */
function withHeader(change: (file: Member) => Buffer): Buffer {
  const [list, metadata, file] = recipeMembers() as [Member, Member, Member];
  return tarOf([list, metadata, { ...file, header: change(file) }]);
}

const ofFile = (fields: Fields) =>
  withHeader(({ path, content }) => header({ name: path, size: octal(content.length, 12), ...fields }));

const before = (blocks: Buffer) => withHeader((file) => Buffer.concat([blocks, headerOf(file)]));

const TYPES = [...'\x0012346789ADgIKLMNSVXZ'];

const types: Case[] = TYPES.flatMap((type): Case[] => [
  [`a file of type ${quoted(type)}`, ofFile({ type })],
  [`a member of type ${quoted(type)}`, before(header({ name: 'rl/x', linkname: '/etc/passwd', type }))],
]);

const PATHS = [
  '/etc/passwd',
  '//x',
  '../x',
  '../../../../tmp/mreg-escaped',
  'a/../../x',
  'a/..',
  './x',
  'a/./x',
  'a//x',
  'x/',
  'a\\b',
  '..\\x',
  'C:\\x',
  'c:x',
  'x:stream',
  'a\u0000b',
  'a\u0001b',
  'a\nb',
  'a\u007fb',
  'x.',
  'a./x',
  'x ',
  'a /x',
  'CON',
  'con.txt',
  'nul',
  'AUX.bin',
  'COM1',
  'lpt9.log',
  'COM¹',
  'prn/x',
  'a*b',
  'a?b',
  'a"b',
  'a<b',
  'a>b',
  'a|b',
  'x'.repeat(256),
  'é'.repeat(128),
  `${'d/'.repeat(17)}x`,
  `${'d/'.repeat(400)}x`,
];

const paths: Case[] = PATHS.flatMap((path): Case[] => {
  const extra = { path, content: Buffer.from('x') };
  const members = [...recipeMembers().slice(1), extra].sort((a, b) =>
    Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  );
  const { models } = JSON.parse(String(recipeMembers()[0]?.content));
  return [
    [`the path ${quoted(path)}`, tarOf([listOf({ models }, members), ...members])],
    [`the path ${quoted(path)} in a version`, tarOf(recipeMembers({ files: { [path]: 'x', ok: 'y' } }))],
  ];
});

const PLACES = [
  'manifest.json',
  '.mreg/x',
  '.mreg/log/0000000001.jsonl',
  '.mreg/log/0000000001.json',
  '.mreg/log/0000000099.jsonl',
  '.mreg/log/0000000001-0000000100.jsonl',
  '.mreg/log/x/0000000001.jsonl',
  '.mreg/staging/x/y',
  '.mreg/trash/rl/x_v1.0.0_1/model.bin',
  '.mreg/quarantine/x/y',
  '.git/hooks/post-checkout',
  'rl/stray.bin',
  'rl/new_v1.0.0_20260101000000-r1/x',
  'rl/new_v9.0.0_20260101000000/model.bin',
  'x',
];

const places: Case[] = PLACES.map((path) => {
  const members = [...recipeMembers().slice(1), { path, content: Buffer.from('x') }].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
  const { models } = JSON.parse(String(recipeMembers()[0]?.content));
  return [`something at ${path}`, tarOf([listOf({ models }, members), ...members])];
});

const CLASHES: readonly (readonly [string, string])[] = [
  ['A', 'a'],
  ['d/X', 'd/x'],
  ['D/x', 'd/y'],
  ['ﬁ', 'fi'],
  ['e\u0301', 'é'],
  ['ß', 'SS'],
  ['ſ', 's'],
  ['K', 'k'],
  ['x', 'x/y'],
  ['x/y', 'X/y/z'],
  ['ς', 'σ'],
  ['METADATA.json', 'a'],
];

const clashes: Case[] = CLASHES.map(([a, b]) => [
  `${quoted(a)} beside ${quoted(b)}`,
  tarOf(recipeMembers({ files: { [a]: '1', [b]: '2' } })),
]);

const RECIPES: Readonly<Record<string, Recipe>> = {
  'a type that leads away': { type: '..' },
  'a type that is absolute': { type: '/tmp' },
  'a hidden type': { type: '.mreg' },
  'a type with a slash': { type: 'a/b' },
  'a name that leads away': { name: '../x' },
  'a name with a space': { name: 'a b' },
  'a version that is none': { version: 'v1' },
  'a version with build metadata': { version: 'v1.0.0+x' },
  'a version without v': { version: '1.0.0' },
  'a version that leads away': { version: '../../v1.0.0' },
  'a directory elsewhere': { directory: 'rl/other_v1.0.0_20260101000000' },
  'a directory in another type': { directory: 'tmp/new_v1.0.0_20260101000000' },
  'a directory among the private ones': { directory: '.mreg/staging' },
  'a directory without a timestamp': { directory: 'rl/new_v1.0.0_' },
  'a directory of a restored version': { directory: 'rl/new_v1.0.0_20260101000000-r3' },
  'a directory too deep': { directory: 'rl/deep/new_v1.0.0_20260101000000' },
  'a directory that the list has elsewhere': { state: { directory: 'rl/new_v1.0.0_20260101000001' } },
  'a number 0': { state: { number: 0 } },
  'a number that is none': { state: { number: 1.5 } },
  'a number past the next': { state: { number: 7 } },
  'a deleted version': { state: { deleted: { at: '2026-01-01T00:00:00Z', from: 'None', revision: 3 } } },
  'facts that stand in the metadata': { state: { metrics: { f1: 1 } } },
  'an unknown fact': { state: { shell: 'rm -rf /' } },
  'a size that does not follow': { state: { size: 8 } },
  'a digest that does not follow': { state: { digest: digestOf('x') } },
  'another metadata.json': { state: { metadata_sha256: digestOf('x') } },
  'a moment that is none': { state: { registered_at: 'yesterday' } },
  'tags that are none': { state: { tags: { a: 1 } } },
  'a description that is none': { state: { description: {} } },
  'a stage of a version that is not there': { model: { stages: { Production: ['v2.0.0'] } } },
  'a version in two stages': { model: { stages: { Production: ['v1.0.0'], Staging: ['v1.0.0'] } } },
  'a version twice in a stage': { model: { stages: { Production: ['v1.0.0', 'v1.0.0'] } } },
  'an alias of a version that is not there': { model: { aliases: { champion: 'v2.0.0' } } },
  'an alias that leads away': { model: { aliases: { '../x': 'v1.0.0' } } },
  'an alias that is reserved': { model: { aliases: { latest: 'v1.0.0' } } },
  'a stage that is the prototype': { model: { stages: JSON.parse('{"__proto__": ["v1.0.0"]}') } },
  'a moment that no calendar has': { state: { registered_at: '9999-99-99T99:99:99Z' } },
  'a format that is an object': { list: { format: {} } },
  'a format without a text': { list: { format: { toString: 1 } } },
  'an archive that is an object': { list: { archive: { toString: null } } },
  'an unknown fact of a model': { model: { purged_until: '20260101000000' } },
  'a next number that does not follow': { model: { next_number: 9 } },
  'no versions': { model: { versions: {} } },
  'a version without files': { model: { versions: { 'v1.0.0': {} } } },
  'metadata of another model': { metadata: { model_name: 'other' } },
  'metadata of another version': { metadata: { model_version: 'v2.0.0' } },
  'metadata of another type': { metadata: { model_type: 'other' } },
  'metadata without a type': { metadata: { model_type: undefined } },
  'metadata without files': { metadata: { files: undefined } },
  'metadata with no files': { metadata: { files: [] } },
  'metadata of fewer files': {
    files: { a: '1', b: '2' },
    metadata: { files: [{ path: 'a', size: 1, sha256: digestOf('1') }] },
  },
  'metadata of other files': {
    metadata: { files: [{ path: '../x', size: 7, sha256: digestOf('weights') }] },
  },
  'metadata of more files': {
    metadata: {
      files: [
        { path: 'model.bin', size: 7, sha256: digestOf('weights') },
        { path: 'z', size: 1, sha256: digestOf('1') },
      ],
    },
  },
  'metadata that is no metadata': { metadata: { model_artifact_files: 'model.bin' } },
  'models that are a list': { list: { models: [] } },
  'a model without a type': { models: (models) => ({ new: Object.values(models)[0] }) },
  'a model of three parts': { models: (models) => ({ 'rl/new/x': Object.values(models)[0] }) },
  'models that differ in case': { models: (models) => ({ ...models, 'RL/new': Object.values(models)[0] }) },
  'a model of no files': { models: (models) => ({ ...models, 'rl/empty': Object.values(models)[0] }) },
  'no models': { list: { models: {} } },
  'a history and models': {
    list: { history: { since: 0, previous: null, revision: 1, head: digestOf('x') } },
  },
  'neither a history nor models': { list: { models: undefined } },
  'a history of nothing': {
    list: { models: undefined, history: { since: 0, previous: null, revision: 1, head: digestOf('x') } },
  },
  'a history that is none': { list: { models: undefined, history: 'all' } },
  'a history that ends before it begins': {
    list: {
      models: undefined,
      history: { since: 5, previous: digestOf('x'), revision: 1, head: digestOf('x') },
    },
  },
  'another format of archives': { list: { archive: 2 } },
  'another format of registries': { list: { format: 2 } },
  'an unknown member of the list': { list: { run: 'sh' } },
  'files that are no list': { list: { files: {} } },
  'files that are none': { list: { files: ['x'] } },
};

const recipes: Case[] = Object.entries(RECIPES).map(([name, recipe]) => [name, tarOf(recipeMembers(recipe))]);

type Files = { path: string; size: number; sha256: string }[];

/** The list of an archive changed, with its own digest right. */
function relisted(change: (files: Files) => unknown): Buffer {
  const [list, ...members] = recipeMembers() as [Member, ...Member[]];
  const document = JSON.parse(String(list.content));
  return tarOf([listOf({ models: document.models, files: change(document.files) }, members), ...members]);
}

function rawList(change: (text: string) => string | Buffer): Buffer {
  const [list, ...members] = recipeMembers() as [Member, ...Member[]];
  return tarOf([listOf({}, members, change(String(list.content))), ...members]);
}

const first = (files: Files) => files[0] as Files[0];

const lists: Case[] = [
  ['no list', tarOf(recipeMembers().slice(1))],
  [
    'a list whose name is wrong',
    tarOf(
      recipeMembers().map((member, index) =>
        index === 0 ? { ...member, path: `.mreg/archive-${digestOf('x')}.json` } : member,
      ),
    ),
  ],
  [
    'a list under another name',
    tarOf(recipeMembers().map((member, index) => (index === 0 ? { ...member, path: 'list.json' } : member))),
  ],
  ['the list twice', tarOf([...recipeMembers().slice(0, 1), ...recipeMembers()])],
  ['a list that is not JSON', rawList(() => 'files: []')],
  ['a list that is not an object', rawList(() => '[]')],
  ['a list that is empty', rawList(() => '')],
  ['a list with a key twice', rawList((text) => text.replace('{"archive":1', '{"archive":1,"archive":1'))],
  [
    'a list with a prototype',
    rawList((text) => text.replace('{"archive":1', '{"__proto__":{"x":1},"archive":1')),
  ],
  ['a list cut off', rawList((text) => text.slice(0, -1))],
  [
    'a list that is not UTF-8',
    rawList((text) => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0x22, 0xff, 0x22])])),
  ],
  ['a file larger by one', relisted(([a, ...rest]) => [{ ...a, size: (a?.size ?? 0) + 1 }, ...rest])],
  ['a file smaller by one', relisted(([a, ...rest]) => [{ ...a, size: (a?.size ?? 0) - 1 }, ...rest])],
  ['a file of negative size', relisted(([a, ...rest]) => [{ ...a, size: -1 }, ...rest])],
  ['a file of half a byte', relisted(([a, ...rest]) => [{ ...a, size: 0.5 }, ...rest])],
  ['a file of more than there is', relisted(([a, ...rest]) => [{ ...a, size: 2 ** 53 - 1 }, ...rest])],
  ['files of more than the budget', relisted((files) => files.map((file) => ({ ...file, size: 2 ** 44 })))],
  ['another digest', relisted(([a, ...rest]) => [{ ...a, sha256: digestOf('x') }, ...rest])],
  ['a digest in capitals', relisted(([a, ...rest]) => [{ ...a, sha256: a?.sha256.toUpperCase() }, ...rest])],
  ['a file with more to it', relisted(([a, ...rest]) => [{ ...a, mode: '4755' }, ...rest])],
  ['a file twice on the list', relisted((files) => [first(files), ...files])],
  ['a list out of order', relisted((files) => files.toReversed())],
  ['a file missing from the list', relisted((files) => files.slice(1))],
  [
    'a file that is only on the list',
    relisted((files) => [
      ...files,
      { path: 'rl/new_v1.0.0_20260101000000/z', size: 0, sha256: digestOf('') },
    ]),
  ],
];

const [LIST, ONE, TWO] = recipeMembers() as [Member, Member, Member];
const directory = (path: string, fields: Fields = {}) => header({ name: path, type: '5', ...fields });
const block = (byte: string) => Buffer.alloc(512, byte);

const structure: Case[] = [
  ['nothing', Buffer.alloc(0)],
  ['zeros', END],
  ['text', Buffer.from('not an archive, but long enough to be one'.repeat(50))],
  ['a member missing', tarOf([LIST, ONE])],
  ['the first member missing', tarOf([LIST, TWO])],
  ['a member twice', tarOf([LIST, ONE, ONE, TWO])],
  ['the last member twice', tarOf([LIST, ONE, TWO, TWO])],
  ['members in another order', tarOf([LIST, TWO, ONE])],
  ['a member that is not on the list', tarOf([LIST, ONE, TWO, { path: 'rl/x', content: Buffer.from('x') }])],
  [
    'an empty member that is not on the list',
    tarOf([LIST, { path: 'rl/x', content: Buffer.alloc(0) }, ONE, TWO]),
  ],
  ['a content that is other', tarOf([LIST, ONE, { ...TWO, content: Buffer.from('Weights') }])],
  ['the directory of the file that follows', before(directory('rl/new_v1.0.0_20260101000000/'))],
  ['a directory elsewhere', before(directory('rl/elsewhere/'))],
  ['a directory twice', before(Buffer.concat([directory('rl/'), directory('rl/')]))],
  [
    'a directory with a content',
    before(Buffer.concat([directory('rl/', { size: octal(512, 12) }), block('x')])),
  ],
  ['a directory at the end', tarOf([LIST, ONE, TWO], Buffer.concat([directory('rl/'), END]))],
  ['a wrong checksum', ofFile({ checksum: '000000\0 ' })],
  ['a checksum that is none', ofFile({ checksum: 'xxxxxx\0 ' })],
  ["GNU tar's own format", ofFile({ magic: 'ustar  \0' })],
  ['the format of Unix V7', ofFile({ magic: '' })],
  ['another version of ustar', ofFile({ magic: 'ustar\x0001' })],
  ['a size in base 256', ofFile({ size: Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]) })],
  ['a size with a sign', ofFile({ size: '-0000000007\0' })],
  ['a size with spaces', ofFile({ size: '          7\0' })],
  ['a size in base 10', ofFile({ size: '00000000009\0' })],
  ['a size larger by one', ofFile({ size: octal(8, 12) })],
  ['a size of nothing', ofFile({ size: octal(0, 12) })],
  ['a size of 8 GiB', ofFile({ size: '77777777777\0' })],
  ['a mode in more digits', ofFile({ mode: '0000444\0' })],
  ['another mode', ofFile({ mode: octal(0o644, 8) })],
  ['another owner', ofFile({ uid: octal(1000, 8) })],
  ["an owner's name", ofFile({ uname: 'root' })],
  ['another time', ofFile({ mtime: octal(946_684_801, 12) })],
  ['a mode that is none', ofFile({ mode: 'rwxr-xr' })],
  ['an owner that is none', ofFile({ uid: '0x0000\0' })],
  ['a group that is none', ofFile({ gid: '' })],
  ['a time in base 256', ofFile({ mtime: Buffer.alloc(12, 0xff) })],
  ["a link's target", ofFile({ linkname: '/etc/passwd' })],
  ["a device's number", ofFile({ devmajor: octal(8, 8) })],
  ["a device's minor number", ofFile({ devminor: octal(1, 8) })],
  ['bytes after the fields', ofFile({ pad: 'x' })],
  ['bytes after the name', ofFile({ name: `${TWO.path}\0/etc/passwd` })],
  ["bytes after the owner's name", ofFile({ uname: 'root\0x' })],
  ['a prefix', ofFile({ prefix: '/tmp' })],
  ['a prefix that leads away', ofFile({ prefix: '..' })],
  ['a name that is not UTF-8', ofFile({ name: Buffer.from([0xff, 0xfe]) })],
  ['an empty name', ofFile({ name: '' })],
  [
    'padding that is not zeros',
    Buffer.concat([tarOf([LIST, ONE, TWO], Buffer.alloc(0)).subarray(0, -1), Buffer.from('x'), END]),
  ],
  ['no end', tarOf([LIST, ONE, TWO], Buffer.alloc(0))],
  ['half an end', tarOf([LIST, ONE, TWO], Buffer.alloc(512))],
  ['an end of one block and a half', tarOf([LIST, ONE, TWO], Buffer.alloc(768))],
  ['an end with something in it', tarOf([LIST, ONE, TWO], Buffer.concat([Buffer.alloc(512), block('x')]))],
  ['a byte after the end', Buffer.concat([tarOf([LIST, ONE, TWO]), Buffer.from('x')])],
  ['a zero after the end', Buffer.concat([tarOf([LIST, ONE, TWO]), Buffer.alloc(1)])],
  ['a record of 10 KiB filled with zeros', Buffer.concat([tarOf([LIST, ONE, TWO]), Buffer.alloc(8192)])],
  ['many zeros after the end', Buffer.concat([tarOf([LIST, ONE, TWO]), Buffer.alloc(1 << 20)])],
  ['another archive after the end', Buffer.concat([tarOf([LIST, ONE, TWO]), tarOf([LIST, ONE, TWO])])],
  [
    'a member after the end',
    Buffer.concat([tarOf([LIST, ONE, TWO]), headerOf(ONE), padded(ONE.content), END]),
  ],
  ['an end in the middle', Buffer.concat([tarOf([LIST, ONE]), tarOf([TWO])])],
];

const TARGET = recipeMembers()[2]?.path as string;

const extended: Case[] = [
  ['a global pax header', before(pax([['path', TARGET]], 'g'))],
  ['a global comment', before(pax([['comment', 'x']], 'g'))],
  ["a vendor's pax header", before(pax([['path', TARGET]], 'X'))],
  ...[
    'linkpath',
    'comment',
    'hdrcharset',
    'charset',
    'uname',
    'GNU.sparse.major',
    'GNU.sparse.size',
    'GNU.sparse.name',
    'GNU.volume.label',
    'SCHILY.xattr.user.x',
    'LIBARCHIVE.xattr.x',
    'SUN.devmajor',
    'realtime.x',
    'PATH',
    '',
  ].map((key): Case => [`a pax record ${quoted(key)}`, before(pax([[key, '1']]))]),
  ['a path of another file', before(pax([['path', 'rl/x']]))],
  ['a path that leads away', before(pax([['path', '../../x']]))],
  ['a path that is absolute', before(pax([['path', '/tmp/x']]))],
  ['a path with a NUL', before(pax([['path', `${TARGET}\0x`]]))],
  ['a path that is empty', before(pax([['path', '']]))],
  ['a path that is not UTF-8', before(pax([['path', Buffer.from([0x61, 0xff])]]))],
  [
    'a path twice',
    before(
      pax([
        ['path', TARGET],
        ['path', TARGET],
      ]),
    ),
  ],
  ['a size of another file', before(pax([['size', '8']]))],
  ['a size with a sign in pax', before(pax([['size', '+7']]))],
  ['a size with a fraction', before(pax([['size', '7.0']]))],
  ['a size with zeros', before(pax([['size', '007']]))],
  ['a size past all numbers', before(pax([['size', '9'.repeat(30)]]))],
  ['a time', before(pax([['mtime', '1']]))],
  [
    'a pax header that says nothing new',
    withHeader((file) => Buffer.concat([pax([['path', file.path]]), headerOf(file)])),
  ],
  ['a time that is none', before(pax([['mtime', 'now']]))],
  ['two pax headers', before(Buffer.concat([pax([['path', TARGET]]), pax([['path', TARGET]])]))],
  ['a pax header before the end', tarOf([LIST, ONE, TWO], Buffer.concat([pax([['path', 'x']]), END]))],
  ['a pax header of a directory', before(Buffer.concat([pax([['size', '0']]), directory('rl/')]))],
  ['a record that is too long', before(paxOf(Buffer.from('99 path=x\n')))],
  ['a record that is too short', before(paxOf(Buffer.from('5 path=x\n')))],
  ['a record of nothing', before(paxOf(Buffer.from('0 path=x\n')))],
  ['a record without a length', before(paxOf(Buffer.from('path=x\n')))],
  ['a record without a sign', before(paxOf(Buffer.from('8 pathx\n')))],
  ['a record without an end', before(paxOf(Buffer.from('10 path=xx')))],
  ['zeros after the records', before(paxOf(Buffer.concat([Buffer.from('10 path=x\n'), Buffer.alloc(5)])))],
  ['a pax header of 1 MiB', before(paxOf(Buffer.alloc(1 << 20, '1')))],
];

interface History {
  /** What is other in the one entry there is. */
  readonly entry?: object;
  readonly changes?: readonly object[];
  readonly raw?: string;
  readonly indent?: number;
  /** The bytes of its file, and what is other in the header there. */
  readonly file?: string;
  readonly header?: object;
  readonly part?: object;
  readonly path?: string;
}

/** An archive of a history: one entry, which registers the version of the recipe. */
function historyOf(
  { entry, changes = [], raw, indent, file, header, part, path }: History,
  recipe: Recipe = {},
): Buffer {
  const [list, ...files] = recipeMembers(recipe) as [Member, ...Member[]];
  const { models } = JSON.parse(String(list.content));
  const [state] = Object.values(Object.values<{ versions: object }>(models)[0]?.versions ?? {}) as Record<
    string,
    unknown
  >[];
  const { registered_at: _, ...facts } = state ?? {};
  const line =
    raw ??
    JSON.stringify(
      {
        revision: 1,
        id: '59c52d33-deee-43d7-8636-9cd41d8c720d',
        previous: null,
        at: '2026-01-01T00:00:00.000Z',
        by: { user: 'ada', host: 'trainer' },
        command: 'register',
        reason: null,
        changes: [
          { change: 'registry-created', format: 1, id: '9b2f6c1e-0000-4000-8000-000000000001' },
          { change: 'version-registered', type: 'rl', name: 'new', version: 'v1.0.0', ...facts },
          ...changes,
        ],
        ...entry,
      },
      null,
      indent,
    );
  const bytes = Buffer.from(file ?? encodeJournal('log', 1, [line], { last: 1, ...header }));
  const members = [{ path: path ?? '.mreg/log/0000000001.jsonl', content: bytes }, ...files];
  const history = { since: 0, previous: null, revision: 1, head: digestOf(line), ...part };
  return tarOf([listOf({ history }, members), ...members]);
}

/** The history without anything wrong, which is accepted. */
export const SOUND_HISTORY = historyOf({});

const at = { type: 'rl', name: 'new', version: 'v1.0.0' };
const again = (facts: object) => ({
  change: 'version-registered',
  ...at,
  version: 'v2.0.0',
  number: 2,
  directory: 'rl/new_v2.0.0_20260101000000',
  metadata_sha256: digestOf('x'),
  digest: digestOf('x'),
  size: 1,
  ...facts,
});

const HISTORIES: Readonly<Record<string, History>> = {
  'an entry that is not JSON': { raw: 'x' },
  'an entry that is none': { raw: '{}' },
  'an entry of several lines': { indent: 2 },
  'an entry of another revision': { entry: { revision: 2 } },
  'an entry that follows from another': { entry: { previous: digestOf('x') } },
  'an entry with more to it': { entry: { run: 'sh' } },
  'an entry that changes nothing': { entry: { changes: [] } },
  'an unknown change': { changes: [{ change: 'shell-run', line: 'x' }] },
  'an entry under another name': { path: '.mreg/log/0000000002.jsonl' },
  'an entry under the name of a block': { path: '.mreg/log/0000000001-0000000100.jsonl' },
  'an entry in a file of another journal': { header: { of: 'series/t/m/1-0' } },
  'an entry in a file of another batch': { header: { first: 2, last: 2 } },
  'an entry in a file with more to it': { header: { note: 'x' } },
  'an entry without a file': { file: '{}' },
  'an empty file for an entry': { file: '' },
  'a head that is not the last entry': { part: { head: digestOf('x') } },
  'a history that says it is longer': { part: { revision: 2 } },
  'a history of another format': {
    changes: [{ change: 'registry-created', format: 2, id: '9b2f6c1e-0000-4000-8000-000000000001' }],
  },
  'a version in a directory that leads away': { changes: [again({ directory: '../../x' })] },
  'a version in an absolute directory': { changes: [again({ directory: '/tmp/x' })] },
  'a version among the private directories': { changes: [again({ directory: '.mreg/log' })] },
  'a version in a directory of another type': { changes: [again({ directory: 'other/x_v2.0.0_1' })] },
  'a version in no directory': { changes: [again({ directory: 'rl' })] },
  'two versions in one directory': { changes: [again({ directory: 'rl/new_v1.0.0_20260101000000' })] },
  'two directories that differ in case': { changes: [again({ directory: 'rl/NEW_v1.0.0_20260101000000' })] },
  'a number twice': { changes: [again({ number: 1 })] },
  'a version without its files': { changes: [again({})] },
  'a version that is none': { changes: [again({ version: '../x' })] },
  'a type that leads away': { changes: [again({ type: '..', directory: '../x' })] },
  'a name that leads away': { changes: [again({ name: '../../x' })] },
  'a stage of a version that is not there': {
    changes: [{ change: 'stage-changed', ...at, version: 'v9.0.0', from: 'None', to: 'Production' }],
  },
  'an alias of a version that is not there': {
    changes: [{ change: 'alias-moved', type: 'rl', name: 'new', alias: 'a', from: null, to: 'v9.0.0' }],
  },
  'an alias that leads away': {
    changes: [{ change: 'alias-moved', type: 'rl', name: 'new', alias: '../x', from: null, to: 'v1.0.0' }],
  },
  'a version restored to a directory that leads away': {
    changes: [{ change: 'version-restored', ...at, directory: 'rl/../../x', to: 'None' }],
  },
  'a directory discarded that leads away': {
    changes: [{ change: 'directory-discarded', directory: '../../etc' }],
  },
  'the directory of a version discarded': {
    changes: [{ change: 'directory-discarded', directory: 'rl/new_v1.0.0_20260101000000' }],
  },
  'an alias that is reserved': {
    changes: [{ change: 'alias-moved', type: 'rl', name: 'new', alias: 'latest', from: null, to: 'v1.0.0' }],
  },
  'a stage that is the prototype': {
    changes: [{ change: 'stage-changed', ...at, from: 'None', to: '__proto__' }],
  },
  'a moment that no calendar has': { entry: { at: '9999-99-99T99:99:99Z' } },
  'a second beginning': { changes: [{ change: 'registry-created', format: 1 }] },
  'no beginning': { entry: { changes: [again({ number: 1, version: 'v1.0.0' })] } },
  'a format that is an object': { entry: { changes: [{ change: 'registry-created', format: {} }] } },
  'a deleted version outside the trash': { changes: [{ change: 'version-deleted', ...at, from: 'None' }] },
  'a purged version with files': {
    changes: [
      { change: 'version-deleted', ...at, from: 'None' },
      { change: 'version-purged', ...at },
    ],
  },
};

const histories: Case[] = Object.entries(HISTORIES).map(([name, history]) => [
  `a history: ${name}`,
  historyOf(history),
]);

/** Every archive that has to be refused, by what is wrong with it. */
export const HOSTILE: ReadonlyMap<string, Buffer> = new Map([
  ...types,
  ...paths,
  ...places,
  ...clashes,
  ...recipes,
  ...lists,
  ...structure,
  ...extended,
  ...histories,
  ...HOSTILE_RUNS,
]);
