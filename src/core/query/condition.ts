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

/** A field of a condition: a column of the version, a metric, a tag, a member of metadata.json, or an aggregate of its series. */
export interface Field {
  /** As it was written. */
  readonly name: string;
  readonly kind: FieldKind;
  /** Where it is found: in the version's view, in its metadata for the kind `metadata`, in its series for `series`. */
  readonly path: readonly string[];
  /** The aggregate and its time window; only for the kind `series`. */
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

/** The version, or other thing, that a condition is tested on. */
export interface Subject {
  readonly version: VersionView;
  /** metadata.json; only read if `needsMetadata` is true. */
  readonly metadata?: JsonObject | undefined;
  /** Samples of its series; only read if `sampleRange` asks for them. */
  readonly samples?: Samples | undefined;
  /** The moment from which ages are counted. */
  readonly now: Date;
}
