import { isUtf8 } from 'node:buffer';
import type { Alias, Document, Node, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { MregError } from '../../errors.ts';
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue, parseJson } from './index.ts';
import { isPythonTag, plainValue } from './yaml-python.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 64;
/** What a document may weigh with its aliases written out; without aliases none weighs two a byte. */
const MAX_WEIGHT = 2 * MAX_BYTES;

// Written as a range, as \p{Surrogate} takes longer to make than most documents to read.
const LONE_SURROGATE = /[\ud800-\udfff]/u;
const NON_FINITE = /^([-+]?)\.(nan|inf)$/i;

/**
 * Reads one YAML 1.2 document by its core schema, in JSON's terms and within the limits of `parseJson`, in time
 * linear to its size. Numbers stay as they were written, or become the same number in JSON's spelling; `.nan`
 * and `.inf` become the strings "NaN" and "Infinity". An empty document is null. What would be read wrongly is
 * refused: another version of YAML, a tag beyond the schema but for Python's, an anchor used twice. The merge key `<<` of YAML 1.1
 * (https://yaml.org/type/merge.html) is understood, since parameter files use it.
 * The parser is loaded when it is first needed.
 * @throws MREG_INVALID, the message beginning with file:line:column
 */
export async function parseYaml(bytes: Uint8Array, file: string): Promise<JsonValue> {
  // JSON has the same rules for these and says how they are broken.
  if (!isUtf8(bytes) || bytes.length > MAX_BYTES) return parseJson(bytes, { file });
  const reader = new YamlReader(await import('yaml'), new TextDecoder().decode(bytes), file);
  return reader.document();
}

/** What the package calls the place of a fault. */
type Place = number | readonly [number, number] | { readonly offset: number };

function offsetOf(place: Place): number {
  if (typeof place === 'number') return place;
  return 'offset' in place ? place.offset : place[0];
}

class YamlReader {
  private readonly yaml: typeof import('yaml');
  private readonly text: string;
  private readonly file: string;
  private readonly anchors = new Map<string, Node>();
  private depth = 0;
  private weight = 0;

  constructor(yaml: typeof import('yaml'), text: string, file: string) {
    this.yaml = yaml;
    this.text = text;
    this.file = file;
  }

  document(): JsonValue {
    const [document, second] = this.compose();
    if (second) throw this.error(second.range[0], 'a second document, expected one');
    if (!document) return null;
    const [fault] = [...document.errors, ...document.warnings].filter(
      ({ code, message }) => code !== 'TAG_RESOLVE_FAILED' || !isPythonTag(message.replace(/^.*?: /, '')),
    );
    if (fault) {
      const hint =
        fault.code === 'TAG_RESOLVE_FAILED' ? 'a value without its tag is read as it stands' : undefined;
      throw this.error(fault.pos[0], fault.message, hint);
    }
    const { version } = document.directives.yaml;
    if (version !== '1.2') throw this.error(0, `version ${version} of YAML, expected 1.2`);
    return this.value(document.contents);
  }

  private compose(): readonly Document.Parsed<ParsedNode>[] {
    // The package compares each key with all others; `map` does so in linear time.
    const options = {
      stringKeys: true,
      uniqueKeys: false,
      resolveKnownTags: false,
      logLevel: 'error',
    } as const;
    const composer = new this.yaml.Composer(options);
    // The package collects faults, of which a document may have one a byte: the first is enough. What is thrown here it
    // catches, and reports as a fault of what is around.
    let first: MregError | undefined;
    Object.defineProperty(composer, 'onError', {
      value: (place: Place, _: string, message: string) => {
        first ??= this.error(offsetOf(place), message);
        throw first;
      },
    });
    const documents: Document.Parsed<ParsedNode>[] = [];
    for (const document of composer.compose(this.tokens(), true, this.text.length)) {
      documents.push(document);
      if (documents.length > 1) break;
    }
    return documents;
  }

  /** Ends at the first fault, and before it is deeper than the package may recurse. */
  private *tokens() {
    const { Lexer, Parser } = this.yaml;
    const parser = new Parser();
    for (const lexeme of new Lexer().lex(this.text)) {
      for (const token of parser.next(lexeme)) {
        if (token.type === 'error') throw this.error(token.offset, token.message);
        yield token;
      }
      // Besides the collections, the document and a scalar may be open. `inside` is exact.
      if (parser.stack.length > MAX_DEPTH + 2) throw this.tooDeep(parser.offset);
    }
    yield* parser.end();
  }

