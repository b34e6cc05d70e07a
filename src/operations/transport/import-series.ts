import { parseSeries, seriesKey } from '../../core/archive/series.ts';
import { MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { Incoming } from '../../store/archive/incoming.ts';
import type { Receiver } from '../../store/archive/reader.ts';
import { appendBatch, createSeries, readSeries, seriesOf } from '../../store/journal/series.ts';
import type { Layout } from '../../store/layout.ts';

/** One series is read as a whole. */
const MAX_SERIES = 512 * 2 ** 20;

/** The series of an archive on their way in. */
export interface SeriesIntake {
  /** Undefined for a member that is none.
   * @throws MREG_INVALID for one that belongs to no version of the archive */
  open(file: FileRecord, isKnown: (key: string) => boolean): Promise<Receiver | undefined>;
  /** Logs the points that the series here do not have yet. `placeOf` gives the registration key of a version of the archive here;
   * undefined if it was not imported.
   * @throws MREG_DAMAGED, MREG_IO */
  restore(layout: Layout, placeOf: (key: string) => string | undefined): Promise<void>;
}

/** Checks each series when its last byte has come, and keeps it in the incoming. */
export function receiveSeries(incoming: (() => Promise<Incoming>) | undefined): SeriesIntake {
  const staged = new Map<string, string>();
  return {
    async open(file, isKnown) {
      const key = seriesKey(file.path);
      if (key === undefined) return undefined;
      if (!isKnown(key)) throw refuse(file, 'belongs to no version that the archive says it has');
      if (file.size > MAX_SERIES)
        throw refuse(file, `has ${file.size} bytes, expected at most ${MAX_SERIES}`);
      const place = `series/${staged.size}`;
      const receiver = await (await incoming?.())?.receive(place);
      staged.set(key, place);
      const copy = Buffer.alloc(file.size);
      let filled = 0;
      return {
        async write(bytes) {
          copy.set(bytes, filled);
          filled += bytes.length;
          await receiver?.write(bytes);
        },
        async end() {
          parseSeries(copy, file.path);
          await receiver?.end();
        },
        cancel: async () => receiver?.cancel(),
      };
    },
    async restore(layout, placeOf) {
      for (const [key, place] of staged) {
        const directory = placeOf(key);
        if (directory === undefined || !incoming) continue;
        const bytes = await (await incoming()).read(place);
        const batches = parseSeries(bytes, place);
        const journal = seriesOf(layout, directory);
        if (await createSeries(layout, journal, batches)) continue;
        const known = new Set<string>();
        for await (const part of readSeries(journal)) for (const { id } of part) known.add(id);
        for (const { id, points } of batches)
          if (!known.has(id)) await appendBatch(layout, journal, points, id);
      }
    },
  };
}

function refuse({ path }: FileRecord, problem: string): MregError {
  return new MregError('MREG_INVALID', `'${path}' ${problem}`);
}
