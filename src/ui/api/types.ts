/** What the interface answers where that is more than the result of a command. */
import type { Metadata } from '../../generated/metadata.ts';
import type {
  EntryView,
  InfoVersionResult,
  ModelView,
  RunView,
  UnknownField,
  VersionView,
} from '../../generated/output.ts';

export interface Status {
  readonly version: string;
  readonly name: string;
  readonly role: 'read' | 'write';
  readonly asks_for_token: boolean;
  readonly stages: readonly string[];
  readonly gates: Readonly<Record<string, readonly string[]>>;
  readonly revision: number;
}

export interface Model extends ModelView {
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface ListedModel extends Model {
  readonly revision: number;
  readonly trend: { readonly metric: string; readonly values: readonly number[] } | null;
}

export interface Version extends Omit<InfoVersionResult, 'path' | 'metadata'>, Pick<VersionView, 'logged'> {
  readonly metadata: Metadata;
}

/** A page of a list; the items stand under a name of their own. */
export interface Page {
  readonly next_cursor: string | null;
}

export interface VersionPage extends Page {
  readonly versions: readonly VersionView[];
  readonly damaged: readonly string[];
  readonly unknown_fields: readonly UnknownField[];
}

export interface DeletedVersion extends VersionView {
  /** The model that was deleted as a whole, and this version with it. */
  readonly deleted_with?: string | null;
}

export interface RunPage extends Page {
  readonly runs: readonly RunView[];
  readonly unknown_fields: readonly UnknownField[];
}

export interface History {
  readonly entries: readonly EntryView[];
}

export type Curve = readonly {
  readonly step: number;
  readonly at: string;
  readonly value: number | string;
}[];

export interface Curves {
  readonly metrics: Readonly<Record<string, Curve>>;
}
