import { expect, it } from 'vitest';
import type { GcResult } from '../../../../src/generated/output.ts';
import { gcText } from '../../../../src/render/changes/retention.ts';
import { createUi } from '../../../../src/render/terminal/ui.ts';

const NOTHING: GcResult = {
  remove: [],
  failed: [],
  keep: [],
  freed: 0,
  packed: { files: 0, blocks: 0, left: 0 },
  revision: 4000,
  applied: false,
};

it.each([
  [{ files: 0, blocks: 0, left: 0 }, false, ['nothing to remove']],
  [{ files: 200, blocks: 2, left: 0 }, false, ['nothing to remove', '200 files of the log packed into 2']],
  [
    { files: 100, blocks: 1, left: 0 },
    true,
    ['nothing to remove', '100 files of the log would be packed into 1', 'dry run: nothing was changed'],
  ],
  [{ files: 1, blocks: 0, left: 0 }, false, ['nothing to remove', '1 file of the log packed']],
])('gc says what it packed: %o', async (packed, dryRun, lines) => {
  const ui = await createUi({ tty: true, color: false });
  expect(gcText({ ...NOTHING, packed }, ui, dryRun, false).split('\n')).toEqual(lines);
});

it('gc has nothing for a pipe but what it removed', async () => {
  const ui = await createUi({ tty: false, color: false });
  expect(gcText({ ...NOTHING, packed: { files: 200, blocks: 2, left: 0 } }, ui, false, false)).toBe('');
});
