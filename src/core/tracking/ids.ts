import { MregError } from '../../errors.ts';

/** What can be an id of a run: it names a directory, and two that differ in case alone would be one. */
const RUN_ID = /^(?!m-)[0-9a-z][0-9a-z_-]{0,63}$/;
const MODEL_ID = /^m-[0-9a-z][0-9a-z_-]{0,63}$/;

/** Whether a text may be the id of a run. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

/** Whether a text may be the id of a logged model. */
export function isModelId(text: string): boolean {
  return MODEL_ID.test(text);
}

/** An id that was asked for.
 * @throws MREG_INVALID */
export function parseNewId(kind: 'run' | 'model', text: string): string {
  if (kind === 'run' ? isRunId(text) : isModelId(text)) return text;
  const expected = kind === 'run' ? 'up to 64 lower-case letters, digits, _ and -' : 'm- and such letters';
  throw new MregError('MREG_INVALID', `'${text}' is no id of a ${nounOf(kind)}, expected ${expected}`, {
    details: { value: text },
  });
}

/** `run` or `logged model`. */
export function nounOf(kind: 'run' | 'model'): string {
  return kind === 'run' ? 'run' : 'logged model';
}

/** The failure of a command that names what is not there. */
export function notThere(kind: 'run' | 'model', id: string): MregError {
  return new MregError('MREG_NOT_FOUND', `no ${nounOf(kind)} '${id}'`, {
    hint: kind === 'run' ? 'mreg run list' : undefined,
    details: { [kind === 'run' ? 'run' : 'model_id']: id },
  });
}

const ADJECTIVES = (
  'able bold brave bright calm clever eager fair fast fine fond gentle glad grand keen kind light lively merry mild neat ' +
  'nimble noble proud quick quiet rapid rare sharp shy smart smooth steady sure swift tidy warm wise witty'
).split(' ');
const NOUNS = (
  'ant bear bee bird bison boar carp cat colt crab crane crow deer dove duck eagle eel elk finch fish fox frog gnu goat ' +
  'goose hare hawk hen heron horse ibex jay kite lark lion lynx mole moose moth mouse newt otter owl panda pike puma quail ram ' +
  'raven robin seal shad shark sheep shrew skunk sloth snail snake squid stag stork swan swift toad trout vole wasp whale wolf wren'
).split(' ');

/** A name for a run that was given none, such as `swift-otter-417`. `chance` are numbers from 0 to below 1. */
export function inventName(chance: readonly [number, number, number]): string {
  const pick = (words: readonly string[], at: number) => words[Math.floor(at * words.length)];
  return `${pick(ADJECTIVES, chance[0])}-${pick(NOUNS, chance[1])}-${Math.floor(chance[2] * 1000)}`;
}
