import { describe, expect, test } from 'vitest';
import { createProgress } from '../../../src/cli/progress.ts';
import { textWidth } from '../../../src/render/terminal/width.ts';

const MIB = 1024 ** 2;

function setup(options: { columns?: number; enabled?: boolean } = {}) {
  const written: string[] = [];
  const clock = { ms: 5000 };
  const progress = createProgress({
    stream: { write: (text: string) => written.push(text), columns: options.columns },
    enabled: options.enabled ?? true,
    now: () => clock.ms,
  });
  const at = (ms: number, update: Parameters<typeof progress.update>[0]) => {
    clock.ms = 5000 + ms;
    progress.update(update);
  };
  const shown = () => written.map((text) => text.replace(/^\r/, '').replace(/\x1b\[K$/, ''));
  return { progress, written, at, shown };
}

describe('createProgress', () => {
  test('shows label, bar, percentage, bytes, rate and time left on one line', () => {
    const { at, written } = setup({ columns: 100 });
    at(0, { label: 'copying', done: 0, total: 100 * MIB });
    at(1000, { label: 'copying', done: 25 * MIB, total: 100 * MIB });
    expect(written).toEqual([
      '\rcopying  [====               ]   25%  25.0 MiB / 100 MiB  25.0 MiB/s  3 s left\x1b[K',
    ]);
  });

  test('writes nothing unless enabled', () => {
    const { at, written, progress } = setup({ enabled: false });
    at(0, { label: 'copying', done: 0, total: 10 });
    at(1000, { label: 'copying', done: 5, total: 10 });
    progress.clear();
    expect(written).toEqual([]);
  });

  test('leaves no trace of work that is done within 300 ms', () => {
    const { at, written, progress } = setup();
    at(0, { label: 'copying', done: 0, total: 10 });
    at(299, { label: 'copying', done: 10, total: 10 });
    progress.clear();
    expect(written).toEqual([]);
  });

  test('draws at most ten times a second', () => {
    const { at, written } = setup();
    for (let ms = 0; ms < 1300; ms += 1) at(ms, { label: 'copying', done: ms, total: 1300 });
    expect(written).toHaveLength(10);
  });

  test('clears its line, and waits again before the next work', () => {
    const { at, written, progress } = setup();
    at(0, { label: 'copying', done: 0 });
    at(400, { label: 'copying', done: 1 });
    progress.clear();
    expect(written.at(-1)).toBe('\r\x1b[K');
    progress.clear();
    at(500, { label: 'verifying', done: 0 });
    at(700, { label: 'verifying', done: 1 });
    expect(written).toHaveLength(2);
  });

  test('counts bytes where the total is unknown', () => {
    const { at, shown } = setup({ columns: 80 });
    at(0, { label: 'reading', done: 0 });
    at(1000, { label: 'reading', done: 2 * MIB });
    expect(shown()).toEqual(['reading   2.0 MiB   2.0 MiB/s']);
  });

  test('is at 100 % of nothing, and of work that outgrew its total', () => {
    const { at, shown } = setup({ columns: 80 });
    at(0, { label: 'a', done: 0, total: 0 });
    at(300, { label: 'a', done: 0, total: 0 });
    at(400, { label: 'a', done: 20, total: 10 });
    expect(shown()).toEqual([
      'a  [===============]  100%       0 B / 0 B       0 B/s',
      'a  [===============]  100%      20 B / 10 B      50 B/s  0 s left',
    ]);
  });

  test('measures the rate afresh when new work begins', () => {
    const { at, shown } = setup({ columns: 80 });
    at(0, { label: 'copying', done: 0, total: 10 * MIB });
    at(1000, { label: 'copying', done: 10 * MIB, total: 10 * MIB });
    at(2000, { label: 'checking', done: 0, total: 10 * MIB });
    at(3000, { label: 'checking', done: MIB, total: 10 * MIB });
    expect(shown().at(-1)).toContain('1.0 MiB/s  9 s left');
  });

  test.each([1, 10, 20, 40, 60, 80, 200])('stays within %i columns', (columns) => {
    const { at, shown } = setup({ columns });
    const label = 'copying 模型/adapter_model.safetensors';
    at(0, { label, done: 0, total: 3 * MIB });
    at(1000, { label, done: MIB, total: 3 * MIB });
    at(2000, { label, done: 2 * MIB });
    expect(shown()).toHaveLength(2);
    for (const line of shown()) expect(textWidth(line)).toBeLessThan(columns);
  });

  test('takes 80 columns where the terminal does not tell', () => {
    const { at, shown } = setup();
    at(0, { label: 'x'.repeat(200), done: 0, total: MIB });
    at(1000, { label: 'x'.repeat(200), done: 1000, total: MIB });
    const [line = ''] = shown();
    expect(line.length).toBeGreaterThan(50);
    expect(line.length).toBeLessThan(80);
  });

  test('escapes the label', () => {
    const { at, written } = setup();
    at(0, { label: 'a\x1b[2J\n', done: 0 });
    at(300, { label: 'a\x1b[2J\n', done: 0 });
    expect(written.join('')).toContain('a\\x1b[2J\\n');
  });
});
