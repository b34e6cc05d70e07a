/**
 * JSON as Python and people write it, without loss. A document that is read and written again keeps
 * every number as it was typed, and what is written is always JSON (RFC 8259).
 *
 * Beyond the RFC one thing is read: the literals NaN, Infinity and -Infinity, which Python's json module
 * writes. They become the strings "NaN", "Infinity" and "-Infinity", and stay strings from then on.
 */
export { parseJson } from './parse.ts';
export { encodeDocument, encodePieces, stringifyJson } from './stringify.ts';
export {
  isJsonObject,
  JsonNumber,
  type JsonObject,
  type JsonValue,
  metricNumber,
  toPlain,
} from './value.ts';
