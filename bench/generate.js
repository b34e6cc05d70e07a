// Writes registries straight in the on-disk format (docs/format.md), since a hundred thousand registers would take
// hours; a test verifies a small one with mreg itself. Shares no code with src/.
import { createHash, randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TYPE = 'classifiers';
const ID = '00000000-0000-4000-8000-00000000be4c';
const BY = { user: 'bench', host: 'bench' };
const BEGIN = Date.UTC(2026, 0, 1);

/** The reference of a generated model. */
export const modelName = (index) => `model-${String(index).padStart(5, '0')}`;

/** Makes a registry of `versions` in all, spread evenly over `models`; the newest of each model is in Production. */
export function generateRegistry(root, { models, versions }) {
  const log = createLog(root);
  for (const directory of ['log', 'staging', 'trash'])
    mkdirSync(join(root, '.mreg', directory), { recursive: true });
  mkdirSync(join(root, TYPE));
  const lines = [];
  mkdirSync(join(root, '.mreg', 'models', TYPE), { recursive: true });
  for (let index = 0; index < models; index += 1) {
    const each = Math.floor(versions / models) + (index < versions % models ? 1 : 0);
    const summary = generateModel(root, log, modelName(index), each);
    lines.push(`    "${TYPE}/${modelName(index)}": ${JSON.stringify(summary)}`);
  }
  log.write();
  writeFileSync(
    join(root, 'manifest.json'),
    `{\n  "format": 1,\n  "id": "${ID}",\n  "revision": ${log.revision},\n  "head": "${log.head}",\n  "models": {\n${lines.join(',\n')}\n  }\n}\n`,
  );
}

/** A model of `count` versions v1.0.0, v1.0.1, …; gives its summary in the manifest. */
function generateModel(root, log, name, count) {
  const lines = [];
  let bytes = 0;
  const now = () => new Date(BEGIN + log.revision * 1000).toISOString();
  const created = now();
  const promoted = new Date(BEGIN + (log.revision + count) * 1000).toISOString();
  for (let patch = 0; patch < count; patch += 1) {
    const at = now();
    const registered = generateVersion(root, { name, number: patch + 1, version: `v1.0.${patch}`, at });
    log.append('register', at, [
      { change: 'version-registered', type: TYPE, name, ...registered, registered_at: at },
    ]);
    const { version, number, directory, metadata_sha256, digest, size, metrics } = registered;
    const isNewest = patch === count - 1;
    const updated = isNewest ? { updated_at: promoted } : {};
    const state = {
      number,
      directory,
      registered_at: at,
      metadata_sha256,
      digest,
      size,
      metrics,
      ...updated,
    };
    lines.push(`    "${version}": ${JSON.stringify(state)}`);
    bytes += size;
  }
  const newest = `v1.0.${count - 1}`;
  const change = { change: 'stage-changed', type: TYPE, name, version: newest };
  log.append('promote', promoted, [{ ...change, from: 'None', to: 'Production' }]);
  const file = [
    '{',
    `  "model": "${TYPE}/${name}",`,
    `  "revision": ${log.revision},`,
    `  "next_number": ${count + 1},`,
    `  "created_at": "${created}",`,
    `  "updated_at": "${promoted}",`,
    `  "stages": {\n    "Production": ["${newest}"]\n  },`,
    '  "aliases": {},',
    `  "versions": {\n${lines.join(',\n')}\n  }`,
    '}\n',
  ].join('\n');
  writeFileSync(join(root, '.mreg', 'models', TYPE, `${name}.json`), file);
  return {
    revision: log.revision,
    next_number: count + 1,
    versions: count,
    latest: newest,
    size: bytes,
    stages: { Production: newest },
    aliases: {},
  };
}

function generateVersion(root, { name, number, version, at }) {
  const directory = `${TYPE}/${name}_${version}_${at.replace(/\D/g, '').slice(0, 14)}`;
  const bytes = `weights of ${name} ${version}\n`;
  const metrics = { f1: ((number * 7919) % 10_000) / 10_000 };
  const files = [{ path: 'model.bin', size: bytes.length, sha256: sha256(bytes) }];
  const metadata = `${JSON.stringify(
    {
      model_name: name,
      model_version: version,
      key_performance_metrics: metrics,
      model_artifact_files: ['model.bin'],
      schema_version: 1,
      model_type: TYPE,
      registered_at: at,
      registered_by: BY,
      files,
    },
    null,
    2,
  )}\n`;
  mkdirSync(join(root, directory));
  writeFileSync(join(root, directory, 'model.bin'), bytes, { mode: 0o444 });
  writeFileSync(join(root, directory, 'metadata.json'), metadata, { mode: 0o444 });
  const digest = sha256(`${files[0].sha256}  model.bin\n`);
  return {
    version,
    number,
    directory,
    metadata_sha256: sha256(metadata),
    digest,
    size: bytes.length,
    metrics,
  };
}

/** A log as its writers leave it: what is complete lies in blocks of 10,000 entries, then of 100. */
function createLog(root) {
  const lines = [];
  return {
    revision: 0,
    head: null,
    write() {
      for (let at = 0; at < lines.length; ) {
        const span = [10_000, 100, 1].find((one) => at % one === 0 && at + one <= lines.length);
        writeEntries(root, at + 1, lines.slice(at, at + span));
        at += span;
      }
    },
    append(command, at, changes) {
      const first = this.revision === 0 ? [{ change: 'registry-created', format: 1, id: ID }] : [];
      this.revision += 1;
      const entry = {
        revision: this.revision,
        id: `00000000-0000-4000-8000-${String(this.revision).padStart(12, '0')}`,
        previous: this.head,
        at,
        by: BY,
        command,
        reason: null,
        changes: [...first, ...changes],
      };
      lines.push(JSON.stringify(entry));
      this.head = sha256(lines.at(-1));
    },
  };
}

function writeEntries(root, first, lines) {
  const last = first + lines.length - 1;
  const header = { journal: 1, of: 'log', first, last };
  const body = [JSON.stringify(header), ...lines].map((line) => `${line}\n`).join('');
  const digits = (revision) => String(revision).padStart(10, '0');
  const name = `${digits(first)}${last > first ? `-${digits(last)}` : ''}.jsonl`;
  writeFileSync(join(root, '.mreg', 'log', name), `${JSON.stringify({ sha256: sha256(body) })}\n${body}`);
}

/** Files that neither compress nor repeat: `paths`, each of `size` bytes. */
export function generateFiles(root, paths, size) {
  const piece = Buffer.alloc(Math.max(8, Math.min(size, 1 << 20)));
  randomFillSync(piece);
  let serial = 0n;
  for (const path of paths) {
    const absolute = join(root, path);
    mkdirSync(dirname(absolute), { recursive: true });
    const file = openSync(absolute, 'w');
    for (let rest = size; rest > 0; rest -= piece.length) {
      piece.writeBigUInt64LE(serial++);
      writeSync(file, piece, 0, Math.min(rest, piece.length));
    }
    closeSync(file);
  }
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
