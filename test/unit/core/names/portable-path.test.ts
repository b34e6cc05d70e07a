import { describe, expect, it } from 'vitest';
import { comparePaths, foldPath, pathFault } from '../../../../src/core/names/portable-path.ts';

describe('a path that every file system takes', () => {
  it.each(['model.zip', 'a/b/c.bin', '.hidden', 'é/模型.pt', 'a b', '-x', 'console.log', 'a'.repeat(255)])(
    '%s',
    (path) => {
      expect(pathFault(path)).toBeUndefined();
    },
  );
});

describe('a path that some file system refuses', () => {
  it.each([
    ['', 'empty'],
    ['/a', 'empty'],
    ['a//b', 'empty'],
    ['a/', 'empty'],
    ['./a', 'dotted'],
    ['a/../b', 'dotted'],
    ['a\\b', 'backslash'],
    ['C:a', ':'],
    ['what?', '?'],
    ['a|b', '|'],
    ['a\nb', 'control'],
    ['a\0', 'control'],
    ['a.', 'dot or a space'],
    ['a /b', 'dot or a space'],
    ['NUL', 'device'],
    ['a/com1.txt', 'device'],
    ['lpt²', 'device'],
    ['é'.repeat(128), '255 bytes'],
    ['a/'.repeat(16).concat('a'), '16 directories'],
  ])('%.30j', (path, fault) => {
    expect(pathFault(path)).toContain(fault);
  });
});

describe('paths that collide where case does not count', () => {
  it.each([
    ['Model.zip', 'model.ZIP'],
    ['é', 'e\u0301'],
    ['ﬁle', 'file'],
    ['straße', 'STRASSE'],
    ['ΑΣ', 'ασ'],
    ['ας', 'ασ'],
  ])('%s and %s', (a, b) => {
    expect(foldPath(a)).toBe(foldPath(b));
  });

  it('but not others', () => {
    expect(foldPath('model-1')).not.toBe(foldPath('model-2'));
  });
});

it('paths are in the order of their bytes', () => {
  expect(['\u{1f600}', '\uffee', 'b', 'a/b', 'a.b', 'B'].sort(comparePaths)).toEqual([
    'B',
    'a.b',
    'a/b',
    'b',
    '\uffee',
    '\u{1f600}',
  ]);
});
