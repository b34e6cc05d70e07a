import { type ArchiveList, LIMITS } from '../../core/archive/list.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { ImportResult } from '../../generated/output.ts';
import { type Incoming, openIncoming } from '../../store/archive/incoming.ts';
import { readArchive } from '../../store/archive/reader.ts';
import { openArchive } from '../../store/archive/source.ts';
import type { Work } from '../../work.ts';
import type { Session } from '../session.ts';
import type { Importer, ImportRequest } from './importer.ts';

/**
 * Takes an archive in: versions with their labels as one entry of the log, or, into an empty registry or one that the
 * archive continues, the history itself. The archive is read as a stream and checked to its last byte before anything
 * can be seen of it; makes the registry where there is none.
 * @throws MREG_INVALID for whatever is not exactly an archive; MREG_EXISTS, MREG_CONFLICT, MREG_NOT_FOUND, MREG_FORMAT,
 * MREG_IO, MREG_INTERRUPTED
 */
export async function importArchive(
  session: Session,
  request: ImportRequest,
  work: Work = {},
): Promise<ImportResult> {
  const limits = { ...LIMITS, ...request.limits };
  const source = await openArchive(request.from, limits);
  let opened: Promise<Incoming> | undefined;
  const incoming = () => {
    opened ??= openIncoming(session.layout);
    return opened;
  };
  let importer: Importer | undefined;
  try {
    const intake = {
      async begin(list: ArchiveList) {
        source.checkSize(sizeOf(list));
        importer = list.history
          ? await (await import('./import-history.ts')).importHistory(session, request, list, incoming)
          : await (await import('./import-versions.ts')).importVersions(session, request, list, incoming);
      },
      open: (file: FileRecord) => (importer as Importer).open(file),
    };
    const { list, digest } = await readArchive(source.chunks, intake, limits, work);
    const { versions, entries, runs, applied, after } = await (importer as unknown as Importer).finish();
    return {
      versions,
      entries,
      runs,
      files: list.files.length,
      size: sizeOf(list),
      digest: `sha256:${digest}`,
      revision: after.revision,
      head: after.head,
      applied,
    };
  } finally {
    await source.close();
    const left = await opened?.catch(() => undefined);
    await left?.discard();
  }
}

function sizeOf({ files }: ArchiveList): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
