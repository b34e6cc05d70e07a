/**
 * A second opinion on a registry, written from docs/format.md with nothing but what Node has: it
 * shares no code with src, so that a mistake there cannot hide itself here.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readJournal } from './journal.ts';

// biome-ignore lint/suspicious/noExplicitAny: whatever a damaged file holds
type Json = Record<string, any>;

/** A version that commands can find. */
interface LiveVersion {
  readonly ref: string;
  readonly number: number;
  /** Absolute. */
  readonly directory: string;
}

/** What the oracle found. */
export interface Findings {
  /** Each a sentence; empty for a sound registry. */
  readonly violations: readonly string[];
  /** What killed commands left behind, relative to the root; never visible to a command. */
  readonly leftovers: readonly string[];
  /** The log, oldest first. */
  readonly entries: readonly Json[];
  readonly live: readonly LiveVersion[];
  /** The models as the log has them, in the form of their files. */
  readonly models: Json;
}

/** Checks every invariant of a registry; reads only. */
export function inspect(root: string): Findings {
  const violations: string[] = [];
  const complain = (text: string) => void violations.push(text);
  const entries = readLog(root, complain);
  const manifest = readManifest(root, complain);
  const files = readModels(root, manifest, complain);
  const ledger = new Ledger(complain);
  let chain: string | null = null;
  for (const { entry, sha256 } of entries) {
    if (entry.previous !== chain)
      complain(`entry ${entry.revision}: previous is not the digest of the entry before`);
    chain = sha256;
    ledger.apply(entry);
    if (manifest && manifest.revision === entry.revision) {
      if (manifest.head !== sha256) complain(`manifest: head is not the digest of entry ${entry.revision}`);
      if (
        !isDeepStrictEqual(manifest.models, summaries(ledger.models)) ||
        !isDeepStrictEqual(manifest.discarded ?? [], ledger.discarded) ||
        manifest.id !== entries[0]?.entry.changes[0].id
      )
        complain(`manifest: is not the fold of ${entry.revision} entries`);
    }
    for (const [key, { revision, ...rest }] of files) {
      if (revision !== entry.revision || ledger.models[key]?.revision !== revision) continue;
      files.delete(key);
      if (!isDeepStrictEqual({ revision, ...rest }, ledger.models[key]))
        complain(`models: ${key} is not the fold of ${revision} entries`);
    }
  }
  if (manifest && manifest.revision > entries.length)
    complain(`manifest: at revision ${manifest.revision}, the log ends at ${entries.length}`);
  for (const [key, { revision }] of files)
    complain(`models: ${key} is at revision ${revision}, which did not change it`);
  const live: LiveVersion[] = [];
  for (const [key, model] of Object.entries<Json>(ledger.models)) {
    for (const [version, state] of Object.entries<Json>(model.versions)) {
      checkVersion(root, key, version, state, complain);
      if (state.deleted) continue;
      live.push({ ref: `${key}@${version}`, number: state.number, directory: join(root, state.directory) });
    }
  }
  for (const [key, model] of Object.entries<Json>(ledger.models))
    for (const state of Object.values<Json>(model.versions)) checkSeries(root, key, state, complain);
  const leftovers = [...checkTree(root, ledger.models, complain), ...coveredEntries(root)];
  return { violations, leftovers, entries: entries.map(({ entry }) => entry), live, models: ledger.models };
}

type Complain = (text: string) => void;

function readLog(root: string, complain: Complain): { entry: Json; sha256: string }[] {
  const ids = new Set<string>();
  const { found, others } = readJournal(root, 'log', (text) => complain(`log: ${text}`));
  for (const name of others) complain(`log: ${name} stands where entry ${found.length + 1} belongs`);
  return found.flatMap(({ place, line }, index) => {
    const revision = index + 1;
    const entry = parse(line);
    if (!entry) {
      complain(`log: ${place} is not JSON`);
      return [];
    }
    if (entry.revision !== revision) complain(`log: ${place} says revision ${entry.revision}`);
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(entry.id) || ids.has(entry.id))
      complain(`log: ${place} has no id of its own`);
    if (Number.isNaN(Date.parse(entry.at)) || !entry.by?.user || !entry.command)
      complain(`log: ${place} does not say when, who and what`);
    if (!Array.isArray(entry.changes) || entry.changes.length === 0)
      complain(`log: ${place} changes nothing`);
    const creates = entry.changes?.filter((change: Json) => change.change === 'registry-created') ?? [];
    if (creates.length !== (revision === 1 ? 1 : 0))
      complain(`log: ${place} creates the registry ${creates.length} times`);
    ids.add(entry.id);
    return [{ entry, sha256: digest(line) }];
  });
}

