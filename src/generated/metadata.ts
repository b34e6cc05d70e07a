// Made from schemas/ by `npm run generate`; do not edit.

export type MetricOrGroup = number | string | {[name: string]: number | string};

/**
 * The facts about one version of a model. The first ten fields are those of hand-made registries; other members are kept as they are.
 */
export interface Metadata {
  model_name: string;
  /**
   * A semantic version; mreg writes it with a leading v.
   */
  model_version: string;
  /**
   * ISO 8601.
   */
  training_timestamp?: string | null;
  mlflow_run_id?: string | null;
  /**
   * Hash or identifier of the training data.
   */
  source_data_version?: string | null;
  hyperparameters_config_path?: string | null;
  key_performance_metrics?: Metrics;
  /**
   * The main files, relative to the directory.
   */
  model_artifact_files: string[];
  notes?: string | null;
  schema_version?: number;
  model_type?: string;
  display_name?: string;
  registered_at?: string;
  registered_by?: {
    user: string;
    host: string;
    [k: string]: unknown;
  };
  description?: string | null;
  tags?: {
    [k: string]: string;
  };
  framework?: {
    name: string;
    version?: string;
    [k: string]: unknown;
  };
  hyperparameters?: {
    [k: string]: unknown;
  };
  /**
   * An RL agent's environment: its configuration or the path of it.
   */
  environment_config?:
    | {
        [k: string]: unknown;
      }
    | string;
  training_data?: unknown;
  evaluation_results?: unknown;
  feature_importance?: unknown;
  pipeline_steps?: unknown;
  dependencies?: unknown;
  /**
   * References of the versions this one was derived from.
   */
  parents?: string[];
  source?: {
    git?: {
      commit: string;
      branch?: string;
      /**
       * Whether tracked files differ from the commit. Absent if only a program that the repository names could tell.
       */
      dirty?: boolean;
      remote?: string;
      [k: string]: unknown;
    };
    command?: string;
    run_url?: string;
    [k: string]: unknown;
  };
  /**
   * Every file but metadata.json, sorted by the UTF-8 bytes of its path.
   */
  files?: FileRecord[];
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
  [k: string]: unknown;
}
/**
 * Numbers by name, one level of grouping allowed.
 */
export interface Metrics {
  [k: string]: MetricOrGroup;
}
export interface FileRecord {
  path: string;
  size: number;
  sha256: string;
}
