import { Transform } from 'node:stream';
import type { OnConflict } from '../../core/decide/import.ts';
import { MregError } from '../../errors.ts';
import type { CopyResult } from '../../generated/output.ts';
import type { Work } from '../../work.ts';
import type { ChangeOptions } from '../lifecycle/change.ts';
import type { Session } from '../session.ts';
import { exportArchive } from './export.ts';
import { importArchive } from './import.ts';

export interface CopyRequest extends ChangeOptions {
  /** Versions, or models with their live versions (default: the whole registry with its history). */
  readonly refs?: readonly string[] | undefined;
  /** The root of the registry that gets them, a path or the address of a bucket. */
  readonly to: string;
  /** What to do with a version that is taken by another (default: `fail`); with `refs` only. */
  readonly onConflict?: OnConflict | undefined;
}

/**
 * Copies a registry, or some of its versions, into another one. All of a registry goes entry by entry, so that the other is at each moment
 * what this one once was; run again, it goes on from there. Versions alone come in with one entry, as from an archive.
 * @throws MREG_USAGE, MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_EXISTS, MREG_INVALID, MREG_DAMAGED, MREG_IO, MREG_INTERRUPTED;
 * MREG_CONFLICT if the other registry has a history of its own
 */
export async function copy(
  from: Session,
  to: Session,
  request: CopyRequest,
  work: Work = {},
): Promise<CopyResult> {
  const { refs = [], onConflict, reason, dryRun } = request;
  if (from.layout.root === to.layout.root)
    throw new MregError('MREG_USAGE', `${to.layout.root} cannot be copied to itself`, {
      hint: 'mreg copy --to another place',
    });
  if (refs.length > 0) return copyVersions(from, to, request, work);
  const [given] = [onConflict && '--on-conflict', reason !== undefined && '--reason'].filter(Boolean);
  if (given)
    throw new MregError(
      'MREG_USAGE',
      `the log of a whole copy is that of the original: ${given} has no place in it`,
      {
        hint: `leave ${given} out, or name the versions that are to be copied`,
      },
    );
  const { copyHistory } = await import('./copy-history.ts');
  const copied = await copyHistory(from, to, { dryRun: dryRun === true }, work);
  return { from: from.layout.root, to: to.layout.root, ...copied };
}

/** An archive that nobody writes down: it is checked to its last byte before anything of it can be seen. */
async function copyVersions(
  from: Session,
  to: Session,
  { refs, onConflict, reason, dryRun }: CopyRequest,
  work: Work,
): Promise<CopyResult> {
  // Whoever writes into it uses his buffers again.
  const pipe = new Transform({
    transform: (piece, _encoding, pass) => pass(null, Buffer.from(piece)),
  });
  const failures: unknown[] = [];
  // The first failure is the reason of the other.
  const end = (error: unknown) => {
    failures.push(error);
    pipe.destroy(error instanceof Error ? error : undefined);
    throw error;
  };
  const written = exportArchive(from, { refs, to: pipe }, { signal: work.signal }).then((result) => {
    pipe.end();
    return result;
  }, end);
  const taken = importArchive(to, { from: pipe, onConflict, reason, dryRun }, work).catch(end);
  await Promise.allSettled([written, taken]);
  if (failures.length > 0) throw failures[0];
  const { versions, size, revision, head, applied } = await taken;
  return {
    from: from.layout.root,
    to: to.layout.root,
    versions: versions.map(({ ref, outcome, imported_as, size }) => ({
      ref,
      outcome: outcome === 'imported' ? 'copied' : outcome,
      copied_as: imported_as,
      size,
    })),
    entries: 0,
    runs: [],
    size,
    revision,
    head,
    applied,
  };
}