/** Files whose entries a block holds: still to be removed, or of a writer that stood still. */
function coveredEntries(root: string): string[] {
  return readJournal(root, 'log').beside.map((name) => `.mreg/log/${name}`);
}

function readManifest(root: string, complain: Complain): Json | undefined {
  const path = join(root, 'manifest.json');
  if (!existsSync(path)) return undefined;
  const manifest = parse(readFileSync(path));
  if (manifest?.format === 1 && Number.isInteger(manifest.revision)) return manifest;
  complain('manifest: is torn');
  return undefined;
}

/** The files of the models, which may be newer or older than the manifest. */
function readModels(root: string, manifest: Json | undefined, complain: Complain): Map<string, Json> {
  const files = new Map<string, Json>();
  const own = join(root, '.mreg', 'models');
  const there = list(own).flatMap(({ name: type }) =>
    list(join(own, type)).map(({ name }) => `${type}/${name.replace(/\.json$/, '')}`),
  );
  for (const key of new Set([...there, ...Object.keys(manifest?.models ?? {})])) {
    const path = join(own, `${key}.json`);
    const file = existsSync(path) ? parse(readFileSync(path)) : undefined;
    // One that is missing says nothing, and the log says it all: so it may be after a power cut.
    if (!existsSync(path)) continue;
    if (file?.model !== key) complain(`models: ${key} is torn`);
    else {
      const { model, ...state } = file;
      files.set(key, state);
    }
  }
  return files;
}

function summaries(models: Json): Json {
  const rows = Object.entries<Json>(models).map(([key, model]) => {
    const live = Object.entries<Json>(model.versions).filter(([, { deleted }]) => !deleted);
    const releases = live.filter(([version]) => !version.includes('-'));
    const [latest = null] = (releases.length > 0 ? releases : live)
      .map(([version]) => version)
      .sort(newestFirst);
    const row = {
      revision: model.revision,
      next_number: model.next_number,
      versions: live.length,
      latest,
      size: live.reduce((sum, [, { size }]) => sum + size, 0),
      stages: Object.fromEntries(
        Object.entries<string[]>(model.stages).map(([stage, [first]]) => [stage, first]),
      ),
      aliases: model.aliases,
      ...(model.display_name !== undefined && { display_name: model.display_name }),
      ...(model.moved_to !== undefined && { moved_to: model.moved_to }),
    };
    return [key, row] as const;
  });
  return Object.fromEntries(rows);
}

