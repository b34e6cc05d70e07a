import { describe, expect, test } from 'vitest';
import { leastWidth, shortenText, textWidth, truncateText } from '../../../../src/render/terminal/width.ts';

describe('textWidth', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['né e\u0301', 4],
    ['日本', 4],
    ['한국어', 6],
    ['ｆｕｌｌ', 8],
    ['🚀', 2],
    ['👩‍👩‍👧', 2],
    ['👍🏽', 2],
    ['🇩🇪', 2],
    ['✔️', 2],
    ['…', 1],
  ])('of %j is %i', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

test('a text of a million characters is shortened as fast as it is read', () => {
  for (const letter of ['x', 'é']) {
    const short = shortenText(letter.repeat(1_000_000), 9);
    expect(short).toBe(`${letter.repeat(4)}…${letter.repeat(4)}`);
  }
  expect(shortenText(`${'日'.repeat(100_000)}👩‍👩‍👧`, 6)).toBe('日…👩‍👩‍👧');
});

describe('truncateText', () => {
  test.each([
    ['production', 10, 'production'],
    ['production', 9, 'producti…'],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['a👩‍👩‍👧b', 3, 'a…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('cuts %j to %i columns', (text, width, expected) => {
    expect(truncateText(text, width)).toBe(expected);
  });
});

describe('shortenText', () => {
  test.each([
    ['production', 10, 'production'],
    ['production', 9, 'prod…tion'],
    ['production', 8, 'prod…ion'],
    ['日本語', 4, '日…'],
    ['日本語文字', 5, '日…字'],
    ['e\u0301e\u0301e\u0301e\u0301', 3, 'e\u0301…e\u0301'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
    ['rl_agents/ppo_dowjones@v1.0.0', 20, 'rl_age…wjones@v1.0.0'],
    ['rl_agents/ppo_dowjones@v1.0.0', 8, '…@v1.0.0'],
    ['rl_agents/ppo_dowjones@v1.0.0-rc.1', 2, '…@v1.0.0-rc.1'],
    ['rmse=0.25 mae=0.125', 12, 'rmse=0.25 …'],
    ['rmse=0.25', 8, 'rmse=…'],
    ['rmse=0.25', 4, 'rms…'],
    ['owner=the-team-of-ada', 12, 'owner=…f-ada'],
    ['v1.0.0 (pinned)', 4, 'v1.0.0 (pinned)'],
  ])('cuts %j to %i columns', (text, width, expected) => {
    expect(shortenText(text, width)).toBe(expected);
  });

  test.each([
    ['production', 0],
    ['v1.0.0', 6],
    ['ppo@v1.0.0', 21],
  ])('%j is not to be narrower than %i', (text, least) => {
    expect(leastWidth(text)).toBe(least);
  });
});