  private value(node: Node | null): JsonValue {
    this.weigh(1, node);
    if (node === null) return null;
    const { isAlias, isMap, isScalar, isSeq } = this.yaml;
    if (isAlias(node)) return this.target(node);
    let value: JsonValue = null;
    if (isScalar(node)) value = this.scalar(node);
    else if (isMap<Scalar<string>, Node | null>(node)) value = this.inside(node, () => this.map(node));
    else if (isSeq<Node | null>(node)) value = this.inside(node, () => this.sequence(node));
    this.remember(node);
    const { tag } = node as { tag?: string };
    return tag !== undefined && isPythonTag(tag) ? this.plain(tag, value, node) : value;
  }

  private plain(tag: string, value: JsonValue, node: Node): JsonValue {
    const plain = plainValue(tag, value, yamlNumber);
    if (plain === undefined)
      throw this.error(start(node), 'a list of keys and values was expected, each key once');
    return plain;
  }

  private target(alias: Alias): JsonValue {
    const node = this.anchors.get(alias.source);
    if (node === undefined)
      throw this.error(start(alias), `no anchor &${alias.source} ends before this alias`);
    return this.value(node);
  }

  /** Only once it is read: an alias to what holds it finds nothing. */
  private remember(node: Node): void {
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (anchor === undefined) return;
    if ((this.anchors.get(anchor) ?? node) !== node)
      throw this.error(start(node), `the anchor &${anchor} stands twice`);
    this.anchors.set(anchor, node);
  }

  private map(node: YAMLMap<Scalar<string>, Node | null>): JsonObject {
    const object: Record<string, JsonValue> = Object.create(null);
    const merged: JsonObject[] = [];
    for (const { key, value } of node.items) {
      const name = this.string(key.value, key);
      if (name === '<<' && key.type === 'PLAIN') {
        merged.push(...this.merged(value));
        continue;
      }
      if (name === '__proto__') throw this.error(start(key), 'the key "__proto__" is not allowed');
      if (name in object) throw this.error(start(key), `the key ${quote(name)} stands twice in one object`);
      object[name] = this.value(value);
    }
    // The map's own keys win, then those of the map that comes first.
    for (const other of merged)
      for (const [name, value] of Object.entries(other)) if (!(name in object)) object[name] = value;
    return object;
  }

  /** The maps that a merge key names: one, or a list. */
  private merged(node: Node | null): JsonObject[] {
    const value = this.value(node);
    const maps = Array.isArray(value) ? value : [value];
    if (maps.every(isJsonObject)) return maps;
    throw this.error(start(node), 'the merge key "<<" needs a map or a list of maps');
  }

  private sequence(node: YAMLSeq<Node | null>): JsonValue {
    return node.items.map((item) => this.value(item));
  }

  private scalar(node: Scalar): JsonValue {
    const { value, source = '' } = node;
    if (typeof value === 'string') return this.string(value, node);
    if (typeof value === 'boolean' || value === null) return value;
    this.weigh(source.length, node);
    return yamlNumber(source);
  }

  private string(value: string, node: Node): string {
    this.weigh(value.length, node);
    if (LONE_SURROGATE.test(value)) {
      throw this.error(start(node), 'half a surrogate pair in a string, which UTF-8 cannot hold');
    }
    return value;
  }

  private inside<T>(node: Node, read: () => T): T {
    if (this.depth === MAX_DEPTH) throw this.tooDeep(start(node));
    this.depth += 1;
    const value = read();
    this.depth -= 1;
    return value;
  }

  private weigh(weight: number, node: Node | null): void {
    this.weight += weight;
    if (this.weight > MAX_WEIGHT) throw this.error(start(node), 'the aliases make the document too long');
  }

  private tooDeep(at: number): MregError {
    return this.error(at, `nested too deeply, expected at most ${MAX_DEPTH} levels`);
  }

  private error(at: number, problem: string, hint?: string): MregError {
    const lines = this.text.slice(0, at).split('\n');
    const line = lines.length;
    const column = [...(lines.at(-1) ?? '')].length + 1;
    const message = `${this.file}:${line}:${column}: ${problem.charAt(0).toLowerCase()}${problem.slice(1)}`;
    return new MregError('MREG_INVALID', message, { hint, details: { file: this.file, line, column } });
  }
}

/** The same number as JSON writes it, digit for digit where JSON can: `.5` is `0.5`, `0x1F` is 31. */
function yamlNumber(source: string): JsonValue {
  const [, sign, word] = NON_FINITE.exec(source) ?? [];
  if (word !== undefined) return /^n/i.test(word) ? 'NaN' : `${sign === '-' ? '-' : ''}Infinity`;
  const text = /^0[xo]/.test(source)
    ? String(BigInt(source))
    : source
        .replace(/^\+/, '')
        .replace(/^(-?)0+(?=\d)/, '$1')
        .replace(/(?<!\d)\./, '0.')
        .replace(/\.(?!\d)/, '');
  const number = Number(text);
  return String(number) === text ? number : new JsonNumber(text);
}

function start(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
