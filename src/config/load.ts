/** Finds and reads configuration files, and finds the registry. Only reads; decisions are in `resolve.ts`. */
import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import { parseJson, toPlain } from '../core/json/index.ts';
import { parseYaml } from '../core/json/yaml.ts';
import { MregError } from '../errors.ts';
import { readRegular, UnfitFile } from '../regular-file.ts';
import { ioSync, meaningOf } from '../system-error.ts';
import { isMapping } from './kind.ts';
import {
  type Environment,
  type Origin,
  type ResolvedSettings,
  resolveSettings,
  type SettingFlags,
  type SettingsFile,
} from './resolve.ts';

/** Bytes of settings, and of a params.yaml that may have some beside what the training reads from it. */
const MAX_BYTES = 64 * 1024;
const MAX_SHARED_BYTES = 1024 * 1024;

/** In the order in which a directory's files are preferred. */
const PROJECT_FILES = ['mreg.yaml', 'mreg.yml', 'mreg.json', 'params.yaml'];
const SHARED_FILE = 'params.yaml';
const SECTION = 'model_registry';
const MLFLOW = 'mlflow';
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
 * with file:line:column) or exceeds 64 KiB (a params.yaml without the section: 1 MiB); MREG_IO for a file
 * that cannot be read, such as a link that leads nowhere.
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
  /** `found`: a registry called model_registry, here or further up. */
  readonly origin: Origin | { readonly source: 'found' };
  /** A file by which one sees that the directory at the default place is somebody else's. */
  readonly occupant?: string;
}

/**
 * The setting `root`, else the nearest registry called `model_registry` upward from `cwd`, else the place for a new one:
 * the nearest directory of that name that holds `cwd`, else `model_registry` in `cwd`. `cwd` is
 * asked for only where it is needed.
 */
export function findRoot(
  place: { readonly cwd: string },
  { settings, origins }: ResolvedSettings,
): FoundRoot {
  const { root } = settings;
  if (root !== undefined) return { root, origin: origins.root };
  const { cwd } = place;
  const above = upward(cwd);
  const found = above.map((directory) => join(directory, REGISTRY)).find(isRegistry);
  if (found !== undefined) return { root: found, origin: { source: 'found' } };
  const home = above.find((directory) => basename(directory) === REGISTRY) ?? join(cwd, REGISTRY);
  const occupant = occupantOf(home);
  return { root: home, origin: { source: 'default' }, ...(occupant !== undefined && { occupant }) };
}

/** Where commands find the registry or may make one.
 * @throws MREG_NOT_FOUND where the default place holds something else, such as a Python package */
export function registryRoot(place: { readonly cwd: string }, resolved: ResolvedSettings): string {
  const { root, occupant } = findRoot(place, resolved);
  if (occupant === undefined) return root;
  throw new MregError('MREG_NOT_FOUND', `${root} is not a registry: it holds ${occupant}`, {
    hint: 'mreg init DIR makes a registry elsewhere; name it with --root DIR, MREG_ROOT, or root: DIR in mreg.yaml',
    details: { root, occupant },
  });
}

/** The names are those of store/layout.ts. */
function isRegistry(directory: string): boolean {
  return ['manifest.json', '.mreg'].some((name) => statIfPresent(join(directory, name)) !== undefined);
}

/** Directories, hidden files, texts and settings may stand beside hand-made versions; programs and weights mean that the
 * directory serves another purpose. */
function occupantOf(directory: string): string | undefined {
  if (!statIfPresent(directory)?.isDirectory()) return undefined;
  const listed = ioSync('read', directory, () => readdirSync(directory, { withFileTypes: true }));
  const entries = listed.sort((a, b) => (a.name < b.name ? -1 : 1));
  const file = entries.find((entry) => entry.isFile() && !INNOCENT.test(entry.name));
  const holdsVersions = () =>
    entries.some((type) => type.isDirectory() && holdsMetadata(join(directory, type.name)));
  return file === undefined || holdsVersions() ? undefined : file.name;
}

const INNOCENT = /^\.|^(readme|license|changelog)\b|\.(md|rst|txt|ya?ml|json|toml)$/i;

function holdsMetadata(type: string): boolean {
  return ioSync('read', type, () => readdirSync(type)).some(
    (version) => statIfPresent(join(type, version, 'metadata.json')) !== undefined,
  );
}

function upward(directory: string | undefined): readonly string[] {
  if (directory === undefined) return [];
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...upward(parent)];
}

/** What cannot be looked at, such as below a directory of someone else's, is not there for us. Asked for without a detour over
 * threads, which would take longer than the answers. */
function statIfPresent(path: string, stat: typeof statSync = statSync): Stats | undefined {
  try {
    return stat(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** What has a name of ours is there, also a link that leads nowhere: gates that cannot be read are not gates that are not there.
 * Only a regular file of a name that others use concerns us. */
function isSettings(file: string): boolean {
  if (basename(file) === SHARED_FILE) return statIfPresent(file)?.isFile() ?? false;
  return statIfPresent(file, lstatSync as typeof statSync) !== undefined;
}

async function firstSettings(paths: readonly string[]): Promise<SettingsFile | undefined> {
  for (const file of paths.filter(isSettings)) {
    const settings = await readSettings(file);
    if (settings !== undefined) return settings;
  }
  return undefined;
}

async function readSettings(file: string): Promise<SettingsFile | undefined> {
  const shared = basename(file) === SHARED_FILE;
  const bytes = readBytes(file, shared ? MAX_SHARED_BYTES : MAX_BYTES);
  if (extname(file) === '.json') return { file, content: toPlain(parseJson(bytes, { file })) };
  if (!shared) return { file, content: toPlain(await parseYaml(bytes, file)) };
  // Loading the parser takes longer than all else here, and most files of this name do not concern us.
  if (!bytes.includes(SECTION)) return undefined;
  if (bytes.length > MAX_BYTES)
    throw tooLarge(file, `has ${bytes.length} bytes, expected at most ${MAX_BYTES}`);
  const content = toPlain(await parseYaml(bytes, file));
  // Whatever else others keep under this name, such as a path, is theirs.
  if (!isMapping(content) || !isOurs(content[SECTION])) return undefined;
  return { file, content: withMlflow(content[SECTION], content[MLFLOW]), section: SECTION };
}

/** Beside mreg's section projects say in one of its own whether MLflow is used; the rest of that is others'. */
function withMlflow(section: unknown, mlflow: unknown): unknown {
  const isSaid = isMapping(section) && section[MLFLOW] !== undefined;
  if (isSaid || !isMapping(mlflow) || typeof mlflow.enabled !== 'boolean') return section;
  return { ...(isMapping(section) && section), [MLFLOW]: { enabled: mlflow.enabled } };
}

/** A section in which every line is commented out is null. */
function isOurs(section: unknown): boolean {
  return section === null || isMapping(section);
}

function readBytes(file: string, most: number): Buffer {
  try {
    return readRegular(file, { most });
  } catch (cause) {
    if (cause instanceof UnfitFile) throw tooLarge(file, cause.problem);
    throw new MregError('MREG_IO', `cannot read ${file}: ${meaningOf(cause)}`, { details: { file }, cause });
  }
}

function tooLarge(file: string, problem: string): MregError {
  return new MregError('MREG_INVALID', `${file} ${problem}`, {
    hint:
      basename(file) === SHARED_FILE ? `keep the settings in ${join(dirname(file), 'mreg.yaml')}` : undefined,
    details: { file, max_bytes: MAX_BYTES },
  });
}
