/**
 * Who is to blame where the log does not hold together. Each entry vouches for the bytes of the one before by
 * their digest, and manifest.json for those of the newest. Where two neighbours disagree, the one that nobody
 * else vouches for is the one that was changed.
 */
import type { Fault } from './fault.ts';

/** An entry of the log as it was found in its place. */
export interface LogRecord {
  /** From its place in the log. */
  readonly revision: number;
  /** The last revision of a file that is not what was written, for which one record stands; else the same. */
  readonly last: number;
  /** Relative to the registry. */
  readonly file: string;
  /** The file is a block: it holds other entries too. */
  readonly isPacked: boolean;
  /** Empty where it cannot be read. */
  readonly sha256: string;
  /** What it says of the one before; undefined where it cannot be read. */
  readonly previous: string | null | undefined;
  /** Why it is not an entry of this revision. */
  readonly fault?: string | undefined;
}

/** Head and revision of the log according to manifest.json. */
export interface Voucher {
  readonly revision: number;
  readonly head: string | null;
}

type Blame = (kind: Fault['kind'], record: LogRecord, problem: string) => void;

/** What is wrong with the log and with the manifest's word on it. `records` are in order; `nameOf` gives the file that an
 * entry of its own has. */
export function judgeChain(
  records: readonly LogRecord[],
  manifest: Voucher | undefined,
  nameOf: (revision: number) => string,
): { readonly log: Fault[]; readonly manifest: string | undefined } {
  const blamed = new Map<number, Fault>();
  const put = (revision: number, fault: Omit<Fault, 'ref'>) => {
    if (!blamed.has(revision)) blamed.set(revision, { ...fault, ref: null });
  };
  const blame: Blame = (kind, { revision, file, isPacked }, problem) =>
    put(revision, { kind, file, problem: isPacked ? `entry ${revision} ${problem}` : problem });
  const miss = (from: number, to: number, because = '') => {
    const others = from === to ? '' : `, as are all up to entry ${to}`;
    const problem = `is missing from the log${others}${because}`;
    put(from, { kind: 'entry-missing', file: nameOf(from), problem });
  };
  for (const record of records) {
    const { revision, last, file, fault } = record;
    if (fault === undefined) continue;
    if (last === revision) blame('entry-unreadable', record, fault);
    else put(revision, { kind: 'block-altered', file, problem: fault });
  }
  const isVouchedFor = (index: number): boolean => {
    const record = records[index] as LogRecord;
    const next = records[index + 1];
    if (next?.revision === record.revision + 1 && next.previous === record.sha256) return true;
    return manifest?.revision === record.revision && manifest.head === record.sha256;
  };
  for (const [index, record] of records.entries()) {
    const before = records[index - 1];
    const expected = (before?.last ?? 0) + 1;
    if (record.revision > expected) miss(expected, record.revision - 1);
    if (record.revision !== expected || record.previous === undefined) continue;
    if (record.previous === (before?.sha256 ?? null) || (before && blamed.has(before.revision))) continue;
    const manifestKnows = before !== undefined && manifest?.revision === before.revision;
    if (before && isVouchedFor(index) && !(manifestKnows && manifest.head === before.sha256))
      blame('entry-altered', before, `was changed: entry ${record.revision} has another digest of it`);
    else blame('entry-altered', record, `was changed: it does not follow from entry ${expected - 1}`);
  }
  const verdict = manifest && judgeVoucher(records, manifest, { blame, miss }, blamed);
  const log = [...blamed].sort(([a], [b]) => a - b).map(([, fault]) => fault);
  return { log, manifest: verdict };
}

/** What is wrong with the manifest; where it is right, an entry may be to blame. */
function judgeVoucher(
  records: readonly LogRecord[],
  { revision, head }: Voucher,
  { blame, miss }: { blame: Blame; miss: (from: number, to: number, because: string) => void },
  blamed: ReadonlyMap<number, Fault>,
): string | undefined {
  // What it was made from may be in a block that cannot be told apart any more.
  if (
    records.some(
      (found) => found.last > found.revision && found.revision <= revision && revision <= found.last,
    )
  )
    return undefined;
  const record = records.find((found) => found.revision === revision);
  const newest = records.at(-1)?.last ?? 0;
  if (head === (record?.sha256 ?? null) && (record || revision === 0)) return undefined;
  const meant = records.find(({ sha256 }) => sha256 === head);
  if (meant) return `says revision ${revision}, but its head is that of entry ${meant.revision}`;
  if (revision > newest) {
    miss(newest + 1, revision, ': manifest.json was made from more');
    return undefined;
  }
  if (
    record &&
    (revision < newest || head === null || differences(head, record.sha256) < 8) &&
    !blamed.has(revision)
  )
    return `its head is not the digest of entry ${revision}`;
  if (record) blame('entry-altered', record, 'was changed: manifest.json was made from another');
  return undefined;
}

/** Two digests have about 4 of 64 digits in common by chance; where more agree, one is a damaged copy of the other. */
function differences(a: string, b: string): number {
  return [...a].filter((digit, index) => digit !== b[index]).length;
}
