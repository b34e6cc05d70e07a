/** What an MLflow server, or a folder that MLflow wrote, holds: as a pull reads it. Times are milliseconds of the epoch. */
import type { DatasetRecord } from '../core/tracking/batch.ts';

export type Texts = Readonly<Record<string, string>>;

export interface RemoteModel {
  readonly name: string;
  readonly description: string;
  readonly created_at: number;
  readonly tags: Texts;
  /** The number that each alias shows. */
  readonly aliases: Readonly<Record<string, number>>;
}

export interface RemoteVersion {
  readonly model: string;
  readonly number: number;
  readonly stage: string;
  readonly description: string;
  readonly source: string;
  readonly run_id: string | undefined;
  readonly run_link: string | undefined;
  readonly model_id: string | undefined;
  readonly user: string | undefined;
  readonly created_at: number;
  readonly tags: Texts;
}

export interface RemoteExperiment {
  readonly id: string;
  readonly name: string;
  readonly tags: Texts;
}

/** A metric's value at a moment; NaN and the infinities are texts. */
export interface RemotePoint {
  readonly key: string;
  readonly value: number | string;
  readonly timestamp: number;
  readonly step: number;
  readonly model_id?: string | undefined;
  readonly dataset_name?: string | undefined;
  readonly dataset_digest?: string | undefined;
  readonly run_id?: string | undefined;
}

export interface RemoteRun {
  readonly id: string;
  /** The id of its experiment there. */
  readonly experiment: string;
  readonly name: string;
  readonly user: string;
  readonly status: string;
  readonly started_at: number | undefined;
  readonly ended_at: number | undefined;
  readonly artifacts: string;
  readonly params: Texts;
  readonly tags: Texts;
  /** The latest point of each metric. */
  readonly latest: readonly RemotePoint[];
  readonly datasets: readonly DatasetRecord[];
  /** Ids of logged models that it read. */
  readonly inputs: readonly string[];
  readonly outputs: readonly { readonly model_id: string; readonly step: number }[];
}

export interface RemoteLoggedModel {
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  readonly model_type: string | undefined;
  readonly source_run_id: string | undefined;
  readonly status: string;
  readonly created_at: number;
  readonly artifacts: string;
  readonly params: Texts;
  readonly tags: Texts;
  readonly points: readonly RemotePoint[];
}

export interface RemoteFile {
  /** Below the place that was listed. */
  readonly path: string;
  /** Bytes, if it is known. */
  readonly size: number | undefined;
}

/** Files that lie together, and how to get them. */
export interface RemoteFiles {
  readonly files: readonly RemoteFile[];
  open(path: string): Promise<AsyncIterable<Uint8Array>>;
}

export interface MlflowPlace {
  /** Its address, without anything secret. */
  readonly address: string;
  /** What it does not have: `registry`, `logged models`. Complete once everything was read. */
  readonly absent: ReadonlySet<string>;
  models(): Promise<readonly RemoteModel[]>;
  /** In the order of their numbers; those that were deleted are not among them. */
  versions(model: string): Promise<readonly RemoteVersion[]>;
  experiments(): Promise<readonly RemoteExperiment[]>;
  /** The runs of an experiment that are not deleted. */
  runs(experiment: string): AsyncIterable<RemoteRun>;
  /** Undefined for one that is not there, or deleted. */
  run(id: string): Promise<RemoteRun | undefined>;
  loggedModel(id: string): Promise<RemoteLoggedModel | undefined>;
  /** Every point of a metric. */
  points(run: string, key: string): AsyncIterable<readonly RemotePoint[]>;
  /** Where the files of a version lie. */
  locate(version: RemoteVersion): Promise<string>;
  /** The files below a location; undefined for one that cannot be read from here, such as s3://… `run` is the run whose they are. */
  files(location: string, run?: RemoteRun): Promise<RemoteFiles | undefined>;
}
