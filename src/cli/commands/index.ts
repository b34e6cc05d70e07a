import type { Command } from '../command.ts';

type Load = () => Promise<Readonly<Record<string, Command>>>;

/** Every command by the first word of its name and by its aliases, in the order in which help lists them. Each is loaded when
 * it is asked for: to make them all takes longer than most of them run. */
const LOADERS: Readonly<Record<string, Load>> = {
  init: () => import('./init.ts'),
  register: () => import('./register.ts'),
  adopt: () => import('./adopt.ts'),
  list: () => import('./list.ts'),
  ls: () => import('./list.ts'),
  list_versions: () => import('./list.ts'),
  info: () => import('./info.ts'),
  show: () => import('./info.ts'),
  path: () => import('./path.ts'),
  promote: () => import('./promote.ts'),
  rollback: () => import('./rollback.ts'),
  history: () => import('./history.ts'),
  log: () => import('./history.ts'),
  compare: () => import('./compare.ts'),
  diff: () => import('./diff.ts'),
  best: () => import('./best.ts'),
  search: () => import('./search.ts'),
  lineage: () => import('./lineage.ts'),
  report: () => import('./report.ts'),
  metric: () => import('./metric.ts'),
  transition: () => import('./transition.ts'),
  archive: () => import('./archive.ts'),
  alias: () => import('./alias.ts'),
  tag: () => import('./label.ts'),
  untag: () => import('./label.ts'),
  describe: () => import('./label.ts'),
  pin: () => import('./label.ts'),
  unpin: () => import('./label.ts'),
  cleanup: () => import('./cleanup.ts'),
  prune: () => import('./cleanup.ts'),
  delete: () => import('./delete.ts'),
  rm: () => import('./delete.ts'),
  restore: () => import('./restore.ts'),
  gc: () => import('./gc.ts'),
  export: () => import('./export.ts'),
  import: () => import('./import.ts'),
  verify: () => import('./verify.ts'),
  doctor: () => import('./doctor.ts'),
  validate: () => import('./validate.ts'),
  config: () => import('./config.ts'),
  schema: () => import('./schema.ts'),
  completion: () => import('./completion.ts'),
  __complete: () => import('./completion.ts'),
};

/** The commands that a word begins, by name or alias; all where it begins none, since it may be a slip, or missing. */
export async function commandsNamed(word: string | undefined): Promise<readonly Command[]> {
  return word !== undefined && Object.hasOwn(LOADERS, word) ? load(word) : allCommands();
}

/** Every command, in the order in which help lists them. */
export async function allCommands(): Promise<readonly Command[]> {
  return [...new Set((await Promise.all(Object.keys(LOADERS).map(load))).flat())];
}

async function load(word: string): Promise<readonly Command[]> {
  const loaded = (await LOADERS[word]?.()) ?? {};
  return Object.values(loaded).filter(
    ({ name, aliases }) => name.split(' ')[0] === word || aliases?.includes(word),
  );
}
