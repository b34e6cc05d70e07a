import type { VersionView } from '../../generated/output.ts';
import type { JsonObject } from '../json/index.ts';
import type { Aggregate, Samples } from '../series/aggregate.ts';

/** How the values of a field are read and compared. */
export type FieldKind =
  | 'metric'
  | 'number'
  | 'size'
  | 'age'
  | 'time'
  | 'version'
  | 'stage'
  | 'text'
  | 'metadata'
  | 'series';

/** What a condition asks for: a column of the version, a metric, a tag, or a member of metadata.json. */
export interface Field {
  /** As it was written. */
  readonly name: string;
  readonly kind: FieldKind;
  /** Where it is found: in the version's view, in its metadata for the kind `metadata`, in its series for `series`. */
  readonly path: readonly string[];
  /** What of a series is asked for; there for the kind `series`. */
  readonly series?: { readonly over: Aggregate; readonly windowMs?: number | undefined };
}

/** The right side of a comparison, as its field reads it. */
export type Operand =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  /** A day counts as equal to each moment in it. */
  | { readonly kind: 'time'; readonly from: number; readonly to: number };

export type Operator = '=' | '<' | '<=' | '>' | '>=' | 'in' | 'like' | 'exists';

/** A condition with the text that it was read from. */
export type Condition = { readonly text: string } & (
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | {
      readonly kind: 'comparison';
      readonly field: Field;
      readonly operator: Operator;
      readonly operands: readonly Operand[];
    }
);

/** What a condition is asked of. */
export interface Subject {
  readonly version: VersionView;
  /** metadata.json; only looked at where `needsMetadata` says so. */
  readonly metadata?: JsonObject | undefined;
  /** What was measured of it over time; only looked at where `sampleRange` says so. */
  readonly samples?: Samples | undefined;
  /** The moment from which ages are counted. */
  readonly now: Date;
}
