// What the registry's promises rest on, each line of it taken out in turn: `from` stands once in `file`, `to` takes its
// place, and the tests named have to fail. `tests` are a file and what its tests are called, as vitest's own filters.

const crash = (...names) => ['test/proofs/power-cut.test.ts', `'(${names.join('|')})': the power`];
const packing = (names) => ['test/proofs/packing.test.ts', names];
const journals = (names) => ['test/proofs/journal.test.ts', names];
const order = (names) => ['test/store/order.test.ts', names];
const moves = ['test/store/conformance.test.ts', ''];
const faults = ['test/store/faults.test.ts', ''];
const sources = ['test/store/sources.test.ts', 'a file that'];
const copying = (names) => ['test/store/copying.test.ts', names];
const moving = (names) => ['test/store/moving.test.ts', names];
const reflinks = (names) => ['test/store/reflinks.test.ts', names];
const disk = (names) => ['test/store/disk.test.ts', names];
const largeManifest = ['test/store/many-models.test.ts', 'decided as if'];
const exporting = (names) => ['test/store/exporting.test.ts', names];
const links = (names) => ['test/store/links.test.ts', names];
const passing = (names) => ['test/proofs/passing.test.ts', names];
const trash = (names) => ['test/store/trash.test.ts', names];

const story = (names) => ['test/scripts/scripts.test.ts', names];

const durable = 'src/store/place/folder/durable.ts';
const directories = 'src/store/place/folder/moves.ts';
const inside = 'src/store/place/folder/inside.ts';
const removal = 'src/store/place/folder/remove.ts';
const intake = 'src/store/intake/intake.ts';
const small = 'src/store/intake/copy-small.ts';
const syncs = 'src/store/place/folder/syncs.ts';
const move = 'src/store/intake/move.ts';
const archive = 'src/store/archive/file.ts';
const clone = 'src/store/intake/clone.ts';
const log = 'src/store/journal/log.ts';
const journal = 'src/store/journal/journal.ts';
const file = 'src/store/journal/file.ts';
const survey = 'src/store/journal/survey.ts';
const gather = 'src/store/journal/gather.ts';
const append = 'src/store/journal/append-entry.ts';
const appendAny = 'src/store/journal/append.ts';
const check = 'src/store/versions/check-version.ts';
const compare = 'src/core/integrity/compare-files.ts';

