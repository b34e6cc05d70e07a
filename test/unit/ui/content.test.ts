import { expect, it } from 'vitest';
import { readContent } from '../../../src/ui/parts/viewer/content.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it('shows text as it is, JSON indented, and what is no text not at all', () => {
  expect(readContent('log.txt', bytes('<b>'), true)).toEqual({ kind: 'text', text: '<b>', isWhole: true });
  expect(readContent('a.json', bytes('{"a":1}'), true)).toMatchObject({ text: '{\n  "a": 1\n}' });
  expect(readContent('a.json', bytes('{"a":'), true)).toMatchObject({ text: '{"a":' });
  expect(readContent('model.bin', new Uint8Array([0, 1, 2]), true)).toEqual({ kind: 'binary' });
  expect(readContent('model.bin', new Uint8Array([0xff, 0xfe]), true)).toEqual({ kind: 'binary' });
});

it('shows the beginning of a text that was cut within a letter', () => {
  const cut = bytes('aä').slice(0, 2);
  expect(readContent('a.txt', cut, false)).toEqual({ kind: 'text', text: 'a', isWhole: false });
  expect(readContent('a.txt', cut, true)).toEqual({ kind: 'binary' });
});

it('reads tables with quotes, separators and line ends within quotes', () => {
  const text = 'day,note\r\n1,"a ""b"", c\nd"\n2,\n';
  expect(readContent('a.csv', bytes(text), true)).toEqual({
    kind: 'table',
    rows: [
      ['day', 'note'],
      ['1', 'a "b", c\nd'],
      ['2', ''],
    ],
    isWhole: true,
  });
  expect(readContent('a.tsv', bytes('a\tb'), true)).toMatchObject({ rows: [['a', 'b']] });
});

it('shows so many rows of a long table', () => {
  const long = readContent('a.csv', bytes('a\n'.repeat(2000)), true);
  expect(long).toMatchObject({ kind: 'table', isWhole: false });
});

it('lists the tensors of a safetensors file', () => {
  const head = JSON.stringify({
    w: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
    __metadata__: { format: 'pt' },
  });
  const file = new Uint8Array(8 + head.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true);
  file.set(bytes(head), 8);
  expect(readContent('model.safetensors', file, true)).toEqual({
    kind: 'facts',
    facts: [
      ['w', 'F32 [2, 3]'],
      ['__metadata__', '{"format":"pt"}'],
    ],
  });
  expect(readContent('model.safetensors', file.slice(0, 20), false)).toEqual({ kind: 'binary' });
  expect(readContent('model.safetensors', bytes('{'), true)).toEqual({ kind: 'binary' });
});

it('shows the cells of a notebook as text, and images as images', () => {
  const notebook = {
    cells: [
      { cell_type: 'code', source: ['a = 1\n', 'b'] },
      { cell_type: 'markdown', source: '# x' },
    ],
  };
  expect(readContent('a.ipynb', bytes(JSON.stringify(notebook)), true)).toMatchObject({
    text: '# [code]\na = 1\nb\n\n# [markdown]\n# x',
  });
  expect(readContent('a.ipynb', bytes('[]'), true)).toMatchObject({ kind: 'text', text: '[]' });
  expect(readContent('plot.PNG', bytes('x'), true)).toMatchObject({ kind: 'image', type: 'image/png' });
});
