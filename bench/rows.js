// What is measured against what, and the most that it may take. A row's `prepare` makes both sides; `rounds` is for
// work that takes seconds.
import { join } from 'node:path';
import { modelName } from './generate.js';
import { BINARY } from './place.js';

const NODE = '`node -e 0`';
const FIRST = modelName(0);
const SECONDS = 5;

/** Work whose limit is Node's own start. */
const lookup = (name, work, most, prepare, more = {}) => ({
  name,
  work,
  against: NODE,
  most,
  prepare: (place) => ({ ours: prepare(place), theirs: place.node() }),
  ...more,
});

const LARGE = 300;

export const ROWS = [
  lookup('version', '`mreg --version`', 1.3, (place) => place.mregAlone('--version')),
  lookup('help', '`mreg --help`', 1.3, (place) => place.mregAlone('--help')),
  lookup('path', '`path m@production`, 100 versions', 1.4, (place) =>
    place.mreg(place.registry({ models: 1, versions: place.few }), 'path', `${FIRST}@production`),
  ),
  lookup(
    'path-large',
    '`path m@production`, 10,000 models, 100,000 versions',
    2,
    (place) => place.mreg(place.registry(place), 'path', `${modelName(place.models >> 1)}@production`),
    { memory: LARGE },
  ),
  lookup('list-versions', '`list m`, 10,000 versions', 5, (place) =>
    place.mreg(place.registry({ models: 1, versions: place.many }), 'list', FIRST),
  ),
  lookup('list-models', '`list`, 10,000 models', 5, (place) =>
    place.mreg(place.registry({ models: place.models, versions: place.models }), 'list'),
  ),
  lookup('search', "`search 'metrics.f1 > 0.8'`, 10,000 versions", 5, (place) =>
    place.mreg(place.registry({ models: 1, versions: place.many }), 'search', 'metrics.f1 > 0.8'),
  ),
  lookup('register', '`register` of 8 bytes, empty registry', 2, (place) =>
    registerTiny(place, place.emptyRegistry('register')),
  ),
  lookup('promote', '`promote`, empty registry', 2, (place) => {
    const registry = place.emptyRegistry('promote');
    place.run(registerTiny(place, registry));
    return promoteTiny(place, registry);
  }),
  lookup('binary-version', 'one binary: `mreg --version`', 0.5, (place) => place.binary('--version'), {
    needs: BINARY,
  }),
  lookup(
    'binary-path',
    'one binary: `path m@production`, 100 versions',
    0.6,
    (place) => {
      const registry = place.registry({ models: 1, versions: place.few });
      return place.binary('path', `${FIRST}@production`, '--root', registry);
    },
    { needs: BINARY },
  ),
  lookup(
    'binary-register',
    'one binary: `register` of 8 bytes, empty registry',
    1.2,
    (place) => {
      const { argv } = registerTiny(place, place.emptyRegistry('binary-register'));
      return place.binary(...argv.slice(argv.indexOf('register')));
    },
    { needs: BINARY },
  ),
  {
    name: 'register-large',
    work: '`register` of 8 bytes, 100,000 versions',
    against: 'empty registry',
    most: 1.3,
    memory: LARGE,
    prepare: (place) => ({
      ours: registerTiny(place, place.registry(place)),
      theirs: registerTiny(place, place.emptyRegistry('register-large')),
    }),
  },
  {
    name: 'promote-large',
    work: '`promote`, 100,000 versions',
    against: 'empty registry',
    most: 1.3,
    memory: LARGE,
    prepare: (place) => {
      const registry = place.emptyRegistry('promote-large');
      place.run(registerTiny(place, registry));
      place.run(registerTiny(place, place.registry(place)));
      return { ours: promoteTiny(place, place.registry(place)), theirs: promoteTiny(place, registry) };
    },
  },
  {
    name: 'register-big',
    work: '`register` of 1 GiB',
    against: '`cp` and `sync`',
    most: 1.3,
    rounds: SECONDS,
    prepare: (place) => registerAgainst(place, 'register-big', place.files(1, place.big), 'cp -r'),
  },
  {
    name: 'register-files',
    work: '`register` of 10,000 files of 4 KiB',
    against: '`cp -r` and `sync`',
    most: 2.5,
    rounds: SECONDS,
    prepare: (place) => registerAgainst(place, 'register-files', place.files(place.manyFiles, 4096), 'cp -r'),
  },
  {
    name: 'verify-big',
    work: '`verify` of 1 GiB',
    against: '`sha256sum`',
    most: 1.1,
    rounds: SECONDS,
    prepare: (place) => verifyAgainst(place, 'verify-big', place.files(1, place.big)),
  },
  {
    name: 'verify-parts',
    work: '`verify` of 16 × 64 MiB',
    against: '`sha256sum`',
    most: 0.65,
    rounds: SECONDS,
    prepare: (place) => verifyAgainst(place, 'verify-parts', place.files(16, place.big / 16)),
  },
  {
    name: 'export-big',
    work: '`export` of 1 GiB',
    against: '`tar -cf`',
    most: 1.3,
    rounds: SECONDS,
    prepare: (place) => {
      const registry = registered(place, 'export-big', place.files(1, place.big));
      const [ours, theirs] = [join(place.scratch, 'ours.tar'), join(place.scratch, 'theirs.tar')];
      return {
        ours: fresh(place, 'ours.tar', place.mreg(registry, 'export', 'bench@latest', '-o', ours)),
        theirs: fresh(place, 'theirs.tar', place.step('tar', '-cf', theirs, '-C', registry, 'bench')),
      };
    },
  },
  {
    name: 'import-big',
    work: '`import` of it',
    against: '`tar -xf` and `sha256sum`',
    most: 1.3,
    rounds: SECONDS,
    prepare: (place) => {
      const registry = registered(place, 'import-big', place.files(1, place.big));
      const archive = place.free('import.tar');
      place.run(place.mreg(registry, 'export', 'bench@latest', '-o', archive));
      const target = join(place.scratch, 'extracted');
      const extract = place.shell(
        'mkdir "$TO"; tar -xf "$FROM" -C "$TO"; find "$TO" -type f -exec sha256sum {} +',
        {
          FROM: archive,
          TO: target,
        },
      );
      const imported = join(place.scratch, 'imported');
      return {
        ours: fresh(place, 'imported', place.mreg(imported, 'import', archive)),
        theirs: fresh(place, 'extracted', extract),
      };
    },
  },
  {
    name: 'commits',
    work: '400 commits by 8 processes at once',
    against: 'by 1',
    most: 2,
    rounds: SECONDS,
    prepare: (place) => ({ ours: committers(place, 8), theirs: committers(place, 1) }),
  },
];

