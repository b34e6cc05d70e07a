import { describe, expect, it } from 'vitest';
import { blockOf } from '../../../../src/core/journal/block.ts';
import {
  DIGEST_LINE,
  digestLine,
  headerFault,
  joinLines,
  joinSummaries,
  makeHeader,
  splitLines,
} from '../../../../src/core/journal/header.ts';

describe('a header', () => {
  const block = blockOf(1, 101);
  const header = makeHeader('log', block, {}, false);

  it('says which file it is of, and no more of one that has no summary', () => {
    expect(header).toEqual({ journal: 1, of: 'log', first: 101, last: 200 });
    expect(headerFault(header, 'log', block)).toBeUndefined();
    const points = { points: 3, from: '2026-05-03', to: '2026-05-04' };
    expect(makeHeader('series/t/m/1-0', block, points, true)).toEqual({
      ...header,
      of: 'series/t/m/1-0',
      ...points,
      encoding: 'gzip',
    });
  });

  it.each([
    [{ journal: 2 }, 'is of a format that this mreg does not know'],
    [{ of: 'runs' }, "belongs to the journal 'runs'"],
    [{ first: 1, last: 100 }, 'says that it holds the batches 1 to 100'],
    [{ last: 199 }, 'says that it holds the batches 101 to 199'],
    [{ last: 101 }, 'says that it holds batch 101'],
  ])('%o is another', (change, problem) => {
    expect(headerFault({ ...header, ...change } as never, 'log', block)).toBe(problem);
  });

  it('of a block follows from those of its members', () => {
    expect(joinSummaries([{}, {}])).toEqual({});
    expect(
      joinSummaries([
        { points: 1, from: '2026-05-03', to: '2026-05-03' },
        { points: 2, from: '2026-05-01', to: '2026-05-04' },
        { points: 4, from: '2026-05-02', to: '2026-05-02' },
      ]),
    ).toEqual({ points: 7, from: '2026-05-01', to: '2026-05-04' });
  });
});

describe('the lines', () => {
  it('come back as they went in, empty ones too', () => {
    const lines = ['{"a":1}', '', 'ü'].map((line) => Buffer.from(line));
    expect(splitLines(Buffer.from(joinLines(lines))).map(String)).toEqual(lines.map(String));
    expect(splitLines(Buffer.alloc(0))).toEqual([]);
    expect(splitLines(Buffer.from('a\nb')).map(String)).toEqual(['a', 'b']);
  });

  it('come after a digest line that is always as long', () => {
    expect(digestLine('0'.repeat(64))).toHaveLength(DIGEST_LINE);
    expect(JSON.parse(digestLine('ab'))).toEqual({ sha256: 'ab' });
  });
});
