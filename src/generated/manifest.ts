// Made from schemas/ by `npm run generate`; do not edit.

export type Sha256 = string;

/**
 * The index of the registry's state after the entry `revision` of the log. Can be deleted and rebuilt.
 */
export interface ManifestFile {
  format: number;
  /**
   * The registry's own id, which its first entry gave it; null in one that has no entry yet.
   */
  id: string | null;
  revision: number;
  /**
   * SHA-256 of the newest entry folded in.
   */
  head: Sha256 | null;
  /**
   * By <type>/<name>; all else of a model is in .mreg/models/<type>/<name>.json.
   */
  models: {
    [k: string]: ModelSummary;
  };
  /**
   * Untracked directories that gc announced; their names are never used again.
   *
   * @minItems 1
   */
  discarded?: string[];
  /**
   * The last entry that changed an experiment; what they are is in .mreg/experiments.json.
   */
  experiments?: number;
}
export interface ModelSummary {
  /**
   * The last entry that changed the model.
   */
  revision: number;
  /**
   * The number that the next version gets.
   */
  next_number: number;
  /**
   * How many there are, without those in the trash.
   */
  versions: number;
  /**
   * The highest of them; a release comes before its pre-releases only where there is no other.
   */
  latest: string | null;
  /**
   * Bytes of all their artifacts.
   */
  size: number;
  /**
   * What the model is called elsewhere; a reference may say it.
   */
  display_name?: string;
  /**
   * The name under which the model lives now, if it was renamed, or lies in the trash, if it was deleted.
   */
  moved_to?: string;
  /**
   * The version that each stage's pointer shows.
   */
  stages: {
    [k: string]: string;
  };
  aliases: {
    [k: string]: string;
  };
}
