/**
 * Gathering: the files of 100 batches become one, and then go. Any number of processes may do so at once, be killed or stand
 * still: a block is created only if there is none, from files that had never left their places by then, and nothing is
 * removed before the block was read back from the disk.
 */
import {
  type Block,
  blockOf,
  fileOf,
  gatherable,
  membersOf,
  superseded,
  TOP_LEVEL,
} from '../../core/journal/block.ts';
import { joinSummaries, type Summary } from '../../core/journal/header.ts';
import { stopIfInterrupted, type Work } from '../../work.ts';
import { type Content, decodeFile, encodeFile } from './file.ts';
import { type Journal, listJournal, pathOf } from './journal.ts';

/** A journal, and what is known of its batches. */
export interface Gathering {
  readonly journal: Journal;
  /** Whether the lines from a number on are what they should be, beyond what a journal checks by itself. */
  readonly vouch?: (first: number, lines: readonly Buffer[]) => Promise<boolean>;
  /** What a block's header says of its members, in their order; it follows from them alone. Undefined if one of them says nothing. */
  readonly summarize?: (members: readonly Content[]) => Summary | undefined;
}

/** Files of a journal that became fewer. */
export interface Gathered {
  /** Files that blocks hold now, and that are gone. */
  readonly files: number;
  /** Blocks that were made. */
  readonly blocks: number;
  /** Files that are as they were, since one of them or their block is damaged, or they are too large together. */
  readonly left: number;
}

/** Removes what blocks hold already, and makes blocks of what is complete in a listing, `most` at most. When it resolves all of it is
 * on the disk.
 * @throws MREG_IO, MREG_INTERRUPTED */
export async function gather(
  gathering: Gathering,
  listed: readonly Block[],
  most = Number.POSITIVE_INFINITY,
  work: Work = {},
): Promise<Gathered> {
  const present = new Map(listed.map((block) => [fileOf(block), block]));
  const tried = new Set<string>();
  const total = planGathering(listed).files;
  let [files, blocks, left, bytes] = [0, 0, 0, 0];
  // What was made may complete a block of the next level.
  for (let due = findDue(listed); due.length > 0 && blocks < most; due = findDue([...present.values()])) {
    due = due.filter(({ block }) => !tried.has(fileOf(block)));
    if (due.length === 0) break;
    for (const { block, members } of due) {
      stopIfInterrupted(work);
      if (blocks >= most) break;
      tried.add(fileOf(block));
      const settled = await completeBlock(gathering, block, members);
      if (settled === 'left') left += members.length;
      if (typeof settled === 'string') continue;
      files += members.length;
      if (settled.isNew) blocks += 1;
      for (const member of members) present.delete(fileOf(member));
      present.set(fileOf(block), block);
      bytes += settled.bytes;
      // How many bytes there will be nobody knows without asking for each file.
      work.onProgress?.(bytes, Math.round((bytes / files) * Math.max(files, total)));
    }
  }
  if (files > 0) await gathering.journal.place.settle(gathering.journal.directory);
  return { files, blocks, left };
}

const BLOCKS_AT_ONCE = 2;

/** Gathers some of what is complete after a batch was appended. The batch is on record by then, so whatever fails here is left to
 * the next writer. */
export async function gatherSome(gathering: Gathering, listed?: readonly Block[]): Promise<void> {
  try {
    await gather(gathering, listed ?? (await listJournal(gathering.journal))?.files ?? [], BLOCKS_AT_ONCE);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** What there is to gather, as far as a listing tells; no file is looked into. */
export function planGathering(listed: readonly Block[]): Gathered {
  let [blocks, present] = [0, listed];
  for (let made = gatherable(present); made.length > 0; made = gatherable(present)) {
    blocks += made.length;
    present = [...present, ...made];
  }
  const files = superseded(present).reduce((sum, { members }) => sum + members.length, 0);
  return { files, blocks, left: 0 };
}

interface Due {
  readonly block: Block;
  readonly members: readonly Block[];
}

function findDue(listed: readonly Block[]): Due[] {
  const complete = gatherable(listed).map((block) => ({ block, members: membersOf(block) }));
  return [...superseded(listed), ...complete];
}

type Incomplete = 'left' | 'gone';

/** Sees to it that there is a block, and that it is on the disk; then its members go. `gone`: another process is at it. */
async function completeBlock(
  gathering: Gathering,
  block: Block,
  members: readonly Block[],
): Promise<{ isNew: boolean; bytes: number } | Incomplete> {
  const { journal, vouch } = gathering;
  const { place, directory } = journal;
  const made = (await place.exists(pathOf(journal, block)))
    ? 'exists'
    : await makeBlock(gathering, block, members);
  if (made === 'left' || made === 'gone') return made;
  // Who made it may not have come so far yet.
  if (made === 'exists') await place.settle(directory);
  const content = await read(journal, block);
  if (!content) return 'gone';
  if ('problem' in content || (await vouch?.(block.first, content.lines)) === false) return 'left';
  // A name whose batch a block holds is never given to a batch that counts, so it may be removed at any time.
  await place.removeFiles(directory, members.map(fileOf));
  return { isNew: made === 'created', bytes: content.lines.reduce((sum, { length }) => sum + length, 0) };
}

/** More than this is left as it is: to read one batch of a block is to read all of it. */
export const MAX_BYTES = 8 << 20;

async function makeBlock(
  { journal, vouch, summarize = ofHeaders }: Gathering,
  block: Block,
  members: readonly Block[],
): Promise<'created' | 'exists' | Incomplete> {
  const contents: Content[] = [];
  let size = 0;
  for (const member of members) {
    size += (await journal.place.stat(pathOf(journal, member)))?.size ?? 0;
    if (size > MAX_BYTES) return 'left';
  }
  for (const member of members) {
    const content = await read(journal, member);
    if (!content) return 'gone';
    if ('problem' in content) return 'left';
    contents.push(content);
  }
  const lines = contents.flatMap((content) => content.lines);
  if ((await vouch?.(block.first, lines)) === false) return 'left';
  // Only while no block held them were all of these names in their first life.
  for (let level = block.level; level <= TOP_LEVEL; level += 1)
    if (await journal.place.exists(pathOf(journal, blockOf(level, block.first))))
      return level === block.level ? 'exists' : 'gone';
  const summary = summarize(contents);
  if (!summary) return 'left';
  const bytes = await encodeFile(journal, block, lines, summary);
  return journal.place.create(pathOf(journal, block), bytes);
}

function ofHeaders(members: readonly Content[]): Summary {
  return joinSummaries(members.map(({ header }) => header));
}

async function read(journal: Journal, block: Block): Promise<ReturnType<typeof decodeFile> | undefined> {
  const bytes = await journal.place.read(pathOf(journal, block));
  return bytes && decodeFile(journal, { block, bytes });
}
