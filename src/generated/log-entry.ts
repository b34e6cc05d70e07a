// Made from schemas/ by `npm run generate`; do not edit.

export type Sha256 = string;
export type Instant = string;
export type Change =
  | RegistryCreated
  | VersionRegistered
  | StageChanged
  | StageRolledBack
  | AliasMoved
  | AliasRemoved
  | TagsChanged
  | DescriptionChanged
  | PinChanged
  | VersionDeleted
  | VersionRestored
  | VersionPurged
  | ModelCreated
  | ModelDescribed
  | ModelTagsChanged
  | ModelRenamed
  | ModelDeleted
  | ModelRestored
  | DirectoryDiscarded
  | ExperimentCreated
  | ExperimentRenamed
  | ExperimentTagsChanged
  | ExperimentDeleted
  | ExperimentRestored
  | ExperimentPurged;

/**
 * One change of the registry: a line of a file in .mreg/log; written once, never changed.
 */
export interface LogEntry {
  /**
   * 1, 2, 3 … without gaps; also the file's name.
   */
  revision: number;
  /**
   * A random UUID: tells a writer its own entry from another's.
   */
  id: string;
  /**
   * SHA-256 of the bytes of the entry before; null in the first.
   */
  previous: Sha256 | null;
  at: Instant;
  by: {
    user: string;
    host: string;
  };
  /**
   * The operation that made the change, such as promote.
   */
  command: string;
  reason: string | null;
  /**
   * @minItems 1
   */
  changes: Change[];
  /**
   * The conditions that were asked of a version before it moved, with the values they were decided on.
   *
   * @minItems 1
   */
  gates?: Gate[];
  /**
   * Why the version moved though not all of its gates were passed.
   */
  override?: string;
}
export interface RegistryCreated {
  change: 'registry-created';
  format: number;
  /**
   * The registry's own id: by it, work in progress of this registry is told from what was copied in from another.
   */
  id: string;
}
export interface VersionRegistered {
  change: 'version-registered';
  type: string;
  name: string;
  version: string;
  number: number;
  /**
   * Relative to the registry: <type>/<name>_<version>_<timestamp>.
   */
  directory: string;
  metadata_sha256: Sha256;
  digest: Sha256;
  size: number;
  metrics?: Metrics;
  tags?: Tags;
  description?: string;
  /**
   * What the model is called elsewhere, as in MLflow or on the Hugging Face Hub. The first holds.
   */
  display_name?: string;
  adopted?: true;
  /**
   * Where it was registered before this entry: adopted or imported.
   */
  registered_at?: string;
  /**
   * References of the versions this one was derived from, as in its metadata.
   */
  parents?: string[];
  /**
   * The name that the model had when the version was registered, if that was another: metadata.json says it.
   */
  registered_as?: string;
  /**
   * The run that made it, as in its metadata (mlflow_run_id).
   */
  run_id?: string;
  /**
   * Where a client of MLflow said its files are, if one registered it.
   */
  mlflow_source?: {
    /**
     * The source as it was sent.
     */
    uri: string;
    /**
     * Where the files are, if they are not in the registry: the version has none.
     */
    external?: string;
    /**
     * The page of the run on another server.
     */
    run_link?: string;
    /**
     * The logged model that it was made of.
     */
    model_id?: string;
  };
}
/**
 * Metric values by dotted name. A value that no double holds exactly, NaN and the infinities are strings.
 */
