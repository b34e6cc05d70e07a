import { checkMetadata, ownerOf, type PackedVersion } from '../../core/archive/contents.ts';
import { DocumentScan } from '../../core/archive/scan.ts';
import type { ImportedFacts } from '../../core/decide/import.ts';
import { isJsonObject, parseJson, toPlain } from '../../core/json/index.ts';
import { invalid, type MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { Incoming } from '../../store/archive/incoming.ts';
import type { Receiver } from '../../store/archive/reader.ts';
import { contentDigest } from '../../store/intake/digest.ts';
import { MAX_METADATA } from '../../store/intake/document.ts';
import { METADATA_FILE } from '../../store/layout.ts';
import { validate } from '../../validate.ts';
import { labelsOf } from '../registration/complete-metadata.ts';

/** A version of an archive whose files fit its list and its metadata. */
export interface ReceivedVersion {
  readonly packed: PackedVersion;
  readonly facts: ImportedFacts;
  /** Where it is staged, relative to the incoming; undefined where it was only checked. */
  readonly staged: string | undefined;
}

/** Takes the files of versions as they come, and checks each version when its last file has come. */
export interface Contents {
  open(file: FileRecord): Promise<Receiver | undefined>;
  /** After the last file: every version that was expected is there.
   * @throws MREG_INVALID */
  end(): Promise<ReadonlyMap<string, ReceivedVersion>>;
}

interface Current {
  readonly packed: PackedVersion;
  readonly staged: string | undefined;
  readonly members: FileRecord[];
  metadata: Buffer | undefined;
}

/** `expected` has the versions by their directory in the archive; those that `isWanted` are staged. */
export function receiveVersions(
  expected: ReadonlyMap<string, PackedVersion>,
  isWanted: (packed: PackedVersion) => boolean,
  incoming: (() => Promise<Incoming>) | undefined,
): Contents {
  const received = new Map<string, ReceivedVersion>();
  let current: Current | undefined;
  const complete = async () => {
    if (!current) return;
    const { packed, staged, members, metadata } = current;
    received.set(packed.directory, { packed, staged, facts: await check(packed, members, metadata) });
    current = undefined;
  };
  return {
    async open(file) {
      const owner = ownerOf(file.path);
      if (owner.kind !== 'version') throw invalid(`'${file.path}' is no place for anything in this archive`);
      if (owner.directory !== current?.packed.directory) {
        await complete();
        const packed = expected.get(owner.directory);
        if (!packed || received.has(owner.directory))
          throw invalid(`'${file.path}' belongs to no version that the archive says it has`);
        const staged = incoming && isWanted(packed) ? `versions/${received.size}` : undefined;
        current = { packed, staged, members: [], metadata: undefined };
      }
      const { packed, staged, members } = current as Current;
      members.push(file);
      const receiver =
        incoming && staged !== undefined
          ? await (await incoming()).receive(`${staged}/${owner.path}`)
          : undefined;
      if (owner.path !== METADATA_FILE) return receiver;
      if (file.sha256 !== packed.state.metadata_sha256)
        throw await cancelled(receiver, `'${file.path}' is not the one that was registered`);
      if (file.size > MAX_METADATA)
        throw await cancelled(
          receiver,
          `'${file.path}' has ${file.size} bytes, expected at most ${MAX_METADATA}`,
        );
      return keepCopy(receiver, file, (bytes) => {
        (current as Current).metadata = bytes;
      });
    },
    async end() {
      await complete();
      for (const { directory } of expected.values())
        if (!received.has(directory)) throw invalid(`the files of '${directory}' are not on the list`);
      return received;
    },
  };
}

async function cancelled(receiver: Receiver | undefined, problem: string): Promise<MregError> {
  await receiver?.cancel();
  return invalid(problem);
}

function keepCopy(
  receiver: Receiver | undefined,
  { path, size }: FileRecord,
  keep: (bytes: Buffer) => void,
): Receiver {
  const copy = Buffer.alloc(size);
  const scan = new DocumentScan(`'${path}'`);
  let filled = 0;
  return {
    async write(bytes) {
      scan.feed(bytes);
      copy.set(bytes, filled);
      filled += bytes.length;
      await receiver?.write(bytes);
    },
    async end() {
      keep(copy);
      await receiver?.end();
    },
    cancel: async () => receiver?.cancel(),
  };
}

async function check(
  packed: PackedVersion,
  members: readonly FileRecord[],
  bytes: Buffer | undefined,
): Promise<ImportedFacts> {
  const path = `${packed.directory}/${METADATA_FILE}`;
  if (!bytes) throw invalid(`'${path}' is missing`);
  const document = parseJson(bytes, { file: path, maxBytes: MAX_METADATA });
  if (!isJsonObject(document)) throw invalid(`${path}: an object was expected at the top`);
  const metadata = await validate('metadata', toPlain(document), path);
  checkMetadata(packed, metadata, members, contentDigest);
  const { metrics, parents, run_id, mlflow_source } = labelsOf(document);
  return { metrics, parents, run_id, mlflow_source };
}
