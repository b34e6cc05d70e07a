/** The runs of a registry on their way into another one: files first, so that nothing on record is missing. */

import { endOf } from '../../core/journal/block.ts';
import { filesBelow } from '../../core/tracking/artifacts.ts';
import { emptyDigest } from '../../core/tracking/digest.ts';
import { damaged } from '../../errors.ts';
import { listJournal } from '../../store/journal/journal.ts';
import { mirrorJournal } from '../../store/journal/mirror.ts';
import type { Layout } from '../../store/layout.ts';
import { piecesOf, twoBuffers } from '../../store/place/pump.ts';
import {
  artifactPath,
  dropStaged,
  removeArtifact,
  replaceArtifact,
  stageArtifact,
} from '../../store/tracking/artifact-files.ts';
import { listRunPlaces } from '../../store/tracking/known-runs.ts';
import { gatheringOf, journalOf, type KnownRun, readRun } from '../../store/tracking/run-journal.ts';
import { stopIfInterrupted, type Work } from '../../work.ts';

/** Copies runs that are new or have gone on; gives their ids.
 * @throws MREG_CONFLICT for a run that was changed in the copy; MREG_DAMAGED, MREG_IO, MREG_INTERRUPTED */
export async function copyRuns(from: Layout, to: Layout, dryRun: boolean, work: Work): Promise<string[]> {
  const places = await listRunPlaces(from, (_, error) => {
    throw error;
  });
  const copied: string[] = [];
  for (const place of places) {
    stopIfInterrupted(work);
    // What comes later may have files that are not copied yet.
    const there = (await listJournal(journalOf(from, place)))?.files ?? [];
    const here = (await listJournal(journalOf(to, place)))?.files ?? [];
    if (endOf(there) === endOf(here)) continue;
    const run = await readRun(from, place);
    if (!run || run.digest.purged) continue;
    if (!dryRun) {
      const left = await copyArtifacts(from, to, run);
      await mirrorJournal(journalOf(from, place), there, gatheringOf(to, place));
      for (const path of left) await removeArtifact(to, path);
    }
    copied.push(place.id);
  }
  return copied;
}

/** Gives the files of the copy that the run no longer has. */
async function copyArtifacts(from: Layout, to: Layout, { place, digest }: KnownRun): Promise<string[]> {
  const known = (await readRun(to, place))?.digest ?? emptyDigest();
  const left = new Map(
    filesBelow(known, '').map((file) => [artifactPath(to, place, file.path, file.life), file.sha256]),
  );
  for (const { path, life, size, sha256 } of filesBelow(digest, '')) {
    const at = artifactPath(from, place, path, life);
    const target = artifactPath(to, place, path, life);
    const isHere = left.get(target) === sha256;
    left.delete(target);
    if (isHere) continue;
    const file = await from.place.open(at);
    if (!file) throw damaged(at, 'is missing');
    try {
      const staged = await stageArtifact(to, piecesOf(file, twoBuffers()), size);
      try {
        if (staged.sha256 !== sha256) throw damaged(at, 'is not the file that was logged');
        await replaceArtifact(to, staged, target);
      } finally {
        await dropStaged(to, staged);
      }
    } finally {
      await file.close();
    }
  }
  return [...left.keys()];
}
