import { expect, it } from 'vitest';
import { main } from '../../../src/cli/main.ts';

it('what nobody foresaw is MREG_BUG: status 70, on stderr, with where it came from', async () => {
  let stderr = '';
  const streams = {
    stdout: {
      write() {
        throw new TypeError('unforeseen');
      },
    },
    stderr: {
      write(text: string, done?: () => void) {
        stderr += text;
        done?.();
      },
    },
  };
  expect(await main(['completion', 'bash', '--json'], streams, {}, process.cwd())).toBe(70);
  const { error } = JSON.parse(stderr);
  expect(error).toMatchObject({ code: 'MREG_BUG', message: expect.stringContaining('unforeseen') });
  expect(error.details.stack).toContain('TypeError');
});
