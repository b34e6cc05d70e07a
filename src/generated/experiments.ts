// Made from schemas/ by `npm run generate`; do not edit.

/**
 * The experiments after the entry `revision` of the log: .mreg/experiments.json. Can be deleted and rebuilt.
 */
export interface ExperimentsFile {
  /**
   * The last entry that changed an experiment.
   */
  revision: number;
  /**
   * The id that the next experiment gets.
   */
  next_id: number;
  /**
   * By id.
   */
  experiments: {
    [k: string]: ExperimentState;
  };
}
export interface ExperimentState {
  name: string;
  /**
   * Left out for Default, which nobody creates.
   */
  created_at?: string;
  changed_at?: string;
  tags?: Tags;
  /**
   * Since when it is deleted.
   */
  deleted_at?: string;
}
/**
 * Left out if there are none.
 */
export interface Tags {
  [k: string]: string;
}
