import type { Direction } from '../query/direction.ts';

/** How many of the versions that a rollback of a stage would go back to stay where nothing else is said. */
export const DEFAULT_ROLLBACK = 1;

/** What the configuration rules about changes. */
export interface Policy {
  /** In the order in which a version moves, from None to Archived. */
  readonly stages: readonly string[];
  /** Whether the version that a stage's pointer shows goes to Archived when another comes. */
  readonly auto_archive: boolean;
  /** The types that may be registered; any where undefined. */
  readonly types?: readonly string[] | undefined;
  /** The conditions that a version has to meet before it enters a stage, by stage. */
  readonly gates?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Which values of a metric are better, where its name does not say. */
  readonly metrics?: Readonly<Record<string, Direction>> | undefined;
}

/** How many of the newest versions of a model `cleanup` keeps if nobody says a rule. */
export const DEFAULT_KEEP = 3;