export function registerTiny(place, registry) {
  return place.mreg(registry, 'register', place.tinyModel(), '--type', 'bench', '--name', 'bench');
}

/** The version goes back to no stage before each promotion. */
export function promoteTiny(place, registry) {
  const promote = place.mreg(registry, 'promote', 'bench@v1.0.0', '--to', 'production');
  const back = place.mreg(registry, 'transition', 'bench', 'v1.0.0', 'none');
  return { ...promote, before: () => place.run(back) };
}

function registerAgainst(place, name, source, copy) {
  const [registry, target] = [join(place.scratch, `${name}-ours`), join(place.scratch, `${name}-theirs`)];
  const copying = place.shell(`${copy} "$FROM" "$TO"; sync -f "$TO"`, { FROM: source, TO: target });
  const registering = place.mreg(registry, 'register', source, '--type', 'bench', '--name', 'bench');
  return { ours: fresh(place, `${name}-ours`, registering), theirs: fresh(place, `${name}-theirs`, copying) };
}

function verifyAgainst(place, name, source) {
  const registry = registered(place, name, source);
  return {
    ours: place.mreg(registry, 'verify', 'bench@latest'),
    theirs: place.shell('find "$FROM" -type f -exec sha256sum {} +', { FROM: join(registry, 'bench') }),
  };
}

export function registered(place, name, source) {
  const registry = place.free(name);
  place.run(place.mreg(registry, 'register', source, '--type', 'bench', '--name', 'bench'));
  return registry;
}

/** A step whose result is removed before it runs again. */
function fresh(place, name, step) {
  return {
    ...step,
    before() {
      place.free(name);
      place.settle();
    },
  };
}

/** `writers` processes that make the same number of commits together; each writes a tag of its own. */
function committers(place, writers) {
  const registry = place.emptyRegistry(`commits-${writers}`);
  place.run(registerTiny(place, registry));
  return place.shell(
    // Each is waited for by itself: a failure of one is a failure of all.
    'for writer in $(seq "$WRITERS"); do "$NODE" "$PROGRAM" "$ROOT" bench@v1.0.0 "$EACH" "$writer" & all="$all $!"; done; ' +
      'for writer in $all; do wait "$writer" || exit; done',
    {
      NODE: process.execPath,
      PROGRAM: join(import.meta.dirname, 'commits.js'),
      ROOT: registry,
      WRITERS: String(writers),
      EACH: String(place.commits / writers),
    },
  );
}
