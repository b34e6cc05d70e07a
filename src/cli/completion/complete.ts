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

/** The names in a registry. */
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
  const [first = ''] = positional.slice(command?.name.split(' ').length);
  // The argument of register is a path; the model is given by --name.
  const named = optionValue('--name', before);
  const about = { model: named ?? first, type: optionValue('--type', before) };
  if (taking) return offer(taking.choices ?? taking.completes, about, current, index);
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
  return offer(
    argumentAt(command.arguments, given.length)?.completes,
    { model: given[0] ?? '' },
    current,
    index,
  );
}

async function offer(
  completes: Completes | undefined,
  { model, type }: { readonly model: string; readonly type?: string | undefined },
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
    case 'holder':
      return ['none', ...(await index.versions(modelOf(model))).map(({ version }) => version)];
    case 'name': {
      const models = await index.models();
      if (type !== undefined)
        return models.filter((known) => known.type === type).map((known) => known.model);
      return uniqueNames(models);
    }
    case 'ref':
    case 'version-ref': {
      const split = /[@:]/.exec(current);
      if (!split) {
        const names = namesOf(await index.models()).filter((name) => name.startsWith(current));
        const [only] = names;
        if (completes === 'ref' || only === undefined || names.length > 1) return names;
        return (await selectorsOf(only, index)).map((selector) => `${only}@${selector}`);
      }
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
  return [...uniqueNames(models), ...models.map(({ ref }) => ref)];
}

function uniqueNames(models: readonly ModelView[]): string[] {
  const counts = new Map<string, number>();
  for (const { model } of models) counts.set(model, (counts.get(model) ?? 0) + 1);
  return [...counts].flatMap(([name, count]) => (count === 1 ? [name] : []));
}

function optionValue(flag: string, words: readonly string[]): string | undefined {
  const at = words.lastIndexOf(flag);
  return at === -1 ? undefined : words[at + 1];
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