/** The order of semantic versions (semver.org, 11), without build metadata. */
function newestFirst(a: string, b: string): number {
  const parts = (version: string) => {
    const [core = '', ...pre] = version.slice(1).split('-');
    return [...core.split('.'), ...(pre.length > 0 ? ['-', ...pre.join('-').split('.')] : ['~'])];
  };
  const [left, right] = [parts(a), parts(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [l, r] = [left[at], right[at]];
    if (l === r) continue;
    if (l === undefined || r === undefined) return l === undefined ? 1 : -1;
    const numbers = [l, r].every((part) => /^\d+$/.test(part));
    if (numbers) return Number(r) - Number(l);
    if (/^\d+$/.test(l) !== /^\d+$/.test(r)) return /^\d+$/.test(l) ? 1 : -1;
    return l < r ? 1 : -1;
  }
  return 0;
}

const MOVES = ['model-renamed', 'model-deleted', 'model-restored'];

/** The fold, and what must hold before and after each entry. */
class Ledger {
  readonly models: Json = {};
  /** Directories whose names gc announced. */
  readonly discarded: string[] = [];
  readonly #complain: Complain;
  readonly #numbers = new Map<string, number>();
  readonly #directories = new Set<string>();
  #at = '';
  #imported = false;

  constructor(complain: Complain) {
    this.#complain = complain;
  }

  apply(entry: Json): void {
    this.#at = entry.at;
    this.#imported = entry.command === 'import';
    const before = this.#pointers();
    const expect = (holds: boolean, text: string) => {
      if (!holds) this.#complain(`entry ${entry.revision}: ${text}`);
    };
    for (const change of entry.changes) {
      if (change.name !== undefined) this.#change(change, entry, expect);
      else if (change.change === 'directory-discarded') {
        expect(
          !this.#owned().has(change.directory),
          `${change.directory} is discarded, but a version has it`,
        );
        this.#directories.add(change.directory);
        this.discarded.push(change.directory);
      }
    }
    for (const [place, held] of Object.entries(before)) this.#remember(entry, place, held);
    for (const [key, model] of Object.entries<Json>(this.models)) {
      const live = (version: string) => model.versions[version] && !model.versions[version].deleted;
      const staged = Object.values<string[]>(model.stages).flat();
      expect(new Set(staged).size === staged.length, `a version of ${key} is in two stages`);
      for (const version of staged)
        expect(live(version), `a stage of ${key} holds ${version}, which is not live`);
      for (const [alias, version] of Object.entries<string>(model.aliases)) {
        expect(live(version), `alias ${alias} of ${key} shows ${version}, which is not live`);
      }
    }
  }

  #change(change: Json, entry: Json, expect: (holds: boolean, text: string) => void): void {
    const key = `${change.type}/${change.name}`;
    const what = `${change.change} of ${key}@${change.version ?? change.alias}`;
    this.models[key] ??= { revision: 0, next_number: 1, stages: {}, aliases: {}, versions: {} };
    const model = this.models[key];
    model.revision = entry.revision;
    if (MOVES.includes(change.change)) {
      this.#move(key, change, entry, expect);
      return;
    }
    if (change.change === 'version-registered' || change.change === 'model-created') delete model.moved_to;
    else expect(model.moved_to === undefined, `${what}: the model is called ${model.moved_to}`);
    model.created_at ??= this.#at;
    const ofVersions = ['tags-changed', 'description-changed', 'pin-changed'];
    if (!entry.changes.every((each: Json) => ofVersions.includes(each.change))) model.updated_at = this.#at;
    model.updated_at ??= this.#at;
    const state = model.versions[change.version];
    const was = (actual: unknown) =>
      expect(isDeepStrictEqual(change.from, actual), `${what}: from is not what it was`);
    const stage = () =>
      Object.keys(model.stages).find((name) => model.stages[name].includes(change.version)) ?? 'None';
    if (change.version !== undefined && change.change !== 'version-registered')
      expect(state !== undefined, `${what}: no such version`);
    switch (change.change) {
      case 'version-registered': {
        const highest = this.#numbers.get(key) ?? 0;
        expect(state === undefined, `${what}: the version exists`);
        // An import keeps the numbers that it brings where they are free.
        const isNext = this.#imported ? change.number > highest : change.number === highest + 1;
        expect(isNext, `${what}: number ${change.number} after ${highest}`);
        expect(!this.#directories.has(change.directory), `${what}: the directory was used before`);
        this.#numbers.set(key, change.number);
        this.#directories.add(change.directory);
        model.next_number = change.number + 1;
        if (change.display_name !== undefined) model.display_name ??= change.display_name;
        const { number, directory, registered_at = this.#at, metadata_sha256, digest, size } = change;
        model.versions[change.version] = { number, directory, registered_at, metadata_sha256, digest, size };
        for (const member of [
          'metrics',
          'tags',
          'description',
          'parents',
          'registered_as',
          'run_id',
          'mlflow_source',
        ]) {
          if (change[member] !== undefined) model.versions[change.version][member] = change[member];
        }
        return;
      }
      case 'stage-changed':
      case 'stage-rolled-back':
        was(stage());
        this.#setStage(model, change.version, change.to);
        setOrDrop(state, 'updated_at', this.#at);
        return;
      case 'alias-moved':
        was(model.aliases[change.alias] ?? null);
        model.aliases[change.alias] = change.to;
        return;
      case 'alias-removed':
        was(model.aliases[change.alias]);
        delete model.aliases[change.alias];
        return;
      case 'tags-changed':
        was(state?.tags ?? {});
        setOrDrop(state, 'tags', Object.keys(change.to).length > 0 ? change.to : undefined);
        return;
      case 'description-changed':
        was(state?.description ?? null);
        setOrDrop(state, 'description', change.to ?? undefined);
        setOrDrop(state, 'updated_at', this.#at);
        return;
      case 'pin-changed':
        was(state?.pinned ?? false);
        setOrDrop(state, 'pinned', change.to || undefined);
        return;
      case 'version-deleted':
        was(stage());
        expect(!state?.deleted, `${what}: it is deleted`);
        this.#setStage(model, change.version, 'None');
        setOrDrop(state, 'deleted', { at: this.#at, from: change.from, revision: entry.revision });
        this.#directories.add(restoredPlace(state));
        for (const name of Object.keys(model.previous ?? {})) {
          setPrevious(
            model,
            name,
            model.previous[name].filter((other: string) => other !== change.version),
          );
        }
        return;
      case 'version-restored':
        // A bucket, which renames nothing, has it where it was.
        expect(
          change.directory === restoredPlace(state) || change.directory === state?.directory,
          `${what}: to ${change.directory}`,
        );
        setOrDrop(state, 'directory', change.directory);
        setOrDrop(state, 'deleted', undefined);
        this.#setStage(model, change.version, change.to);
        return;
      case 'version-purged': {
        expect(state?.deleted !== undefined, `${what}: it is not deleted`);
        const stamp = String(state?.directory).replace(/^.*_/, '');
        if (stamp > (model.purged_until ?? '')) model.purged_until = stamp;
        delete model.versions[change.version];
        return;
      }
      case 'model-created':
        if (change.created_at !== undefined) model.created_at = change.created_at;
        for (const member of ['description', 'tags', 'display_name'])
          setOrDrop(model, member, change[member]);
        return;
      case 'model-described':
        was(model.description ?? null);
        setOrDrop(model, 'description', change.to ?? undefined);
        return;
      case 'model-tags-changed':
        was(model.tags ?? {});
        setOrDrop(model, 'tags', Object.keys(change.to).length > 0 ? change.to : undefined);
        return;
      default:
        expect(false, `${change.change} is no change of the format`);
    }
  }

  /** A name with nothing under it takes all that the other has. */
  #move(key: string, change: Json, entry: Json, expect: (holds: boolean, text: string) => void): void {
    const to = `${change.type}/${change.to}`;
    const { purged_until: before, ...model } = this.models[key];
    const taken = this.models[to];
    if (to !== key) {
      expect(
        model.moved_to === undefined && (taken === undefined || taken.moved_to !== undefined),
        `${change.change} of ${key} to ${to}: one is not there, or the other is`,
      );
      const stamps = Object.values<Json>(model.versions).map(({ directory }) =>
        directory.replace(/^.*_/, ''),
      );
      const latest = (given: string[]) => given.filter(Boolean).sort().at(-1);
      const until = latest([before, taken?.purged_until]);
      const left = latest([before, ...stamps]);
      for (const state of Object.values<Json>(model.versions))
        state.registered_as ??= change.name.replace(/~r\d+$/, '');
      this.models[to] = { ...model, ...(until && { purged_until: until }) };
      this.models[key] = {
        ...{ revision: entry.revision, next_number: 1, stages: {}, aliases: {}, versions: {} },
        moved_to: change.to,
        ...(left && { purged_until: left }),
      };
      this.#numbers.set(to, this.#numbers.get(key) ?? 0);
      this.#numbers.delete(key);
    }
    const moved = this.models[to];
    Object.assign(moved, { revision: entry.revision, updated_at: this.#at });
    if (change.change === 'model-renamed') setOrDrop(moved, 'display_name', change.display_name);
  }

  #owned(): Set<string> {
    return new Set(versionsOf(this.models).flatMap((state) => [state.directory, restoredPlace(state)]));
  }

  #setStage(model: Json, version: string, to: string): void {
    for (const stage of Object.keys(model.stages)) {
      setOrDrop(
        model.stages,
        stage,
        nonEmpty(model.stages[stage].filter((other: string) => other !== version)),
      );
    }
    if (to !== 'None') model.stages[to] = [version, ...(model.stages[to] ?? [])];
  }

  #pointers(): Record<string, string> {
    const held: Record<string, string> = {};
    for (const [key, model] of Object.entries<Json>(this.models)) {
      for (const [stage, versions] of Object.entries<string[]>(model.stages)) {
        if (stage !== 'Archived') held[`${key}/${stage}`] = versions[0] as string;
      }
    }
    return held;
  }

  /** What held a stage before is remembered for `rollback`, which takes it off the pile again; what left by itself is not. */
  #remember(entry: Json, place: string, held: string): void {
    const [type, name, stage] = place.split('/') as [string, string, string];
    const model = this.models[`${type}/${name}`];
    if (model.moved_to !== undefined) return;
    const pile: string[] = model.previous?.[stage] ?? [];
    const own = entry.changes.filter((change: Json) => change.type === type && change.name === name);
    const back = own.find((change: Json) => change.change === 'stage-rolled-back' && change.to === stage);
    const now = model.stages[stage]?.[0];
    const arrived = own.findLast((change: Json) => 'version' in change && change.to === stage);
    if (back) setPrevious(model, stage, pile.slice(pile.indexOf(back.version) + 1));
    else if (now === undefined || arrived?.version !== now) {
      const left = own.filter((change: Json) => change.from === stage).map(({ version }: Json) => version);
      setPrevious(
        model,
        stage,
        pile.filter((other) => !left.includes(other)),
      );
    } else if (now !== held && !model.versions[held]?.deleted)
      setPrevious(model, stage, [held, ...pile.filter((other) => other !== held)]);
  }
}

function setPrevious(model: Json, stage: string, versions: string[]): void {
  model.previous ??= {};
  setOrDrop(model.previous, stage, nonEmpty(versions));
  if (Object.keys(model.previous).length === 0) delete model.previous;
}

function nonEmpty<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function setOrDrop(record: Json | undefined, key: string, value: unknown): void {
  if (!record) return;
  if (value === undefined) delete record[key];
  else record[key] = value;
}

function versionsOf(models: Json): Json[] {
  return Object.values<Json>(models).flatMap(({ versions }) => Object.values<Json>(versions));
}

/** Where a deleted version is put when it is restored; for a live one, where it lies. */
function restoredPlace(state: Json | undefined): string {
  if (!state?.deleted) return String(state?.directory);
  return `${state.directory.replace(/-r\d+$/, '')}-r${state.deleted.revision}`;
}

/** The places of a version's bytes; those of a deleted one move from the first to the last. */
function placesOf(state: Json): string[] {
  return state.deleted
    ? [state.directory, `.mreg/trash/${state.directory}`, restoredPlace(state)]
    : [state.directory];
}

/** Every byte of a version, against its metadata.json, and that against the log: what is in the trash can be restored. */
function checkVersion(root: string, key: string, version: string, state: Json, complain: Complain): void {
  const [type, name] = key.split('/');
  const places = placesOf(state).map((place) => join(root, place));
  const directory = places.find((place) => existsSync(join(place, 'metadata.json'))) ?? (places[0] as string);
  const say = (text: string) => complain(`${key}@${version}: ${text}`);
  const then = state.registered_as ?? name;
  if (![name, then].some((one) => state.directory.startsWith(`${type}/${one}_`)))
    say(`its directory ${state.directory} bears another name`);
  if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory())
    return void say('its directory is missing');
  const found = walk(directory, '');
  for (const { path, kind } of found) if (kind === 'other') say(`${path} is neither file nor directory`);
  const present = found.filter(({ kind }) => kind === 'file').map(({ path }) => path);
  if (!present.includes('metadata.json')) return void say('metadata.json is missing');
  const bytes = readFileSync(join(directory, 'metadata.json'));
  if (digest(bytes) !== state.metadata_sha256) return void say('metadata.json is not the one in the log');
  const metadata = parse(bytes);
  if (metadata?.model_name !== then || metadata?.model_version !== version || metadata?.model_type !== type) {
    return void say('metadata.json is of another version');
  }
  const files: Json[] = metadata.files ?? [];
  const paths = files.map(({ path }) => path);
  const sorted = [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (!isDeepStrictEqual(paths, sorted)) say('its list of files is not in order');
  for (const path of present) {
    if (path !== 'metadata.json' && !paths.includes(path)) say(`${path} is not on its list`);
  }
  for (const { path, size, sha256 } of files) {
    if (!present.includes(path)) say(`${path} is missing`);
    else if (lstatSync(join(directory, path)).size !== size) say(`${path} is not ${size} bytes long`);
    else if (digestFile(join(directory, path)) !== sha256) say(`${path} has other bytes`);
  }
  const lines = files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
  if (digest(Buffer.from(lines)) !== state.digest) say('the digest in the log is not that of its files');
  if (files.reduce((sum, { size }) => sum + size, 0) !== state.size)
    say('the size in the log is not that of its files');
}

/** The batches of a version's series, which nothing else vouches for. */
function checkSeries(root: string, key: string, state: Json, complain: Complain): void {
  const [type, name] = key.split('/');
  const of = `series/${type}/${state.registered_as ?? name}/${state.number}-${state.metadata_sha256.slice(0, 12)}`;
  const { found, others } = readJournal(root, of, (text) => complain(`${of}: ${text}`));
  for (const name of others) complain(`${of}: ${name} stands where batch ${found.length + 1} belongs`);
  const ids = new Set<string>();
  for (const [at, { place, line }] of found.entries()) {
    const { batch, id, points } = parse(line) ?? {};
    if (batch !== at + 1 || !Array.isArray(points) || points.length === 0)
      complain(`${of}: ${place} is not batch ${at + 1}`);
    if (ids.has(id)) complain(`${of}: ${place} has no id of its own`);
    ids.add(id);
  }
}

/** Whatever lies in the tree and belongs to no version is either foreign or a leftover. */
function checkTree(root: string, models: Json, complain: Complain): string[] {
  const known = new Set(versionsOf(models).flatMap(placesOf));
  const leftovers: string[] = [];
  for (const entry of list(root)) {
    if (['manifest.json', '.gitattributes'].includes(entry.name) && entry.isFile()) continue;
    if (entry.name === '.mreg' && entry.isDirectory()) continue;
    if (!entry.isDirectory()) complain(`${entry.name} does not belong in the registry`);
    else {
      for (const inner of list(join(root, entry.name))) {
        const path = `${entry.name}/${inner.name}`;
        if (!inner.isDirectory()) complain(`${path} does not belong in the registry`);
        else if (!known.has(path)) leftovers.push(path);
      }
    }
  }
  for (const { name } of list(join(root, '.mreg'))) {
    if (
      !['log', 'models', 'series', 'runs', 'experiments.json', 'staging', 'trash', 'quarantine'].includes(
        name,
      )
    )
      complain(`.mreg/${name} does not belong in the registry`);
  }
  for (const { name } of list(join(root, '.mreg', 'staging'))) leftovers.push(`.mreg/staging/${name}`);
  for (const { name } of list(join(root, '.mreg', 'trash'))) {
    if (name.startsWith('.')) leftovers.push(`.mreg/trash/${name}`);
    for (const inner of name.startsWith('.') ? [] : list(join(root, '.mreg', 'trash', name))) {
      const path = `.mreg/trash/${name}/${inner.name}`;
      if (!known.has(path)) leftovers.push(path);
    }
  }
  return leftovers;
}

function list(directory: string) {
  return existsSync(directory) ? readdirSync(directory, { withFileTypes: true }) : [];
}

function walk(root: string, prefix: string): { path: string; kind: 'file' | 'directory' | 'other' }[] {
  return readdirSync(join(root, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) return [{ path, kind: 'directory' as const }, ...walk(root, path)];
    return [{ path, kind: entry.isFile() ? ('file' as const) : ('other' as const) }];
  });
}

function parse(bytes: Buffer): Json | undefined {
  try {
    const value = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function digestFile(path: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(1 << 20);
  const file = openSync(path, 'r');
  try {
    for (let read = 1; read > 0; ) {
      read = readSync(file, buffer, 0, buffer.length, null);
      hash.update(buffer.subarray(0, read));
    }
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}
