/** The name of a model that is registered without one. */

/** The type of a new model that is registered without one. */
export const DEFAULT_TYPE = 'models';

/** Names of output directories of training scripts and tools: they say nothing of the model. */
const PLACES: ReadonlySet<string> = new Set(
  (
    'adapter artifact artifacts best_model build data default dist export exported exports files hydra jobs lightning_logs ' +
    'log logs mlruns model models multirun new old out output outputs ray_results result results runs save saved ' +
    'saved_model snapshots src target temp tensorboard tmp trained training wandb weights work workspace'
  ).split(' '),
);

/** Names of checkpoints: one model has many of them. */
const MOMENTS: ReadonlySet<string> = new Set(
  (
    'best ckpt ckpts checkpoint checkpoints epoch exp experiment final fold global_step global_step_ iter iteration job last ' +
    'latest run seed snapshot step task train trial try v version'
  ).split(' '),
);

/** A date, with a time or without: `2024-01-31`, `20240131_093000`, `20240131093000`. */
const DATE =
  /(?:19|20)\d{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?:[-_.T]?\d{2}[-_.]?\d{2}(?:[-_.]?\d{2})?)?Z?$/;

/** Generated names: digits, hashes and UUIDs, the runs of Weights & Biases and TensorBoard, Python's tempfile,
 * Lightning's checkpoints. */
const MADE_UP: readonly RegExp[] = [
  /^[\d_.,:T-]*Z?$/,
  /^(?=.*\d)[0-9a-f]{7,}$/i,
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  /^(?:offline-)?run-\d{8}_\d{6}/,
  /^[A-Z][a-z]{2}\d{2}_\d{2}-\d{2}-\d{2}_/,
  /^tmp[a-z0-9_]{8}$/,
  /^epoch=\d/,
];

/** The name without a file's extension and without a date at its end, or undefined if it says nothing of the model. A file
 * called `model` may be a model; a directory of that name holds whatever was trained last. */
export function pathName(base: string, kind: 'file' | 'directory'): string | undefined {
  const whole = kind === 'file' ? base.replace(/(?<!^)\.[A-Za-z][A-Za-z0-9]{0,11}$/, '') : base;
  const name = whole.replace(DATE, '').replace(/[-_.]+$/, '');
  if (MADE_UP.some((pattern) => pattern.test(whole) || pattern.test(name))) return undefined;
  const word = name.toLowerCase();
  const stem = word.replace(/(?:[-_.]?\d+)+$/, '');
  const isPlace = PLACES.has(stem) && !(kind === 'file' && stem === word);
  return isPlace || MOMENTS.has(stem) || stem === '' ? undefined : name;
}
