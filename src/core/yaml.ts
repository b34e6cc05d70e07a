import { MregError } from '../errors.ts';
import { JsonNumber, type JsonValue, parseJson, stringifyJson } from './json.ts';

const MAX_DEPTH = 64;
const MAX_ALIASES = 100;

/**
 * Reads one YAML 1.2 document in JSON's terms and within the limits of `parseJson`; numbers stay as they were
 * written, `.nan` and `.inf` become the strings "NaN" and "Infinity". An empty document is null. The parser
 * is loaded when it is first needed.
 * @throws MREG_INVALID, the message beginning with file:line:column where the place is known
 */
export async function parseYaml(bytes: Uint8Array, file: string): Promise<JsonValue> {
  const { Lexer, LineCounter, Parser, parseDocument, visit } = await import('yaml');
  const text = decode(bytes, file);
  const lineCounter = new LineCounter();
  lineCounter.addNewLine(0);
  const refuse = (offset: number, problem: string): never => {
    const { line, col: column } = lineCounter.linePos(offset);
    throw invalidYaml(`${file}:${line}:${column}`, problem, { file, line, column });
  };
  // Composing a document recurses, and a stack that is all but full can end the process, not only the call.
  const parser = new Parser(lineCounter.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) refuse(parser.offset, 'nested too deeply');
  }
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true, logLevel: 'error' });
  const [error] = document.errors;
  if (error) refuse(error.pos[0], error.message);
  visit(document, {
    Alias(_, node, ancestors) {
      const target = node.resolve(document);
      if (ancestors.some((ancestor) => ancestor === target))
        refuse(node.range?.[0] ?? 0, 'an alias within its own anchor');
    },
    Scalar(key, node) {
      if (key !== 'key' && typeof node.value === 'number') node.value = exactNumber(node.source, node.value);
    },
  });
  return parseJson(Buffer.from(stringifyJson(toData(document, file))), { file });
}

/** Aliases are resolved only here: one without an anchor, or so many that they would fill the memory. */
function toData(document: { toJS(options: { maxAliasCount: number }): unknown }, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    throw invalidYaml(file, cause instanceof Error ? cause.message : String(cause), { file });
  }
}

/** YAML also writes numbers as JSON does not (`+1`, `0x1F`, `.5`): they keep their value. */
function exactNumber(source: string | undefined, value: number): number | JsonNumber {
  try {
    return source === undefined || String(value) === source ? value : new JsonNumber(source);
  } catch {
    return value;
  }
}

function invalidYaml(place: string, problem: string, details: Readonly<Record<string, unknown>>): MregError {
  const message = `${place}: ${problem.charAt(0).toLowerCase()}${problem.slice(1)}, expected YAML`;
  return new MregError('MREG_INVALID', message, { details });
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidYaml(file, 'not UTF-8', { file });
  }
}
