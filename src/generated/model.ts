// Made from schemas/ by `npm run generate`; do not edit.

export type Sha256 = string;

/**
 * A model as it stands after the entry `revision` of the log, the last that changed it. Can be deleted and rebuilt.
 */
export interface ModelFile {
  /**
   * <type>/<name>: a file in a wrong place is noticed.
   */
  model: string;
  /**
   * The last entry that changed the model; all entries up to it are folded in.
   */
  revision: number;
  /**
   * Numbers are never used again, so this only grows.
   */
  next_number: number;
  /**
   * What the model is called elsewhere; a reference may say it.
   */
  display_name?: string;
  description?: string;
  /**
   * Tags of the model itself; left out if there are none.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * When the first entry named it.
   */
  created_at?: string;
  /**
   * When the entry `revision` changed it.
   */
  updated_at?: string;
  /**
   * The name under which the model lives now, if it was renamed, or lies in the trash, if it was deleted: this name is free.
   */
  moved_to?: string;
  /**
   * Versions in each stage, the last to arrive first; the first is the pointer.
   */
  stages: {
    /**
     * @minItems 1
     */
    [k: string]: string[];
  };
  /**
   * Versions that a stage's pointer showed before, the latest first: what rollback goes back to.
   */
  previous?: {
    /**
     * @minItems 1
     */
    [k: string]: string[];
  };
  aliases: {
    [k: string]: string;
  };
  versions: {
    [k: string]: VersionState;
  };
  /**
   * The highest timestamp of a purged version's directory: names up to it may have been used before.
   */
  purged_until?: string;
}
export interface VersionState {
  number: number;
  directory: string;
  registered_at: string;
  metadata_sha256: Sha256;
  digest: Sha256;
  /**
   * Bytes of all artifacts.
   */
  size: number;
  metrics?: {
    [k: string]: number | string;
  };
  tags?: {
    [k: string]: string;
  };
  description?: string;
  /**
   * References of the versions this one was derived from.
   */
  parents?: string[];
  pinned?: true;
  deleted?: {
    at: string;
    from: string;
    /**
     * The entry that deleted it.
     */
    revision: number;
  };
  /**
   * The name that the model had when it was registered, if that was another.
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
  /**
   * When its stage or its description last changed; left out if they never did.
   */
  updated_at?: string;
}