export const MUTANTS = [
  // Syncs
  {
    name: 'no directory is synced',
    file: durable,
    from: "    const handle = await open(path, 'r');\n    try {\n      await handle.sync();",
    to: "    const handle = await open(path, 'r');\n    try {",
    tests: ['test/proofs/power-cut-ext4.test.ts', "'promote'"],
  },
  {
    name: 'the bytes of an entry or a manifest are not synced',
    file: durable,
    from: '        syncs.wrote(piece.length);\n      }\n      await syncs.end();',
    to: '      }',
    tests: crash('promote'),
  },
  {
    name: 'the log is not synced after an entry was linked',
    file: durable,
    from: "  await syncDirectory(dirname(path));\n  return 'created';",
    to: "  return 'created';",
    tests: crash('promote'),
  },
  {
    name: 'a directory is not synced after a file in it was replaced',
    file: durable,
    from: '  await Promise.all([...parents].map(syncDirectory));',
    to: '',
    tests: crash('adopt', 'doctor --repair'),
  },
  {
    name: 'a directory is not synced after a version was renamed into it',
    file: directories,
    from: '    await syncDirectory(dirname(to));\n  } catch (error) {\n    await withdrawDirectory(layout, to, from);',
    to: '  } catch (error) {\n    await withdrawDirectory(layout, to, from);',
    tests: crash('register', 'restore'),
  },
  {
    name: 'a directory that was made is not synced into its parent',
    file: inside,
    from: "throw ioError('create', step, error);\n      }\n      await syncDirectory(dirname(step));",
    to: "throw ioError('create', step, error);\n      }",
    tests: crash('register, first', 'init'),
  },
  {
    name: 'metadata.json is not synced into the directory of its version',
    file: durable,
    from: '  await writeDurably(path, pieces, mode);\n  await syncDirectory(dirname(path));',
    to: '  await writeDurably(path, pieces, mode);',
    tests: crash('register'),
  },
  {
    name: 'what is set aside is not synced where it goes',
    file: directories,
    from: '  await syncDirectory(dirname(to));\n  await syncDirectory(dirname(from));',
    to: '  await syncDirectory(dirname(from));',
    tests: order('^doctor:'),
  },
  {
    name: 'what is set aside is not synced where it was',
    file: directories,
    from: '  await syncDirectory(dirname(to));\n  await syncDirectory(dirname(from));',
    to: '  await syncDirectory(dirname(to));',
    tests: order('^doctor:'),
  },
  {
    name: 'a copied file is not synced',
    file: intake,
    from: "      () => io('write', target, () => copy.sync()),",
    to: '      async () => undefined,',
    tests: crash('register'),
  },
  {
    name: 'a small file among many is not synced',
    file: small,
    from: "io('write', path, () => synced(fd))",
    to: 'Promise.resolve()',
    tests: copying('each byte'),
  },
  {
    name: 'a failed sync of a small file among many is nothing',
    file: small,
    from: '        failure ??= { error };\n',
    to: '        failure ??= undefined;\n',
    tests: copying('fails: refused'),
  },
  {
    name: 'a large file is not synced',
    file: syncs,
    from: '      add(() => file.sync());\n',
    to: '',
    tests: copying('each byte'),
  },
  {
    name: 'a failed sync of a large file is tried again',
    file: syncs,
    from: "    last = last.then(() => io('write', path, sync));",
    to: "    last = last.catch(() => undefined).then(() => io('write', path, sync));",
    tests: copying('fails: refused'),
  },
  {
    name: 'a clone is not synced',
    file: clone,
    from: '        await clone.sync();\n',
    to: '',
    tests: reflinks('is synced'),
  },
  {
    name: 'the directories in a copy are not synced',
    file: intake,
    from: '    for (const directory of source.directories) await syncDirectory(join(target, directory));\n',
    to: '',
    tests: crash('register'),
  },
  {
    name: 'an archive is named before it is synced',
    file: archive,
    from: '        await syncs.end();\n',
    to: '',
    tests: exporting('is on the disk'),
  },
  {
    name: 'an archive is named before it has been read again',
    file: archive,
    from: '      await checking;\n',
    to: '',
    tests: exporting('is damaged'),
  },
  {
    name: 'a file that is adopted is not synced',
    file: intake,
    from: "      if (sync) await io('sync', placeOf(file), () => handle.sync());",
    to: '',
    tests: order('^adopt:'),
  },
  {
    name: 'a directory that is adopted is not synced',
    file: intake,
    from: "    for (const directory of [...source.directories, '']) await syncDirectory(join(source.path, directory));",
    to: '    ;',
    tests: order('^adopt:'),
  },
  // Order
  {
    name: 'a version is published after its entry',
    file: 'src/operations/lifecycle/delete.ts',
    from: '      await bringBack(layout, found.directory, directory);\n',
    to: '      setTimeout(() => bringBack(layout, found.directory, directory), 50);\n',
    tests: crash('restore'),
  },
  {
    name: 'a failed sync is tried again',
    file: durable,
    from: '      await handle.sync();\n    } finally {\n      await handle.close();\n    }\n  });\n}\n\n/** Writes all',
    to: '      await handle.sync().catch(() => handle.sync());\n    } finally {\n      await handle.close();\n    }\n  });\n}\n\n/** Writes all',
    tests: order('not tried again'),
  },
  // Exclusive creates
  {
    name: 'an entry takes the place of another',
    file: durable,
    from: '    await link(temporary, path);',
    to: '    await rename(temporary, path);',
    tests: moves,
  },
  {
    name: 'an entry whose name is taken counts as made',
    file: durable,
    from: "return 'exists';\n    // On a network",
    to: "return 'created';\n    // On a network",
    tests: moves,
  },
  {
    name: 'an entry whose name was taken by itself counts as lost',
    file: durable,
    from: "errno(error) === 'EEXIST' && !(await isThere())",
    to: "errno(error) === 'EEXIST'",
    tests: order('an entry that was made'),
  },
  {
    name: 'an entry that was made counts as failed',
    file: durable,
    from: 'if (!(await isThere())) throw linkError(path, error);',
    to: 'throw linkError(path, error);',
    tests: order('an entry that was made'),
  },
  {
    name: 'an entry that failed counts as made',
    file: durable,
    from: 'if (!(await isThere())) throw linkError(path, error);',
    to: '',
    tests: moves,
  },
  {
    name: 'the directory of a version is taken by another',
    file: directories,
    from: '  await makeInside(layout, dirname(to));\n  checkInside(layout, dirname(from));\n  try {\n',
    to: '  await makeInside(layout, dirname(to));\n  checkInside(layout, dirname(from));\n  try {\n    await rename(to, `${to}~`).catch(() => undefined);\n',
    tests: moves,
  },
  {
    name: 'a directory whose name is taken counts as published',
    file: directories,
    from: "errno(error) === 'EEXIST') return 'exists';",
    to: "errno(error) === 'EEXIST') return 'published';",
    tests: moves,
  },
  {
    name: 'a file is not made exclusively',
    file: 'src/store/place/folder/modes.ts',
    from: "await open(path, 'wx', mode)",
    to: "await open(path, 'w', mode)",
    tests: order('makes files exclusively'),
  },
  {
    name: 'a small file among many is not made exclusively',
    file: 'src/store/place/folder/modes.ts',
    from: "openSync(path, 'wx', mode)",
    to: "openSync(path, 'w', mode)",
    tests: copying('each byte'),
  },
  {
    name: 'a commit does not look whether it was made',
    file: 'src/store/journal/commit.ts',
    from: "if ((await appendEntry(layout, revision, line)) === 'created') {",
    to: 'await appendEntry(layout, revision, line);\n    {',
    tests: moves,
  },
  {
    name: 'a promotion that is compared with another model does not read it',
    file: 'src/operations/lifecycle/stage.ts',
    from: 'request.betterThan === undefined ? request.ref : undefined',
    to: 'request.ref',
    tests: largeManifest,
  },
  {
    name: 'a version with parents is registered without reading their models',
    file: 'src/operations/registration/register.ts',
    from: '!request.parents?.length && !mayBeDisplayed',
    to: '!mayBeDisplayed',
    tests: largeManifest,
  },
  {
    name: 'a commit decides on an old state',
    file: 'src/store/journal/commit.ts',
    from: 'const { changes, outcome, evidence } = decide(before, news);\n    if',
    to: 'const { changes, outcome, evidence } = decide(begin, news);\n    if',
    tests: moves,
  },
  {
    name: 'a short write passes for a whole one',
    file: durable,
    from: 'offset += bytesWritten;',
    to: 'offset = bytes.length;',
    tests: disk('cut short'),
  },
  {
    name: 'a short write of a thread that waits passes for a whole one',
    file: durable,
    from: 'offset += written;',
    to: 'offset = bytes.length;',
    tests: copying('cut short'),
  },
  {
    name: 'a piece of a large file has the length of another',
    file: 'src/store/place/folder/hash/ring.ts',
    from: 'take(new Uint8Array(pieces, (went % SLOTS) * SLOT, shared[LENGTHS + (went % SLOTS)]));',
    to: 'take(new Uint8Array(pieces, (went % SLOTS) * SLOT, shared[LENGTHS]));',
    tests: copying('all sizes'),
  },
  // Links
  {
    name: 'a directory is used whatever is in its place',
    file: inside,
    from: '  if (impostor) throw damaged(',
    to: '  if (impostor === null) throw damaged(',
    tests: links('is refused'),
  },
  {
    name: 'a directory that is there is not asked what it is',
    file: inside,
    from: 'if (stats && !stats.isDirectory()) throw',
    to: 'if (stats === null) throw',
    tests: links('is refused'),
  },
  {
    name: 'a removal follows links',
    file: removal,
    from: 'directory.at(name), constants.O_NOFOLLOW ?? 0)',
    to: 'directory.at(name), 0)',
    tests: links('exchange'),
  },
  // Comparisons of digests
  {
    name: 'a change is built on a manifest that is not of this log',
    file: 'src/store/journal/commit.ts',
    from: '  await checkHead(layout, begin);\n',
    to: '',
    tests: moves,
  },
  {
    name: 'the head is not compared',
    file: log,
    from: '(await readEntry(layout, revision))?.sha256 === head',
    to: '(await readEntry(layout, revision))',
    tests: moves,
  },
  {
    name: 'an entry need not follow from the one before',
    file: log,
    from: 'if (stored.entry.previous !== head) throw',
    to: 'if (stored.entry.previous === undefined) throw',
    tests: moves,
  },
  {
    name: 'metadata.json is believed',
    file: 'src/operations/reading/read-metadata.ts',
    from: '`sha256:${sha256(bytes)}` !== metadata_digest',
    to: 'bytes.length === 0',
    tests: story('list-damaged'),
  },
  {
    name: 'a restore does not look at what it brings back',
    file: 'src/operations/lifecycle/delete.ts',
    from: 'metadata === undefined || sha256(metadata) !== found.metadata_sha256',
    to: 'metadata === undefined',
    tests: trash('what is in the trash'),
  },
  {
    name: 'verify: metadata.json is believed',
    file: check,
    from: 'if (digest === state.metadata_sha256) return',
    to: 'if (digest !== undefined) return',
    tests: faults,
  },
  {
    name: 'verify: the list of a damaged metadata.json is believed',
    file: check,
    from: 'records && isRegistered(records, state) ? records : undefined',
    to: 'records',
    tests: faults,
  },
  {
    name: 'verify: files without a list are believed',
    file: check,
    from: '  return contentDigest(records) === state.digest\n    ? undefined',
    to: '  return records\n    ? undefined',
    tests: faults,
  },
  {
    name: 'verify: the bytes of a file are believed',
    file: compare,
    from: 'if (content.sha256 === record.sha256) return undefined;',
    to: 'if (content.size === record.size) return undefined;',
    tests: faults,
  },
  {
    name: 'verify: the size of a file is believed',
    file: compare,
    from: 'else if (file.size !== size)',
    to: 'else if (file.size < 0)',
    tests: faults,
  },
  {
    name: 'verify: a stray file is nothing',
    file: compare,
    from: "    else faults.set(path, { kind: 'file-stray', problem: `${what} not on the version's list of files` });\n",
    to: '',
    tests: faults,
  },
  {
    name: 'verify: an entry need not follow from the one before',
    file: 'src/core/integrity/chain.ts',
    from: 'if (record.previous === (before?.sha256 ?? null) ||',
    to: 'if (record.revision > 0 ||',
    tests: faults,
  },
  {
    name: 'verify: the manifest need not bear the head',
    file: 'src/core/integrity/chain.ts',
    from: 'if (head === (record?.sha256 ?? null) && (record || revision === 0)) return undefined;',
    to: 'if (record || revision === 0) return undefined;',
    tests: faults,
  },
  {
    name: 'verify: the manifest need not be the fold',
    file: 'src/operations/integrity/audit.ts',
    from: '(intact && manifest ? difference(bytes as Buffer, formatManifest(log.published)) : undefined)',
    to: 'undefined',
    tests: faults,
  },
  {
    name: 'verify: the files of models need not be the fold',
    file: 'src/operations/integrity/audit.ts',
    from: 'difference(bytes as Buffer, formatModel(key, expected))',
    to: 'undefined',
    tests: faults,
  },
  {
    name: 'a model whose file is behind its line is believed',
    file: 'src/store/state/read-state.ts',
    from: 'if (model.revision < expected) begin',
    to: 'if (model.revision < 0) begin',
    tests: ['test/store/read-state.test.ts', 'takes what a file lacks'],
  },
  {
    name: 'a model takes entries twice that its file has already',
    file: 'src/core/state/state.ts',
    from: 'if (model && model.revision >= entry.revision) return undefined;',
    to: '',
    tests: ['test/store/read-state.test.ts', 'takes what'],
  },
  {
    name: 'a writer does not look whether its file is behind its line',
    file: 'src/store/state/publish-state.ts',
    from: 'for (const key of written) if (await isStale(layout, key, manifest)) stale.push(key);',
    to: 'stale.length = 0;',
    tests: ['test/store/read-state.test.ts', 'a file that another writer has put back meanwhile'],
  },
  {
    name: 'gc takes what a person put there for a leftover',
    file: 'src/core/decide/gc.ts',
    from: '{ kind, path, handmade: !announced.has(path) }',
    to: '{ kind, path, handmade: false }',
    tests: ['test/scripts/scripts.test.ts', 'gc-foreign'],
  },
  {
    name: 'verify: any head is known',
    file: 'src/operations/integrity/verify.ts',
    from: 'if ([...digests.values()].includes(expected)) return [];',
    to: 'if (digests.size > 0 || expected) return [];',
    tests: story('integrity.txt'),
  },
  // Hostile sources
  {
    name: 'a file that changes while it is read is taken',
    file: 'src/store/intake/source.ts',
    from: 'if (before.size !== after.size || before.mtimeNs !== after.mtimeNs || before.ctimeNs !== after.ctimeNs) {',
    to: 'if (before.size > after.size * 1000n) {',
    tests: sources,
  },
  {
    name: 'a file that changes and keeps its time is taken',
    file: 'src/store/intake/source.ts',
    from: ' || before.ctimeNs !== after.ctimeNs',
    to: '',
    tests: sources,
  },
  // Files that are moved
  {
    name: 'a file is gone from where it was before the version is on record',
    file: 'src/operations/registration/register.ts',
    from: '    const published = await publish(',
    to: '    if (staged.finish) await staged.finish();\n    const published = await publish(',
    tests: ['test/proofs/points.test.ts', "'register --move': killed"],
  },
  {
    name: 'a file that is moved need not be the one that was hashed',
    file: 'src/operations/registration/publish.ts',
    from: '      await candidate.check?.();\n',
    to: '',
    tests: moving('between its digest'),
  },
  {
    name: 'a file that is moved may be open for writing',
    file: move,
    from: 'const unseen = checkUnused(sealed);',
    to: 'const unseen = 0;',
    tests: moving('open for writing is refused'),
  },
  {
    name: 'a file that is moved may have other names',
    file: move,
    from: 'if (stats.nlink !== names)',
    to: 'if (stats.nlink < names)',
    tests: moving('other names'),
  },
  {
    name: 'what was saved under the name of a moved file goes',
    file: move,
    from: '      (await isSame(path, stats)) &&\n',
    to: '',
    tests: moving('saved anew'),
  },
  {
    name: 'a file that is moved is not synced',
    file: move,
    from: '{ sync: true }',
    to: '{}',
    tests: ['test/proofs/power-cut.test.ts', "'register --move': the power"],
  },
  {
    name: 'a move that fails leaves the files read-only',
    file: move,
    from: 'Number(stats.mode & MODE)',
    to: 'READ_ONLY',
    tests: moving('between its digest'),
  },
  // What is removed is out of sight first
  {
    name: 'a directory is removed where it lies',
    file: removal,
    from: 'ifPresent(rename(parent.at(basename(path)), trash.at(hidden)).then(() => true))',
    to: 'removeIn(parent, basename(path)).then(() => false)',
    tests: order('makes files exclusively'),
  },
  {
    name: 'a failed copy is left behind',
    file: intake,
    from: '    await removeTree(target);\n    throw error;',
    to: '    throw error;',
    tests: disk('a full disk'),
  },
  {
    name: 'a name that was announced is used',
    file: 'src/operations/registration/publish.ts',
    from: 'return isWithdrawn({ type, name, version, directory }, news)\n          ? { changes: [], outcome: undefined }\n          : ',
    to: 'return ',
    tests: order('starts over'),
  },
  {
    name: 'a restore brings back the old name',
    file: 'src/core/names/directory.ts',
    from: "return `${directory.replace(/-r\\d+$/, '')}-r${deletion}`;",
    to: 'return deletion > 0 ? directory : directory;',
    tests: trash('comes back'),
  },
  // Journals
  {
    name: 'a block that another made is not synced into its directory',
    file: gather,
    from: "  if (made === 'exists') await place.settle(directory);\n",
    to: '',
    tests: packing('another process made'),
  },
  {
    name: 'the names that were removed are not synced',
    file: gather,
    from: '  if (files > 0) await gathering.journal.place.settle(gathering.journal.directory);\n',
    to: '',
    tests: journals('the power is cut'),
  },
  {
    name: 'members are removed before there is a block',
    file: gather,
    from: "  const made = (await place.exists(pathOf(journal, block)))\n    ? 'exists'\n    : await makeBlock(gathering, block, members);\n",
    to: "  await place.removeFiles(directory, members.map(fileOf));\n  const made = members.length > 0 ? await makeBlock(gathering, block, members) : 'exists';\n",
    tests: journals('what is gathered'),
  },
  {
    name: 'a block is not read again before its members are removed',
    file: gather,
    from: "  if ('problem' in content || (await vouch?.(block.first, content.lines)) === false) return 'left';\n",
    to: "  if ('problem' in content) content = { header: {}, lines: [] };\n",
    tests: journals('not what it should be'),
  },
  {
    name: 'a block that was there need not hold together',
    file: gather,
    from: "  if ('problem' in content || (await vouch?.(block.first, content.lines)) === false) return 'left';\n",
    to: "  if ('problem' in content) return 'left';\n",
    tests: packing('does not hold together'),
  },
  {
    name: 'what goes into a block need not hold together',
    file: gather,
    from: "  if ((await vouch?.(block.first, lines)) === false) return 'left';\n",
    to: '',
    tests: packing('must not do to a damaged log'),
  },
  {
    name: 'what goes into a block need not be what was written',
    file: gather,
    from: "    if ('problem' in content) return 'left';\n    contents.push(content);",
    to: "    if (!('problem' in content)) contents.push(content);",
    tests: journals('a damaged file stays'),
  },
  {
    name: 'packing: the first entry of a block need not follow from the one before',
    file: append,
    from: 'let head = first === 1 ? null : (await readEntry(layout, first - 1))?.sha256;',
    to: 'let head = first === 1 ? null : JSON.parse(String(lines[0])).previous;',
    tests: packing('must not do to a damaged log'),
  },
  {
    name: 'packing: an entry need not follow from the one before',
    file: append,
    from: '      if (stored.entry.previous !== head) return false;\n',
    to: '',
    tests: packing('must not do to a damaged log'),
  },
  {
    name: 'a writer does not gather what was left',
    file: append,
    from: "  if (outcome === 'created' && revision % GATHER_EVERY === 0) await gatherSome(gatheringOf(layout));\n",
    to: '',
    tests: packing('ends with 00'),
  },
  {
    name: 'a block is looked for before the files, and not after',
    file: journal,
    from: '  const single: RawFile[] = [];\n  const end = Math.min(to, lastOf(blockOf(1, from)));\n  for (let first = from; first <= end; first += 1) {\n    const block = { level: 0, first };\n    const bytes = await journal.place.read(pathOf(journal, block));\n    if (bytes === undefined) break;\n    single.push({ block, bytes });\n  }\n  // Only now: had it been looked for before, all of the files could have gone into it in between.\n  const block = await readBlock(journal, from);\n',
    to: '  const block = await readBlock(journal, from);\n  const single: RawFile[] = [];\n  const end = Math.min(to, lastOf(blockOf(1, from)));\n  for (let first = from; first <= end; first += 1) {\n    const block = { level: 0, first };\n    const bytes = await journal.place.read(pathOf(journal, block));\n    if (bytes === undefined) break;\n    single.push({ block, bytes });\n  }\n  // Only now: had it been looked for before, all of the files could have gone into it in between.\n',
    tests: journals('a reader stands still'),
  },
  {
    name: 'verify looks for blocks before the files',
    file: survey,
    from: '  for (let level = 0; level <= TOP_LEVEL; level += 1) {',
    to: '  for (const level of [1, 2, 0]) {',
    tests: journals('a reader stands still'),
  },
  {
    name: 'a file counts though a block has its place',
    file: journal,
    from: '  return block ? [block] : single;',
    to: '  return block && single.length === 0 ? [block] : single;',
    tests: journals('found its name free again'),
  },
  {
    name: 'a file may hold fewer batches',
    file,
    from: 'if (lines.length === expected) return',
    to: 'if (lines.length > 0) return',
    tests: packing('not taken for the end'),
  },
  {
    name: 'the digest of a file is not compared',
    file,
    from: "if (bytes.toString('latin1', 0, DIGEST_LINE) !== digestLine(sha256(body)))",
    to: 'if (bytes.length < 0)',
    tests: faults,
  },
  {
    name: 'a file may be of another journal',
    file: 'src/core/journal/header.ts',
    from: "  if (of !== place) return `belongs to the journal '${String(of)}'`;\n",
    to: '',
    tests: faults,
  },
  {
    name: 'a writer does not look whether its name was free again',
    file: appendAny,
    from: "  if (held === undefined) return 'created';\n",
    to: "  if (held || !held) return 'created';\n",
    tests: journals('stands still before'),
  },
  {
    name: 'a writer takes its batch in a block for that of another',
    file: appendAny,
    from: "  return held.equals(line) ? 'created' : 'exists';",
    to: "  return 'exists';",
    tests: journals('stands still after'),
  },
  {
    name: 'a writer leaves its file where a block has its place',
    file: appendAny,
    from: '  await journal.place.removeFiles(journal.directory, [basename(path)]).catch(() => undefined);\n',
    to: '',
    tests: journals('stands still before'),
  },
  {
    name: 'a batch that was made and gathered counts as lost',
    file: appendAny,
    from: 'journal.place.create(path, bytes, isHeld)',
    to: 'journal.place.create(path, bytes)',
    tests: journals('counts once'),
  },
  {
    name: 'an archive may hold an entry in any file',
    file: 'src/operations/transport/import-history.ts',
    from: '  if (!bytes.equals(await encodeBatch(logOf(layout), revision, line)))\n',
    to: '  if (bytes.length === 0)\n',
    tests: ['test/store/archive-hostile.test.ts', 'hostile'],
  },
  {
    name: 'verify: an entry beside its block is nothing',
    file: 'src/operations/integrity/audit.ts',
    from: "!('problem' in content) && content.lines.every((line, at) => whole.lines[from + at]?.equals(line));",
    to: "!('problem' in content) || from >= 0;",
    tests: faults,
  },
  {
    name: 'an entry is published without being held to its schema',
    file: 'src/store/journal/commit.ts',
    from: '    await checkEntry(stored.entry);\n',
    to: '',
    tests: ['test/contract/requests.test.ts', 'an entry that breaks its schema'],
  },
  {
    name: 'gc: a version that cannot be moved is purged',
    file: 'src/operations/lifecycle/gc.ts',
    from: 'if (reason === undefined) movable.push(garbage);',
    to: 'if (reason !== null) movable.push(garbage);',
    tests: story('gc-stays'),
  },
  {
    name: 'a directory that cannot be renamed is removed without its copy',
    file: 'src/store/versions/trash.ts',
    from: "if ((await layout.place.publish(copy, to)) === 'exists') return;",
    to: '',
    tests: disk('overlay'),
  },
  {
    name: 'a log that breaks off is taken for a registry with fewer models',
    file: 'src/store/state/read-state.ts',
    from: 'return checkWhole(layout, state, least);',
    to: 'return checkWhole === undefined ? checkWhole : state;',
    tests: story('path-damaged'),
  },
  {
    name: 'an interrupted read counts as an unreadable file',
    file: 'src/store/place/folder/io.ts',
    from: 'if (!(error instanceof Error) || error instanceof MregError) return undefined;',
    to: 'if (!(error instanceof Error)) return undefined;',
    tests: ['test/store/interrupted.test.ts', 'verify'],
  },
  // Network file systems
  {
    name: 'passing: a file that another client replaced is not opened again',
    file: 'src/store/place/folder/again.ts',
    from: "  'ESTALE',\n",
    to: '',
    tests: passing('path m'),
  },
  {
    name: 'passing: the directory is not opened before the next attempt',
    file: 'src/store/place/folder/again.ts',
    from: "    closeSync(openSync(directory, 'r'));\n",
    to: '',
    tests: passing('opens the directory'),
  },
  {
    name: 'passing: a file that something names is believed to be missing at once',
    file: 'src/store/place.ts',
    from: 'return insist(place, [path], () => place.read(path));',
    to: 'return place.read(path);',
    tests: passing('info m@v1.0.1'),
  },
  {
    name: 'passing: an entry that something names is believed to be missing at once',
    file: log,
    from: 'return insist(layout.place, [layout.entry(revision)], async () => {',
    to: 'return insist(layout.place, [], async () => {',
    tests: passing('opens the directory'),
  },
  {
    name: 'passing: a call that fails after its commit does not say so',
    file: append,
    from: 'return made ? committed(revision, error) : error;',
    to: 'return error;',
    tests: passing('after its commit'),
  },
  {
    name: 'passing: a state is older than a model in it',
    file: 'src/store/state/read-state.ts',
    from: 'known.revision < newest && ',
    to: 'known.revision < 0 && ',
    tests: passing('newer than the log'),
  },
];
