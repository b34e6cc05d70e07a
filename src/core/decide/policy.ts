import type { Direction } from '../query/direction.ts';

/** How many versions that a rollback of a stage would go back to are kept, unless the rule says another number. */
export const DEFAULT_ROLLBACK = 1;

/** The part of the configuration that decides about changes. */
export interface Policy {
  /** In the order in which a version moves, from None to Archived. */
  readonly stages: readonly string[];
  /** Whether the version that holds a stage moves to Archived when another enters. */
  readonly auto_archive: boolean;
  /** The types that may be registered (default: any). */
  readonly types?: readonly string[] | undefined;
  /** The conditions that a version has to meet before it enters a stage, by stage. */
  readonly gates?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Which values of a metric are better, for metrics whose name does not tell. */
  readonly metrics?: Readonly<Record<string, Direction>> | undefined;
}

/** How many of the newest versions of a model `cleanup` keeps without a rule. */
export const DEFAULT_KEEP = 3;
