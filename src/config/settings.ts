/** The one table of settings: files, environment, `mreg config` and the schema's test are made from it. */
import { DEFAULT_ROLLBACK } from '../core/decide/policy.ts';
import { nearest } from '../core/names/nearest.ts';
import { readSelector } from '../core/names/reference.ts';
import { ARCHIVED, DEFAULT_STAGES, NO_STAGE, readStage } from '../core/names/stage.ts';
import {
  count,
  countOrNone,
  flag,
  type Kind,
  line,
  list,
  mapping,
  name,
  oneOf,
  type Place,
  path,
  size,
  text,
} from './kind.ts';

/** The values that hold for one command. A key with a dot stands in a section of its file. */
export interface Settings {
  /** The registry's directory, absolute. */
  readonly root: string | undefined;
  /** Whether what registers may make a registry where there is none. */
  readonly create: boolean;
  readonly name: string | undefined;
  readonly type: string | undefined;
  /** The only types allowed; undefined allows all. */
  readonly types: readonly string[] | undefined;
  /** None first, Archived last, at least one between; the last before Archived is the one that serves. */
  readonly stages: readonly string[];
  /** One of `stages`, spelled as there. */
  readonly default_stage: string;
  readonly auto_archive: boolean;
  /** Empty for all. */
  readonly compare_metrics: readonly string[];
  readonly 'retention.keep': number | undefined;
  /** In days. */
  readonly 'retention.days': number | undefined;
  /** Of each stage. */
  readonly 'retention.rollback': number;
  /** Conditions, not yet parsed, by stage; the keys are some of `stages`, spelled as there. */
  readonly gates: Readonly<Record<string, readonly string[]>>;
  /** Which direction is better, by metric. */
  readonly metrics: Readonly<Record<string, 'min' | 'max'>>;
  /** What registering a source leads to whose files are not here. */
  readonly external_sources: 'allow' | 'refuse';
  /** In bytes; undefined for any. */
  readonly cache_size: number | undefined;
  /** Whether the server speaks MLflow's protocol, and `mlflow` commands run. */
  readonly 'mlflow.enabled': boolean;
}

export type SettingKey = keyof Settings;

interface Setting<T> {
  readonly summary: string;
  /** What it takes, in words. */
  readonly takes: string;
  readonly kind: Kind<NonNullable<T>>;
  readonly initial: T;
  /** A value that is right, for hints. */
  readonly example: NonNullable<T>;
  /** Another key that files may use for the same setting. */
  readonly alias?: string;
}

const lowerCase = (text: string): string => text.toLowerCase();

// What a reference reads as something else could never be reached by its name.
const stageName = text(
  (text) => readSelector(text)?.kind === 'name',
  "a stage's name: letters, digits, dots, underscores and hyphens, and nothing that reads as a version",
);

const stageNames = list(stageName, 3, lowerCase);

const stages: Kind<readonly string[]> = {
  ...stageNames,
  read: (value, place) => {
    const read = stageNames.read(value, place);
    if (read[0] !== NO_STAGE) place.refuse(read[0], `${NO_STAGE} as the first stage`, [0]);
    const last = read.length - 1;
    if (read[last] !== ARCHIVED) place.refuse(read[last], `${ARCHIVED} as the last stage`, [last]);
    return read;
  },
};

const stage: Kind<string> = {
  ...line,
  read: (value, place) => amongStages(line.read(value, place), place),
};

const metricNames = list(line, 0);

const comparedMetrics: Kind<readonly string[]> = {
  read: (value, place) => {
    if (value === true) return [];
    return Array.isArray(value)
      ? metricNames.read(value, place)
      : place.refuse(value, 'a list, or true for all');
  },
  fromText: (text) => (/^true$/i.test(text) ? true : metricNames.fromText?.(text)),
};

const conditionsByStage = mapping(list(line, 0));

const gates: Kind<Readonly<Record<string, readonly string[]>>> = {
  read: (value, place) => {
    const read: Record<string, readonly string[]> = Object.create(null);
    for (const [written, conditions] of Object.entries(conditionsByStage.read(value, place))) {
      const key = amongStages(written, place, [written]);
      if (key in read) place.refuse(written, 'each stage once', [written]);
      read[key] = conditions;
    }
    return read;
  },
};

