/** Settings from all their sources. Pure: what was read comes in, each value goes out with its origin. */
import { dirname } from 'node:path';
import { nearest } from '../core/names/nearest.ts';
import { MregError } from '../errors.ts';
import { isMapping, type Refuse } from './kind.ts';
import { SETTING_KEYS, SETTINGS, type SettingKey, type Settings } from './settings.ts';

/** Where a value was set: `name` as on the command line or in the environment, `file` absolute. */
export type Origin =
  | { readonly source: 'flag' | 'environment'; readonly name: string }
  | { readonly source: 'project' | 'user'; readonly file: string }
  | { readonly source: 'default' };

/** The settings in force, and where each of them was set. */
export interface ResolvedSettings {
  readonly settings: Settings;
  readonly origins: Readonly<Record<SettingKey, Origin>>;
  /** What the user should know of the files, a sentence each. */
  readonly notes: readonly string[];
}

/** The data of a configuration file, not yet checked. */
export interface SettingsFile {
  /** Absolute; a relative root starts at its directory. */
  readonly file: string;
  readonly content: unknown;
  /** The key under which `content` stands, in a file that holds other things too. */
  readonly section?: string | undefined;
}

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings given on the command line. */
export type SettingFlags = { readonly [Key in SettingKey]?: Settings[Key] | undefined };

/** Every source of settings, the strongest first. */
export interface Sources {
  readonly flags: SettingFlags;
  /** `MREG_<KEY>`, such as `MREG_RETENTION_KEEP`; an empty variable counts as unset, others are ignored. */
  readonly env: Environment;
  readonly project?: SettingsFile | undefined;
  readonly user?: SettingsFile | undefined;
  /** Absolute; a relative root in a flag or a variable starts here. Undefined where it is gone. */
  readonly cwd: string | undefined;
  /** Absolute; what `~` stands for. */
  readonly home?: string | undefined;
}

/** A value as a source holds it. */
interface Found {
  readonly value: unknown;
  readonly origin: Origin;
  /** The key, flag or variable as written there. */
  readonly written: string;
  readonly directory: string | undefined;
}

type Layer = ReadonlyMap<SettingKey, Found>;

interface FileLayer {
  readonly layer: Layer;
  readonly notes: readonly string[];
}

/** The settings by each spelling that a file may use. */
const SPELLINGS: ReadonlyMap<string, SettingKey> = new Map(
  SETTING_KEYS.flatMap((key) =>
    [key, SETTINGS[key].alias ?? key].map((spelling) => [spelling, key] as const),
  ),
);

/**
 * The strongest source wins, setting by setting: a list or a mapping is replaced as a whole, never merged,
 * and what a stronger source hides is not looked at. Throws MREG_INVALID for an unknown key in a file of mreg's own,
 * for a setting that one file makes twice and for a wrong value; `details` holds `key`, `received`, `expected`
 * and the origin. In a section of a file that others own, an unknown key is a note.
 */
export function resolveSettings(sources: Sources): ResolvedSettings {
  const { project, user, home } = sources;
  const files = [
    ...(project ? [fileLayer('project', project)] : []),
    ...(user ? [fileLayer('user', user)] : []),
  ];
  const layers = [flagLayer(sources), environmentLayer(sources), ...files.map(({ layer }) => layer)];

  const settings: { -readonly [Key in SettingKey]: Settings[Key] } = Object.create(null);
  const origins: Record<SettingKey, Origin> = Object.create(null);
  const fill = <Key extends SettingKey>(key: Key): void => {
    const found = layers.find((layer) => layer.has(key))?.get(key);
    settings[key] = found ? read(key, found, settings.stages, home) : SETTINGS[key].initial;
    origins[key] = found?.origin ?? { source: 'default' };
  };
  // First, since other settings are read against the stages.
  fill('stages');
  for (const key of SETTING_KEYS) fill(key);
  return { settings, origins, notes: files.flatMap(({ notes }) => notes) };
}

function read<Key extends SettingKey>(
  key: Key,
  found: Found,
  stages: readonly string[],
  home: string | undefined,
): Settings[Key] {
  const { value, origin, written, directory } = found;
  const { kind, example } = SETTINGS[key];
  const refuse: Refuse = (
    received,
    expected,
    at = [],
    hint = `for example: ${assignment(key, example, origin)}`,
  ) => {
    const steps = at.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
    throw invalid(origin, written + steps.join(''), received, expected, hint);
  };
  return kind.read(value, { refuse, directory, home, stages });
}

