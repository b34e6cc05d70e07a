/**
 * What a shell offers for the word under the cursor. Pure: what the registry holds comes in as an index, which
 * is only asked for where a word needs it.
 */
import type { ModelView, VersionView } from '../../generated/output.ts';
import {
  type ArgumentSpec,
  type Command,
  type Completes,
  flagOf,
  GLOBAL_OPTIONS,
  type OptionSpec,
} from '../command.ts';

/** What can be asked of a registry. */
export interface Index {
  models(): Promise<readonly ModelView[]>;
  versions(model: string): Promise<readonly VersionView[]>;
  deleted(): Promise<readonly VersionView[]>;
  stages(): Promise<readonly string[]>;
}

/** The words to offer; `files` where the shell's own file names are meant. */
export interface Completion {
  readonly words: readonly string[];
  readonly files: boolean;
}

/** `words` are those after `mreg`, the last being the one under the cursor, perhaps empty. */
export async function complete(
  words: readonly string[],
  commands: readonly Command[],
  index: Index,
): Promise<Completion> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const found = await candidates(
    before,
    current,
    commands.filter(({ hidden }) => !hidden),
    index,
  );
  if (found === 'files') return { words: [], files: true };
  return { words: [...new Set(found)].filter((word) => word.startsWith(current)), files: false };
}

type Options = Readonly<Record<string, OptionSpec>>;

async function candidates(
  before: readonly string[],
  current: string,
  commands: readonly Command[],
  index: Index,
): Promise<readonly string[] | 'files'> {
  const command = findCommand(before, commands);
  const options: Options = { ...command?.options, ...GLOBAL_OPTIONS };
  const taking = optionTaking(before.at(-1), options);
  const positional = positionals(before, options);
  const [model = ''] = positional.slice(command?.name.split(' ').length);
  if (taking) return offer(taking.choices ?? taking.completes, model, current, index);
  if (current.startsWith('-')) return flagsOf(options);
  if (command === undefined) {
    const [family] = positional;
    if (family === undefined)
      return commands.flatMap(({ name, aliases }) => [name.split(' ')[0] as string, ...(aliases ?? [])]);
    return commands
      .filter(({ name }) => name.startsWith(`${family} `))
      .map(({ name }) => name.slice(family.length + 1));
  }
  const given = positional.slice(command.name.split(' ').length);
  return offer(argumentAt(command.arguments, given.length)?.completes, given[0] ?? '', current, index);
}

async function offer(
  completes: Completes | undefined,
  model: string,
  current: string,
  index: Index,
): Promise<readonly string[] | 'files'> {
  switch (completes) {
    case undefined:
      return [];
    case 'path':
      return 'files';
    case 'model':
      return namesOf(await index.models());
    case 'type':
      return (await index.models()).map(({ type }) => type);
    case 'stage':
      return index.stages();
    case 'deleted':
      return (await index.deleted()).map(({ ref }) => ref);
    case 'version':
      return selectorsOf(model, index);
    case 'alias':
      return (await index.versions(modelOf(model))).flatMap(({ aliases }) => aliases);
    case 'metric':
      return (await index.versions(modelOf(model))).flatMap(({ metrics }) => Object.keys(metrics));
    case 'ref': {
      const split = /[@:]/.exec(current);
      if (!split) return namesOf(await index.models());
      const head = current.slice(0, split.index);
      return (await selectorsOf(head, index)).map((selector) => `${head}${split[0]}${selector}`);
    }
    default:
      return completes;
  }
}

async function selectorsOf(model: string, index: Index): Promise<string[]> {
  const versions = await index.versions(modelOf(model));
  const stages = versions.map(({ stage }) => stage.toLowerCase()).filter((stage) => stage !== 'none');
  return [
    'latest',
    ...stages,
    ...versions.flatMap(({ aliases }) => aliases),
    ...versions.map(({ version }) => version),
  ];
}

/** Short names where they are unique, and the full ones. */
function namesOf(models: readonly ModelView[]): string[] {
  const shorts = models.map(({ model }) => model);
  return [
    ...shorts.filter((name, at) => shorts.indexOf(name) === at && shorts.lastIndexOf(name) === at),
    ...models.map(({ ref }) => ref),
  ];
}

function modelOf(ref: string): string {
  return ref.split(/[@:]/)[0] as string;
}

function findCommand(words: readonly string[], commands: readonly Command[]): Command | undefined {
  const [first, second] = positionals(words, GLOBAL_OPTIONS);
  return commands.find(
    ({ name, aliases }) =>
      name === first || name === `${first} ${second}` || (first !== undefined && aliases?.includes(first)),
  );
}

/** The words that are neither options nor their values. */
function positionals(words: readonly string[], options: Options): string[] {
  return words.filter(
    (word, at) => !word.startsWith('-') && optionTaking(words[at - 1], options) === undefined,
  );
}

function optionTaking(word: string | undefined, options: Options): OptionSpec | undefined {
  return Object.entries(options).find(
    ([name, { short, value }]) => value !== undefined && (word === flagOf(name) || word === `-${short}`),
  )?.[1];
}

function flagsOf(options: Options): string[] {
  return Object.keys(options).map(flagOf).concat('--help');
}

function argumentAt(specs: readonly ArgumentSpec[], at: number): ArgumentSpec | undefined {
  const last = specs.at(-1);
  return specs[at] ?? (last?.variadic ? last : undefined);
}
