/** What somebody does in a browser: looks, clicks, types; and what a test asks of what they see. */
import axe from 'axe-core';
import { expect } from 'vitest';
import type { Page } from './browser.ts';

/** Keys that are no letters. */
const KEYS: Readonly<Record<string, readonly [code: string, virtual: number, text?: string]>> = {
  Enter: ['Enter', 13, '\r'],
  Escape: ['Escape', 27],
  Tab: ['Tab', 9],
  Backspace: ['Backspace', 8],
  ' ': ['Space', 32, ' '],
};

/** Presses keys one after the other: names as `Enter`, or letters. */
export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const [code, virtual, text] = KEYS[key] ?? ['', key.toUpperCase().charCodeAt(0), key];
    const event = { key, code, windowsVirtualKeyCode: virtual, ...(text && { text }) };
    await page.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await page.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }
}

/** Types into what has the focus. */
async function type(page: Page, text: string): Promise<void> {
  await page.send('Input.insertText', { text });
}

/** What takes longer does not come. */
const SHOWN_WITHIN_MS = 20_000;

/** Waits until an expression in the page is true. */
export async function until(page: Page, expression: string): Promise<void> {
  for (const begun = Date.now(); Date.now() - begun < SHOWN_WITHIN_MS; ) {
    if (await page.evaluate(`Boolean(${expression})`)) return;
    await page.evaluate('new Promise((done) => setTimeout(done, 20))');
  }
  const shown = await page.evaluate('`${location.href}\\n${document.body.innerText.slice(0, 2000)}`');
  throw new Error(`never came true: ${expression}\n${shown}\n${page.complaints().join('\n')}`);
}

/** Waits until the page shows a text. */
export function see(page: Page, text: string): Promise<void> {
  return until(page, `document.body.innerText.includes(${JSON.stringify(text)})`);
}

/** The element that a selector finds, or the button, link or label that bears a text. */
function elementOf(target: string): string {
  const text = JSON.stringify(target);
  return `(${/^[.#[]|^\w+\[/.test(target) ? `document.querySelector(${text})` : `[...document.querySelectorAll('dialog[open] button, dialog[open] label')].concat([...document.querySelectorAll('button, a, label, summary')]).find((one) => one.innerText.trim() === ${text} || one.getAttribute('aria-label') === ${text})`})`;
}

/** Clicks with the mouse, where somebody would. */
export async function click(page: Page, target: string): Promise<void> {
  const element = elementOf(target);
  await until(page, `${element} && !${element}.disabled`);
  const { x, y } = await page.evaluate(`(() => {
    const element = ${element};
    element.scrollIntoView({ block: 'center', inline: 'center' });
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  })()`);
  for (const event of ['mousePressed', 'mouseReleased'])
    await page.send('Input.dispatchMouseEvent', { type: event, x, y, button: 'left', clickCount: 1 });
}

/** Puts a text into a field in the place of what is there. */
export async function fill(page: Page, selector: string, text: string): Promise<void> {
  const field = `document.querySelector(${JSON.stringify(selector)})`;
  // A dialog that is being opened takes no focus yet.
  await until(page, `(${field}?.focus(), document.activeElement === ${field})`);
  await page.evaluate(`${field}.select?.()`);
  if (text === '') await press(page, 'Backspace');
  else await type(page, text);
}

/** Chooses in a list. */
export async function choose(page: Page, selector: string, value: string): Promise<void> {
  const field = `document.querySelector(${JSON.stringify(selector)})`;
  await until(page, field);
  await page.evaluate(
    `${field}.value = ${JSON.stringify(value)}; ${field}.dispatchEvent(new Event('input', { bubbles: true }))`,
  );
}

/** The size of the window. */
export async function resize(page: Page, width: number, height = 900): Promise<void> {
  const size = { width, height, deviceScaleFactor: 1, mobile: false };
  await page.send('Emulation.setDeviceMetricsOverride', size);
}

export async function setTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  const features = [
    { name: 'prefers-color-scheme', value: theme },
    // Colours that are on their way to others have the contrast of neither.
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ];
  await page.send('Emulation.setEmulatedMedia', { features });
}

/** Holds the page to what everybody can read. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(`${axe.source}; 0`);
  const found = await page.evaluate(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3).join(' ')}`))",
  );
  expect(found, what).toEqual([]);
}

/** Holds the page to what it may ask for, and to having nothing to complain of. */
export function expectQuiet(page: Page, address: string): void {
  const elsewhere = page
    .requests()
    .filter((url) => !url.startsWith(`${address}/`) && !/^(blob|data):/.test(url));
  expect(elsewhere).toEqual([]);
  expect(page.complaints()).toEqual([]);
}
