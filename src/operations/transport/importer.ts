import type { Readable } from 'node:stream';
import type { Limits } from '../../core/archive/list.ts';
import type { OnConflict } from '../../core/decide/import.ts';
import type { State } from '../../core/state/state.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { ImportResult } from '../../generated/output.ts';
import type { Receiver } from '../../store/archive/reader.ts';
import type { ChangeOptions } from '../lifecycle/change.ts';

export interface ImportRequest extends ChangeOptions {
  /** The archive's path, or a stream of its bytes. */
  readonly from: string | Readable;
  /** What to do with a version that is taken by another (default: `fail`). */
  readonly onConflict?: OnConflict | undefined;
  /** Limits on the archive that differ from the default ones. */
  readonly limits?: Partial<Limits> | undefined;
}

/** One kind of archive on its way in. */
export interface Importer {
  open(file: FileRecord): Promise<Receiver | undefined>;
  /** All of the archive was read, and there is nothing wrong with it: takes it in. */
  finish(): Promise<
    Pick<ImportResult, 'versions' | 'entries' | 'runs' | 'applied'> & { readonly after: State }
  >;
}
