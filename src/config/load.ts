/** Finds and reads configuration files, and finds the registry. Only reads; decisions are in `resolve.ts`. */
import { readFileSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import { parseJson, toPlain } from '../core/json/index.ts';
import { parseYaml } from '../core/json/yaml.ts';
import { MregError } from '../errors.ts';
import { isMapping } from './kind.ts';
import {
  type Environment,
  type Origin,
  type ResolvedSettings,
  resolveSettings,
  type SettingFlags,
  type SettingsFile,
} from './resolve.ts';

const MAX_BYTES = 1024 * 1024;

/** In the order in which a directory's files are preferred. */
const PROJECT_FILES = ['mreg.yaml', 'mreg.yml', 'mreg.json', 'params.yaml'];
const SHARED_FILE = 'params.yaml';
const SECTION = 'model_registry';
const REGISTRY = 'model_registry';

/** Where a command runs. */
export interface Surroundings {
  /** Absolute; undefined where it was removed. */
  readonly cwd: string | undefined;
  readonly env: Environment;
  /** The user's home directory, absolute; undefined where there is none, and so no file of the user's. */
  readonly home: string | undefined;
  readonly flags?: SettingFlags | undefined;
}

/**
 * The settings in force. The project's file is the nearest upward from `cwd`: mreg.yaml, mreg.yml, mreg.json,
 * or a params.yaml that has a `model_registry:` section. The user's is `mreg/config.yaml` in
 * `$XDG_CONFIG_HOME`, else in `~/.config` (XDG Base Directory Specification, which ignores a relative path).
 * Throws MREG_INVALID as `resolveSettings` does and for a file that cannot be parsed (the message begins
 * with file:line:column) or exceeds 1 MiB; MREG_IO for a file that cannot be read.
 */
export async function loadSettings({ cwd, env, home, flags = {} }: Surroundings): Promise<ResolvedSettings> {
  const { XDG_CONFIG_HOME: xdg = '' } = env;
  const userDirectory = isAbsolute(xdg) ? xdg : home && join(home, '.config');
  const [project, user] = await Promise.all([
    firstSettings(upward(cwd).flatMap((directory) => PROJECT_FILES.map((name) => join(directory, name)))),
    firstSettings(userDirectory ? [join(userDirectory, 'mreg', 'config.yaml')] : []),
  ]);
  return resolveSettings({ flags, env, project, user, cwd, home });
}

/** The registry's directory, absolute, and how it was found; it may not be there yet. */
export interface FoundRoot {
  readonly root: string;
  /** `found`: a directory called model_registry, here or further up. */
  readonly origin: Origin | { readonly source: 'found' };
  readonly exists: boolean;
}

/**
 * The setting `root`, else the nearest `model_registry/` upward from `cwd`, else `model_registry` in `cwd`.
 * Whether the directory holds a registry is not looked at. `cwd` is asked for only where it is needed.
 */
export function findRoot(
  place: { readonly cwd: string },
  { settings, origins }: ResolvedSettings,
): FoundRoot {
  const { root } = settings;
  if (root !== undefined) {
    const [found] = existing([root], (stats) => stats.isDirectory());
    return { root, origin: origins.root, exists: found !== undefined };
  }
  const { cwd } = place;
  const candidates = upward(cwd).map((directory) => join(directory, REGISTRY));
  const [found] = existing(candidates, (stats) => stats.isDirectory());
  if (found !== undefined) return { root: found, origin: { source: 'found' }, exists: true };
  return { root: join(cwd, REGISTRY), origin: { source: 'default' }, exists: false };
}

function upward(directory: string | undefined): readonly string[] {
  if (directory === undefined) return [];
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...upward(parent)];
}

/** Asked for without a detour over threads, which would take longer than the answers. */
function existing(paths: readonly string[], isWanted: (stats: Stats) => boolean): readonly string[] {
  return paths.filter((path) => {
    const stats = lookAt(path);
    return stats !== undefined && isWanted(stats);
  });
}

/** What cannot be looked at, such as below a directory of someone else's, is not there for us. */
function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

async function firstSettings(paths: readonly string[]): Promise<SettingsFile | undefined> {
  for (const file of existing(paths, (stats) => stats.isFile())) {
    const settings = await readSettings(file);
    if (settings !== undefined) return settings;
  }
  return undefined;
}

async function readSettings(file: string): Promise<SettingsFile | undefined> {
  const bytes = readBytes(file);
  if (extname(file) === '.json') return { file, content: toPlain(parseJson(bytes, { file })) };
  if (basename(file) !== SHARED_FILE) return { file, content: toPlain(await parseYaml(bytes, file)) };
  // Loading the parser takes longer than all else here, and most files of this name do not concern us.
  if (!bytes.includes(SECTION)) return undefined;
  const content = toPlain(await parseYaml(bytes, file));
  if (!isMapping(content) || !Object.hasOwn(content, SECTION)) return undefined;
  return { file, content: content[SECTION], section: SECTION };
}

function readBytes(file: string): Buffer {
  try {
    const { size } = statSync(file);
    if (size <= MAX_BYTES) return readFileSync(file);
    throw new MregError('MREG_INVALID', `${file}: ${size} bytes, expected at most ${MAX_BYTES}`, {
      hint: `keep the settings in ${join(dirname(file), 'mreg.yaml')}`,
      details: { file, size, max_bytes: MAX_BYTES },
    });
  } catch (cause) {
    if (cause instanceof MregError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MregError('MREG_IO', `cannot read ${file}: ${reason}`, { details: { file }, cause });
  }
}