function amongStages(written: string, { stages, refuse }: Place, at: readonly string[] = []): string {
  const close = nearest(written, stages);
  return (
    readStage(written, stages) ??
    refuse(written, `one of ${stages.join(', ')}`, at, close && `did you mean ${close}?`)
  );
}

/** Every setting, in the order in which people are shown them. */
export const SETTINGS: { readonly [Key in SettingKey]: Setting<Settings[Key]> } = {
  root: {
    takes: 'a path, or s3://BUCKET/PREFIX',
    summary: "the registry's directory, relative to the file that says so, or its bucket",
    kind: path,
    initial: undefined,
    example: 'model_registry',
  },
  name: {
    takes: 'a name',
    summary: "the model's name where register is given none",
    kind: name,
    initial: undefined,
    example: 'ppo_dowjones',
  },
  type: {
    takes: 'a name',
    summary: "the model's type where register is given none; models if nothing tells",
    kind: name,
    initial: undefined,
    example: 'rl_agents',
  },
  types: {
    takes: 'a list of names',
    summary: 'the types that models may have; all where it is left out',
    kind: list(name, 1, lowerCase),
    initial: undefined,
    example: ['rl_agents', 'sentiment_models'],
  },
  stages: {
    takes: 'a list of at least 3 names',
    summary: `the stages in order, from ${NO_STAGE} to ${ARCHIVED}; the last before ${ARCHIVED} serves`,
    kind: stages,
    initial: DEFAULT_STAGES,
    example: DEFAULT_STAGES,
  },
  default_stage: {
    takes: 'a stage',
    summary: 'the stage of a newly registered version',
    kind: stage,
    initial: NO_STAGE,
    example: NO_STAGE,
  },
  auto_archive: {
    takes: 'true or false',
    summary: 'whether the version that held a stage is archived when another takes it',
    kind: flag,
    initial: true,
    example: true,
  },
  compare_metrics: {
    takes: 'a list of metrics, or true',
    summary: 'the metrics that compare shows; true or an empty list means all',
    kind: comparedMetrics,
    initial: [],
    example: ['rmse', 'f1_score'],
  },
  'retention.keep': {
    takes: 'a number from 1',
    summary: 'how many of the newest versions of each model cleanup keeps',
    kind: count,
    initial: undefined,
    example: 5,
  },
  'retention.days': {
    takes: 'a number from 1',
    summary: 'the age in days up to which cleanup keeps a version',
    kind: count,
    initial: undefined,
    example: 90,
    alias: 'retention_days',
  },
  'retention.rollback': {
    summary: 'how many of the versions that rollback would go back to cleanup keeps, of each stage',
    takes: 'a number from 0',
    kind: countOrNone,
    initial: DEFAULT_ROLLBACK,
    example: 2,
  },
  gates: {
    takes: '[conditions](conditions.md) by stage',
    summary: 'the conditions that a version has to meet before it enters a stage',
    kind: gates,
    initial: {},
    example: { Production: ['f1_score >= 0.83'] },
  },
  metrics: {
    takes: '`min` or `max` by metric',
    summary: 'which direction of a metric is better',
    kind: mapping(oneOf('min', 'max')),
    initial: {},
    example: { rmse: 'min', f1_score: 'max' },
  },
  create: {
    summary: 'whether register, adopt and import make a registry where there is none',
    takes: 'true or false',
    kind: flag,
    initial: true,
    example: false,
  },
  external_sources: {
    takes: '`allow` or `refuse`',
    summary: 'whether an MLflow client may register a source whose files are not here, such as s3://…',
    kind: oneOf('allow', 'refuse'),
    initial: 'allow',
    example: 'refuse',
  },
  cache_size: {
    takes: 'a size',
    summary: 'how large the versions of a bucket in the cache may be together; any size if it is left out',
    kind: size,
    initial: undefined,
    example: 20e9,
  },
  'mlflow.enabled': {
    takes: 'true or false',
    summary: "whether the server speaks MLflow's protocol, and the mlflow commands run",
    kind: flag,
    initial: true,
    example: false,
  },
};

/** The keys of the table, in its order. */
export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];
