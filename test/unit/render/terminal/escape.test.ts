import { describe, expect, test } from 'vitest';
import { escapeText } from '../../../../src/render/terminal/escape.ts';

describe('escapeText', () => {
  test.each([
    ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\0\x07\b\x7f', '\\x00\\x07\\x08\\x7f'],
    ['a\nb\rc\td', 'a\\nb\\rc\\td'],
    ['\x85\x9b', '\\x85\\x9b'],
    ['\u061c\u200e\u200f', '\\u061c\\u200e\\u200f'],
    ['\u202a\u202b\u202c\u202d\u202e', '\\u202a\\u202b\\u202c\\u202d\\u202e'],
    ['\u2066\u2067\u2068\u2069', '\\u2066\\u2067\\u2068\\u2069'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\ud83d x \ude00', '\\ud83d x \\ude00'],
    ['\u200b\ufeff\u2060\u00ad', '\\u200b\\ufeff\\u2060\\xad'],
    ['a\u{e0041}', 'a\\u{e0041}'],
  ])('prints %j as %s', (text, expected) => {
    expect(escapeText(text)).toBe(expected);
  });

  test('escapes every control character', () => {
    const controls = [...Array(0x20).keys(), ...Array.from({ length: 0x21 }, (_, index) => 0x7f + index)];
    for (const code of controls) expect(escapeText(String.fromCharCode(code))).toMatch(/^\\[nrtx]/);
  });

  test.each([
    'plain ASCII, "quotes", back\\slash',
    'Übergröße, naïve, e\u0301',
    '日本語 한국어 中文',
    'العربية עברית',
    '😀 👍🏽 🇩🇪 ✔️ 1️⃣',
    '👩‍👩‍👧 🏳️‍🌈 👩🏽‍🚀',
    'می\u200cخواهم',
    'क्\u200dष',
    '\u00a0\u3000\ue000',
  ])('leaves %j as it is', (text) => {
    expect(escapeText(text)).toBe(text);
  });

  test('escapes joiners that join nothing', () => {
    expect(escapeText('mo\u200ddel\u200c')).toBe('mo\\u200ddel\\u200c');
    expect(escapeText('\u200d👧')).toBe('\\u200d👧');
    expect(escapeText('👩\u200d\u200d👧')).toBe('👩\\u200d\\u200d👧');
  });

  test('keeps line feeds, and nothing else, where lines are allowed', () => {
    expect(escapeText('a\nb\r\n\tc\x1b', { multiline: true })).toBe('a\nb\\r\n\\tc\\x1b');
  });

  test('changes nothing the second time', () => {
    const once = escapeText('\x1b\u202e\n\ud800');
    expect(escapeText(once)).toBe(once);
  });
});
