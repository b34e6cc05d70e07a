/** The word that was probably meant, for "did you mean" hints. */

/**
 * The candidate nearest to a mistyped word, without regard to case, or undefined if none is near: a
 * suggestion that is not alike only misleads. The same word in another case comes first, then the shortest
 * candidate that begins with the word (`prod`, `Production`), then the fewest edits, at most one for each
 * three characters of the longer word. Among equals the first candidate wins.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  if (wanted === '') return undefined;
  let best: string | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const score = remoteness(wanted, candidate.toLowerCase());
    if (score < bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

/** 0 for the same word, below 1 for a prefix, the number of edits for a word that is alike, else infinity. */
function remoteness(wanted: string, candidate: string): number {
  if (candidate === wanted) return 0;
  if (candidate.startsWith(wanted)) return 1 - wanted.length / candidate.length;
  const limit = Math.floor(Math.max(wanted.length, candidate.length) / 3);
  if (Math.abs(wanted.length - candidate.length) > limit) return Number.POSITIVE_INFINITY;
  const edits = distance(wanted, candidate);
  return edits <= limit ? edits : Number.POSITIVE_INFINITY;
}

/** Insertions, deletions, substitutions and swaps of neighbours: optimal string alignment. */
function distance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const edits = Math.min(at(row, j - 1) + 1, at(last, j) + 1, at(last, j - 1) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(swapped ? Math.min(edits, at(beforeLast, j - 2) + 1) : edits);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