export interface Metrics {
  [k: string]: number | string;
}
export interface Tags {
  [k: string]: string;
}
export interface StageChanged {
  change: 'stage-changed';
  type: string;
  name: string;
  version: string;
  from: string;
  to: string;
}
export interface StageRolledBack {
  change: 'stage-rolled-back';
  type: string;
  name: string;
  version: string;
  from: string;
  to: string;
}
export interface AliasMoved {
  change: 'alias-moved';
  type: string;
  name: string;
  alias: string;
  from: string | null;
  to: string;
}
export interface AliasRemoved {
  change: 'alias-removed';
  type: string;
  name: string;
  alias: string;
  from: string;
}
export interface TagsChanged {
  change: 'tags-changed';
  type: string;
  name: string;
  version: string;
  from: Tags;
  to: Tags;
}
export interface DescriptionChanged {
  change: 'description-changed';
  type: string;
  name: string;
  version: string;
  from: string | null;
  to: string | null;
}
export interface PinChanged {
  change: 'pin-changed';
  type: string;
  name: string;
  version: string;
  from: boolean;
  to: boolean;
}
export interface VersionDeleted {
  change: 'version-deleted';
  type: string;
  name: string;
  version: string;
  /**
   * The stage it held.
   */
  from: string;
}
export interface VersionRestored {
  change: 'version-restored';
  type: string;
  name: string;
  version: string;
  /**
   * The stage it gets back.
   */
  to: string;
  /**
   * Where it lies from here on: a name that no version had before.
   */
  directory: string;
}
export interface VersionPurged {
  change: 'version-purged';
  type: string;
  name: string;
  version: string;
}
export interface ModelCreated {
  change: 'model-created';
  type: string;
  name: string;
  description?: string;
  tags?: Tags;
  /**
   * When it was made elsewhere, if it was pulled from there.
   */
  created_at?: string;
  /**
   * What the model is called elsewhere, as in MLflow or on the Hugging Face Hub. The first holds.
   */
  display_name?: string;
}
export interface ModelDescribed {
  change: 'model-described';
  type: string;
  name: string;
  from: string | null;
  to: string | null;
}
export interface ModelTagsChanged {
  change: 'model-tags-changed';
  type: string;
  name: string;
  from: Tags;
  to: Tags;
}
export interface ModelRenamed {
  change: 'model-renamed';
  type: string;
  name: string;
  /**
   * The new name; the type stays.
   */
  to: string;
  /**
   * What the model is called elsewhere from here on; nothing if left out.
   */
  display_name?: string;
}
export interface ModelDeleted {
  change: 'model-deleted';
  type: string;
  name: string;
  /**
   * The name under which its versions stay in the trash: <name>~r<revision>.
   */
  to: string;
}
export interface ModelRestored {
  change: 'model-restored';
  type: string;
  name: string;
  /**
   * The name that it has again.
   */
  to: string;
}
export interface DirectoryDiscarded {
  change: 'directory-discarded';
  directory: string;
}
export interface ExperimentCreated {
  change: 'experiment-created';
  /**
   * The experiment's id: 0 is Default, others are numbered from 1.
   */
  experiment: string;
  called: string;
  tags?: Tags;
}
export interface ExperimentRenamed {
  change: 'experiment-renamed';
  /**
   * The experiment's id: 0 is Default, others are numbered from 1.
   */
  experiment: string;
  from: string;
  to: string;
}
export interface ExperimentTagsChanged {
  change: 'experiment-tags-changed';
  /**
   * The experiment's id: 0 is Default, others are numbered from 1.
   */
  experiment: string;
  from: Tags;
  to: Tags;
}
export interface ExperimentDeleted {
  change: 'experiment-deleted';
  /**
   * The experiment's id: 0 is Default, others are numbered from 1.
   */
  experiment: string;
}
export interface ExperimentRestored {
  change: 'experiment-restored';
  /**
   * The experiment's id: 0 is Default, others are numbered from 1.
   */
  experiment: string;
}
export interface ExperimentPurged {
  change: 'experiment-purged';
  /**
   * The experiment's id: 0 is Default, others are numbered from 1.
   */
  experiment: string;
}
export interface Gate {
  condition: string;
  /**
   * The value of the version that was to move: null where it has none, by field where the condition asks for several.
   */
  candidate: unknown;
  /**
   * Likewise of the version compared with, or of the one that held the stage.
   */
  incumbent: unknown;
  /**
   * The version compared with; null where the stage was empty.
   */
  incumbent_ref: string | null;
  passed: boolean;
}
