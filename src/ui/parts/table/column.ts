import type { ComponentChildren } from 'preact';

/** A column of a table. */
export interface Column<Row> {
  /** Unique in the table; part of addresses. */
  readonly key: string;
  readonly title: string;
  /** What the column is sorted by; it is not sorted without. */
  value?(row: Row): unknown;
  cell(row: Row): ComponentChildren;
  readonly align?: 'right';
  /** In pixels. */
  readonly width?: number;
  /** Shown until somebody chooses otherwise (default: true). */
  readonly shown?: boolean;
  /** Values that are best in the column: these rows are marked. */
  readonly best?: unknown;
}
