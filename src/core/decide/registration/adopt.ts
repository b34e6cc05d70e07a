import { invalid } from '../../../errors.ts';
import type { JsonObject } from '../../json/index.ts';
import { isDisplayName, plainName } from '../../names/display-name.ts';
import { isName } from '../../names/name.ts';
import { parseVersion, readVersion, type Version } from '../../names/version.ts';

/** What a directory's name says of the version in it: `<name>_<version>_<timestamp>`. */
export interface DirectoryName {
  readonly name: string;
  readonly version: string;
  readonly timestamp: string;
}

/** Undefined for a name of another form. */
export function readDirectoryName(base: string): DirectoryName | undefined {
  const [, name, version, timestamp] = /^(.+)_(v?\d+\.\d+\.\d+[^_]*)_([^_]+)$/.exec(base) ?? [];
  return name === undefined || version === undefined || timestamp === undefined
    ? undefined
    : { name, version, timestamp };
}

export interface AdoptionChoice {
  /** Which name wins if the directory and metadata.json disagree (default: the directory's). */
  readonly nameFrom?: 'directory' | 'metadata' | undefined;
  /** Takes what metadata.json lacks from the directory's name and its files. */
  readonly infer?: boolean | undefined;
}

/** How a directory is adopted. */
export interface Adoption {
  readonly name: string;
  readonly version: Version;
  /** The display name of the model: the name in metadata.json, if that is another one. */
  readonly display: string | undefined;
  /** The directory's name after the adoption; it changes only if the metadata decide. */
  readonly base: string;
  readonly note: string | undefined;
}

/** Name and version of a version in a directory made by hand. `now` becomes the timestamp of a directory without one.
 * @throws MREG_INVALID where they are not said, or contradict each other */
export function decideAdoption(
  base: string,
  { model_name, model_version }: JsonObject,
  { nameFrom, infer }: AdoptionChoice,
  now: string,
): Adoption {
  const own = readDirectoryName(base);
  const told = typeof model_name === 'string' ? model_name : undefined;
  const version = parseVersion(typeof model_version === 'string' ? model_version : (own?.version ?? ''));
  if (own && readVersion(own.version) !== version)
    throw invalid(`is version ${own.version} by its name, and ${version} by its metadata.json`);
  const called = told ?? own?.name ?? base;
  const name = isDisplayName(called) ? plainName(called) : called;
  const display = name === called ? undefined : called;
  if (own && (nameFrom === 'metadata' ? name === own.name : told === undefined || name === own.name))
    return { name: own.name, version, display, base, note: undefined };
  if (own && nameFrom !== 'metadata') {
    const note = `${base} is a version of ${own.name}; its metadata.json says ${called}, which --name-from metadata would take`;
    return { name: own.name, version, display: isName(called) ? called : display, base, note };
  }
  const renamed = `${name}_${version}_${own?.timestamp ?? now}`;
  if (own || nameFrom === 'metadata' || infer)
    return { name, version, display, base: renamed, note: `${base} is called ${renamed} from now on` };
  throw invalid(
    `is not called ${name}_${version}_<timestamp>, which is what metadata.json says it is; --name-from metadata renames it`,
  );
}
