import { formatBytes } from '../../../render/words/quantity.ts';
import type { Column } from './column.ts';

/** The bytes of all files. */
export const SIZE_COLUMN: Column<{ readonly size: number }> = {
  key: 'size',
  title: 'Size',
  width: 90,
  align: 'right',
  value: ({ size }) => size,
  cell: ({ size }) => formatBytes(size),
};