function flagLayer({ flags, cwd }: Sources): Layer {
  const layer = new Map<SettingKey, Found>();
  for (const key of SETTING_KEYS) {
    const value = flags[key];
    const name = `--${key.replaceAll(/[._]/g, '-')}`;
    const origin = { source: 'flag', name } as const;
    if (value !== undefined) layer.set(key, { value, origin, written: name, directory: cwd });
  }
  return layer;
}

function environmentLayer({ env, cwd }: Sources): Layer {
  const layer = new Map<SettingKey, Found>();
  for (const key of SETTING_KEYS) {
    const name = `MREG_${key.toUpperCase().replace('.', '_')}`;
    const value = env[name] && SETTINGS[key].kind.fromText?.(env[name]);
    const origin = { source: 'environment', name } as const;
    if (value !== undefined && value !== '') layer.set(key, { value, origin, written: name, directory: cwd });
  }
  return layer;
}

function fileLayer(source: 'project' | 'user', { file, content, section = '' }: SettingsFile): FileLayer {
  const layer = new Map<SettingKey, Found>();
  const notes: string[] = [];
  const origin = { source, file } as const;
  const collect = (mapping: unknown, path: readonly string[]): void => {
    if (!isMapping(mapping)) {
      throw invalid(origin, [section, ...path].filter(Boolean).join('.'), mapping, 'a mapping');
    }
    for (const [word, value] of Object.entries(mapping)) {
      const spelling = [...path, word].join('.');
      const written = section ? `${section}.${spelling}` : spelling;
      const known = wordsAfter(path);
      if (!known.includes(word)) {
        const close = nearest(word, known);
        if (section === '') throw unknownKey(origin, written, known, close);
        if (!(ALWAYS_ON.has(spelling) && value === true)) notes.push(unusedKey(origin, written, close));
        continue;
      }
      const key = SPELLINGS.get(spelling);
      const other = key && layer.get(key);
      if (other) throw setTwice(origin, other.written, written);
      if (key === undefined) collect(value, [...path, word]);
      else layer.set(key, { value, origin, written, directory: dirname(file) });
    }
  };
  // A file, or a section of one, in which every line is commented out.
  collect(content ?? {}, []);
  return { layer, notes };
}

/** Keys with which other registries turn on what mreg always does. */
const ALWAYS_ON: ReadonlySet<string> = new Set(['track_experiments', 'save_artifacts']);

/** The words that may stand in a file's mapping at this path. */
function wordsAfter(path: readonly string[]): readonly string[] {
  const spellings = [...SPELLINGS.keys()].map((spelling) => spelling.split('.'));
  const inside = spellings.filter((words) => path.every((word, index) => words[index] === word));
  return [...new Set(inside.flatMap((words) => words[path.length] ?? []))];
}

function unusedKey(origin: Origin, written: string, close: string | undefined): string {
  const unused = `${located(written, origin)} is not a setting of mreg and has no effect`;
  return close === undefined ? unused : `${unused}; did you mean ${close}?`;
}

function unknownKey(
  origin: Origin,
  written: string,
  known: readonly string[],
  close: string | undefined,
): MregError {
  const message = `unknown setting ${located(written, origin)}, expected one of ${known.join(', ')}`;
  return new MregError('MREG_INVALID', message, {
    hint: close && `did you mean ${close}?`,
    details: { ...origin, key: written, expected: known },
  });
}

function setTwice(origin: Origin, first: string, second: string): MregError {
  const message = `${first} and ${located(second, origin)} are the same setting, expected one of them`;
  return new MregError('MREG_INVALID', message, {
    hint: `remove ${second}`,
    details: { ...origin, key: second, expected: first },
  });
}

function invalid(
  origin: Origin,
  written: string,
  received: unknown,
  expected: string,
  hint?: string,
): MregError {
  const shown = show(received);
  return new MregError('MREG_INVALID', `${located(written, origin)} is ${shown}, expected ${expected}`, {
    hint,
    details: { ...origin, key: written, received: shown, expected },
  });
}

function located(written: string, origin: Origin): string {
  if (!('file' in origin)) return written;
  return written === '' ? origin.file : `${written} in ${origin.file}`;
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return value === null ? 'nothing' : 'a mapping';
  return String(value);
}

/** The line that gives a setting a value, as this source writes it. */
function assignment(key: SettingKey, value: unknown, origin: Origin): string {
  const text = String(value);
  if (origin.source === 'flag') return `${origin.name} ${text}`;
  if (origin.source === 'environment') return `${origin.name}=${text}`;
  const [section, word] = key.split('.');
  const json = JSON.stringify(value);
  return word === undefined ? `${key}: ${json}` : `${section}: {${word}: ${json}}`;
}
