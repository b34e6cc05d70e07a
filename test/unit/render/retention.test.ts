import { expect, it } from 'vitest';
import type { GcResult } from '../../../src/generated/output.ts';
import { gcText } from '../../../src/render/retention.ts';
import { createUi } from '../../../src/render/terminal/ui.ts';

const NOTHING: GcResult = {
  remove: [],
  failed: [],
  keep: [],
  freed: 0,
  packed: { entries: 0, segments: 0, left: 0 },
  revision: 4000,
  applied: false,
};

it.each([
  [{ entries: 0, segments: 0, left: 0 }, false, ['nothing to remove']],
  [
    { entries: 2000, segments: 2, left: 0 },
    false,
    ['nothing to remove', '2000 entries of the log packed into 2 files'],
  ],
  [
    { entries: 1000, segments: 1, left: 0 },
    true,
    [
      'nothing to remove',
      '1000 entries of the log would be packed into 1 file',
      'dry run: nothing was changed',
    ],
  ],
  [{ entries: 1, segments: 0, left: 0 }, false, ['nothing to remove', '1 entry of the log packed']],
])('gc says what it packed: %o', async (packed, dryRun, lines) => {
  const ui = await createUi({ tty: true, color: false });
  expect(gcText({ ...NOTHING, packed }, ui, dryRun, false).split('\n')).toEqual(lines);
});

it('gc has nothing for a pipe but what it removed', async () => {
  const ui = await createUi({ tty: false, color: false });
  expect(gcText({ ...NOTHING, packed: { entries: 2000, segments: 2, left: 0 } }, ui, false, false)).toBe('');
});
