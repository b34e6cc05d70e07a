/** Errors for references that find nothing, or several models; they name what exists and what may have been meant. */
import { MregError } from '../../../errors.ts';
import { isTrashedName } from '../../names/name.ts';
import { nearest } from '../../names/nearest.ts';
import type { Selector } from '../../names/reference.ts';
import { readStage } from '../../names/stage.ts';
import type { ModelState } from '../model.ts';
import { currentKey, eachSummary, isModel } from '../models.ts';
import { liveNames, modelKey, type State, splitKey } from '../state.ts';

const MENTIONED = 8;

/** A model without the version that a selector asks for. */
export function noVersion(
  found: { readonly type: string; readonly name: string; readonly model: ModelState },
  selector: Selector,
  stages: readonly string[],
): MregError {
  const { type, name, model } = found;
  const key = modelKey(type, name);
  const versions = liveNames(model);
  const aliases = Object.keys(model.aliases);
  const has = [
    ...Object.entries(model.stages).map(([stage, [version]]) => `${stage.toLowerCase()} (${version})`),
    ...aliases.map((alias) => `${alias} (${model.aliases[alias]})`),
    ...versions.toReversed(),
  ];
  const { what, word } = describe(selector, stages);
  const close = nearest(word, [...versions, ...aliases, ...stages]);
  return new MregError('MREG_NOT_FOUND', `${key} has no ${what}; it has ${mention(has) || 'no versions'}`, {
    hint: close && close !== word ? `did you mean ${key}@${close}?` : `mreg list ${key}`,
    details: { model: key, versions: versions.slice(-100), aliases },
  });
}

/** The selector in words, and the word of it that may be mistyped. */
function describe(selector: Selector, stages: readonly string[]): { what: string; word: string } {
  switch (selector.kind) {
    case 'version':
      // No suggestion: the command may delete, and another version is not meant.
      return { what: `version ${selector.version}`, word: '' };
    case 'number':
      return { what: `version number ${selector.number}`, word: '' };
    case 'latest':
      return { what: 'version', word: '' };
    case 'range':
      return { what: `version in ${selector.range}`, word: '' };
    case 'name': {
      const stage = readStage(selector.name, stages);
      if (stage !== undefined) return { what: `version in ${stage}`, word: stage };
      return { what: `stage or alias '${selector.name}'`, word: selector.name };
    }
  }
}

/** A name that models of several types have. */
export function ambiguous(what: string, candidates: readonly string[]): MregError {
  return new MregError('MREG_AMBIGUOUS', `${what} in several types: ${mention(candidates)}`, {
    hint: `say which, such as ${candidates[0]}`,
    details: { candidates },
  });
}

/** A name that a model had, and that none has now. */
export function movedAway(state: State, key: string): MregError {
  const now = currentKey(state, key);
  const isTrashed = isTrashedName(splitKey(now).name);
  return new MregError('MREG_NOT_FOUND', `${key} is ${isTrashed ? 'in the trash' : `called ${now} now`}`, {
    hint: isTrashed ? `mreg list ${key} --deleted` : `use ${now}`,
    details: { wanted: key, ...(!isTrashed && { now }) },
  });
}

/** A name that no model has or had. */
export function noModel(state: State, wanted: string): MregError {
  const keys = [...eachSummary(state)].flatMap(([key, summary]) => (isModel(key, summary) ? [key] : []));
  const names = keys.map((key) => splitKey(key).name);
  const alike = nearest(wanted.slice(wanted.indexOf('/') + 1), names);
  const close = nearest(wanted, keys) ?? (alike && keys[names.indexOf(alike)]);
  const exists = keys.length === 0 ? 'the registry is empty' : `there is ${mention(keys)}`;
  return new MregError('MREG_NOT_FOUND', `no model '${wanted}'; ${exists}`, {
    hint: close ? `did you mean ${close}?` : 'mreg list',
    details: { wanted, ...(close && { nearest: close }) },
  });
}

/** The first of many words, and how many more there are. */
export function mention(words: readonly string[]): string {
  const more = words.length - MENTIONED;
  return [...words.slice(0, MENTIONED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
