// What the registry's promises rest on, each line of it taken out in turn: `from` stands once in `file`, `to` takes its
// place, and the tests named have to fail. `tests` are a file and what its tests are called, as vitest's own filters.

const crash = (...names) => ['test/store/power-cut.test.ts', `'(${names.join('|')})': the power`];
const order = (names) => ['test/store/order.test.ts', names];
const moves = ['test/store/conformance.test.ts', ''];
const faults = ['test/store/faults.test.ts', ''];
const sources = ['test/store/sources.test.ts', 'a file that'];
const disk = (names) => ['test/store/disk.test.ts', names];
const trash = (names) => ['test/store/trash.test.ts', names];

const story = (names) => ['test/scripts/scripts.test.ts', names];

const durable = 'src/store/durable.ts';
const intake = 'src/store/intake.ts';
const log = 'src/store/log.ts';
const check = 'src/store/check-version.ts';
const compare = 'src/core/compare-files.ts';

export const MUTANTS = [
  // Syncs
  {
    name: 'no directory is synced',
    file: durable,
    from: "    const handle = await open(path, 'r');\n    try {\n      await handle.sync();",
    to: "    const handle = await open(path, 'r');\n    try {",
    tests: ['test/store/power-cut-ext4.test.ts', "'promote'"],
  },
  {
    name: 'the bytes of an entry or a manifest are not synced',
    file: durable,
    from: '      for (const piece of pieces) await writeFully(handle, piece);\n      await handle.sync();',
    to: '      for (const piece of pieces) await writeFully(handle, piece);',
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
    from: '    await removeTree(temporary);\n    throw error;\n  }\n  await syncDirectory(dirname(path));\n}',
    to: '    await removeTree(temporary);\n    throw error;\n  }\n}',
    tests: crash('adopt', 'doctor --repair'),
  },
  {
    name: 'a directory is not synced after a version was renamed into it',
    file: durable,
    from: '    await syncDirectory(dirname(to));\n  } catch (error) {\n    await withdrawDirectory(to, from);',
    to: '  } catch (error) {\n    await withdrawDirectory(to, from);',
    tests: crash('register', 'restore'),
  },
  {
    name: 'a directory that was made is not synced into its parent',
    file: durable,
    from: "throw ioError('create', path, error);\n  }\n  await syncDirectory(dirname(path));",
    to: "throw ioError('create', path, error);\n  }",
    tests: crash('register, first', 'init'),
  },
  {
    name: 'metadata.json is not synced into the directory of its version',
    file: durable,
    from: '  await writeDurably(path, [bytes], mode);\n  await syncDirectory(dirname(path));',
    to: '  await writeDurably(path, [bytes], mode);',
    tests: crash('register'),
  },
  {
    name: 'what is set aside is not synced where it goes',
    file: durable,
    from: '  await syncDirectory(dirname(to));\n  await syncDirectory(dirname(from));',
    to: '  await syncDirectory(dirname(from));',
    tests: order('^doctor:'),
  },
  {
    name: 'what is set aside is not synced where it was',
    file: durable,
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
    name: 'the directories of a copy are not synced',
    file: intake,
    from: "    for (const directory of [...source.directories, '']) await syncDirectory(join(target, directory));\n",
    to: '',
    tests: crash('register'),
  },
  {
    name: 'the directories in a copy are not synced',
    file: intake,
    from: "    for (const directory of [...source.directories, '']) await syncDirectory(join(target, directory));",
    to: '    await syncDirectory(target);',
    tests: crash('register'),
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
    file: 'src/operations/delete.ts',
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
    file: durable,
    from: '  await makeDirectory(dirname(to));\n  try {\n    await rename(from, to);\n',
    to: '  await makeDirectory(dirname(to));\n  try {\n    await rm(to, { recursive: true, force: true });\n    await rename(from, to);\n',
    tests: moves,
  },
  {
    name: 'a directory whose name is taken counts as published',
    file: durable,
    from: "errno(error) === 'EEXIST') return 'exists';",
    to: "errno(error) === 'EEXIST') return 'published';",
    tests: moves,
  },
  {
    name: 'a temporary file is not made exclusively',
    file: durable,
    from: "await open(path, 'wx', mode)",
    to: "await open(path, 'w', mode)",
    tests: order('makes files exclusively'),
  },
  {
    name: 'a copy is not made exclusively',
    file: intake,
    from: "open(target, 'wx', 0o444)",
    to: "open(target, 'w', 0o444)",
    tests: order('makes files exclusively'),
  },
  {
    name: 'a commit does not look whether it was made',
    file: 'src/store/commit.ts',
    from: "if ((await appendEntry(layout, stored.entry.revision, bytes)) === 'created') {",
    to: 'await appendEntry(layout, stored.entry.revision, bytes);\n    {',
    tests: moves,
  },
  {
    name: 'a commit decides on an old state',
    file: 'src/store/commit.ts',
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
  // Comparisons of digests
  {
    name: 'a change is built on a manifest that is not of this log',
    file: 'src/store/commit.ts',
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
    file: 'src/operations/read.ts',
    from: '`sha256:${sha256(bytes)}` !== metadata_digest',
    to: 'bytes.length === 0',
    tests: story('list-damaged'),
  },
  {
    name: 'a restore does not look at what it brings back',
    file: 'src/operations/delete.ts',
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
    from: 'records && contentDigest(records) === state.digest ? records : undefined',
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
    from: "    faults.set(path, { kind: 'file-stray', problem: `${what} not on the version's list of files` });\n",
    to: '',
    tests: faults,
  },
  {
    name: 'verify: an entry need not follow from the one before',
    file: 'src/core/chain.ts',
    from: 'if (record.previous === (before?.sha256 ?? null) ||',
    to: 'if (record.revision > 0 ||',
    tests: faults,
  },
  {
    name: 'verify: the manifest need not bear the head',
    file: 'src/core/chain.ts',
    from: 'if (head === (record?.sha256 ?? null) && (record || revision === 0)) return undefined;',
    to: 'if (record || revision === 0) return undefined;',
    tests: faults,
  },
  {
    name: 'verify: the manifest need not be the fold',
    file: 'src/operations/audit.ts',
    from: '(intact && manifest ? difference(bytes as Buffer, log.published) : undefined)',
    to: 'undefined',
    tests: faults,
  },
  {
    name: 'verify: any head is known',
    file: 'src/operations/verify.ts',
    from: 'if ([...digests.values()].includes(expected)) return [];',
    to: 'if (digests.size > 0 || expected) return [];',
    tests: story('integrity.txt'),
  },
  // Hostile sources
  {
    name: 'a file that changes while it is read is taken',
    file: 'src/store/source.ts',
    from: 'if (before.size !== after.size || before.mtimeNs !== after.mtimeNs || before.ctimeNs !== after.ctimeNs) {',
    to: 'if (before.size > after.size * 1000n) {',
    tests: sources,
  },
  {
    name: 'a file that changes and keeps its time is taken',
    file: 'src/store/source.ts',
    from: ' || before.ctimeNs !== after.ctimeNs',
    to: '',
    tests: sources,
  },
  // What is removed is out of sight first
  {
    name: 'a directory is removed where it lies',
    file: 'src/store/trash.ts',
    from: 'ifPresent(rename(path, hidden).then(() => true))',
    to: 'ifPresent(rm(path, { recursive: true }).then(() => true))',
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
    file: 'src/operations/publish.ts',
    from: '        isWithdrawn({ type, name, version, directory }, news)\n          ? { changes: [], outcome: undefined }\n          : ',
    to: '        ',
    tests: order('starts over'),
  },
  {
    name: 'a restore brings back the old name',
    file: 'src/core/directory.ts',
    from: "return `${directory.replace(/-r\\d+$/, '')}-r${deletion}`;",
    to: 'return deletion > 0 ? directory : directory;',
    tests: trash('comes back'),
  },
];
