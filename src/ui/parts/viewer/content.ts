/** What is in a file, from its name and its first bytes. */

export type Content =
  | { readonly kind: 'image'; readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[]; readonly isWhole: boolean }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [string, string])[] }
  | { readonly kind: 'text'; readonly text: string; readonly isWhole: boolean }
  | { readonly kind: 'binary' };

const IMAGES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
};

const MOST_ROWS = 500;

export function readContent(name: string, bytes: Uint8Array<ArrayBuffer>, isWhole: boolean): Content {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const type = IMAGES[ending];
  if (type !== undefined) return { kind: 'image', type, bytes };
  if (ending === 'safetensors') return readSafetensors(bytes) ?? { kind: 'binary' };
  const text = readText(bytes, isWhole);
  if (text === undefined) return { kind: 'binary' };
  if (ending === 'csv' || ending === 'tsv') {
    const all = readTable(text, ending === 'csv' ? ',' : '\t');
    return { kind: 'table', rows: all.slice(0, MOST_ROWS), isWhole: isWhole && all.length <= MOST_ROWS };
  }
  if (isWhole && ending === 'json') return { kind: 'text', text: indent(text), isWhole };
  if (isWhole && ending === 'ipynb') return { kind: 'text', text: readNotebook(text), isWhole };
  return { kind: 'text', text, isWhole };
}

/** UTF-8; undefined for what is no text. */
function readText(bytes: Uint8Array, isWhole: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole });
  } catch {
    return undefined;
  }
}

function indent(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

/** Values with a separator, quoted as RFC 4180 has it. */
function readTable(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string;
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"' && cell === '') isQuoted = true;
    else if (sign === separator) {
      row.push(cell);
      cell = '';
    } else if (sign === '\n') {
      rows.push([...row, cell.replace(/\r$/, '')]);
      row = [];
      cell = '';
    } else cell += sign;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}

/** The cells of a notebook as text: what it would show is markup of others. */
function readNotebook(text: string): string {
  try {
    const { cells } = JSON.parse(text) as { cells: { cell_type: string; source: string | string[] }[] };
    return cells.map(({ cell_type, source }) => `# [${cell_type}]\n${[source].flat().join('')}`).join('\n\n');
  } catch {
    return text;
  }
}

/** The tensors that a file of the format safetensors lists in its head: 8 bytes of length, then JSON. */
function readSafetensors(bytes: Uint8Array<ArrayBuffer>): Content | undefined {
  if (bytes.length < 8) return undefined;
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > bytes.length - 8) return undefined;
  try {
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
      string,
      { dtype?: string; shape?: number[] }
    >;
    const facts = Object.entries(head).map(
      ([name, tensor]) =>
        [
          name,
          tensor.dtype === undefined
            ? JSON.stringify(tensor)
            : `${tensor.dtype} [${tensor.shape?.join(', ')}]`,
        ] as const,
    );
    return { kind: 'facts', facts };
  } catch {
    return undefined;
  }
}
