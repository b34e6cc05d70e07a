import { dirname } from 'node:path';
import { seriesDirectory } from '../../core/series/place.ts';
import { LatestValues } from '../../core/view/logged.ts';
import type { VersionView } from '../../generated/output.ts';
import { readSeries, seriesOf } from '../../store/journal/series.ts';
import type { Session } from '../session.ts';
import { forEachVersion } from './each-version.ts';

/** Adds to versions the metrics that were last logged. A version with a damaged series is shown without them: verify names it.
 * @throws MREG_IO */
export async function withLogged(session: Session, versions: readonly VersionView[]): Promise<VersionView[]> {
  const { layout } = session;
  const places = versions.map((version) => seriesOf(layout, directoryOf(version)));
  // Most models have no series: one check answers for all their versions.
  const models = new Set<string>();
  for (const directory of new Set(places.map((place) => dirname(place.directory))))
    if (await layout.place.exists(directory)) models.add(directory);
  if (models.size === 0) return [...versions];
  const at = new Map(versions.map((version, index) => [version, places[index]]));
  const logged = await forEachVersion(versions, async (version) => {
    const series = at.get(version);
    if (!series || !models.has(dirname(series.directory))) return undefined;
    if (!(await layout.place.exists(series.directory))) return undefined;
    const latest = new LatestValues();
    for await (const batches of readSeries(series, ''))
      for (const { points } of batches) for (const point of points) latest.add(point);
    return latest.values();
  });
  return versions.map((version, index) => {
    const values = logged[index];
    return values === undefined ? version : { ...version, logged: values };
  });
}

function directoryOf({ type, model, number, metadata_digest }: VersionView): string {
  return seriesDirectory(type, model, { number, metadata_sha256: metadata_digest.slice('sha256:'.length) });
}
