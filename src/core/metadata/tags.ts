import { isJsonObject, JsonNumber, type JsonValue } from '../json/index.ts';
import { parseTag } from '../values/assignment.ts';
import type { MetadataDocument } from './metadata.ts';

/** A document with its tags as mreg keeps them, a mapping from text to text. A list holds tags without a value, or `K=V`;
 * numbers and truth values become text as they are written. What is neither stays, and the schema refuses it. */
export function withTags<Document extends MetadataDocument>(document: Document): Document {
  const { tags } = document;
  if (Array.isArray(tags)) {
    const words = tags.filter((tag): tag is string => typeof tag === 'string' && /^[^=]/.test(tag));
    return words.length < tags.length
      ? document
      : { ...document, tags: Object.fromEntries(words.map((tag) => parseTag(tag, 'tags'))) };
  }
  if (!isJsonObject(tags)) return document;
  return {
    ...document,
    tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, asText(value)])),
  };
}

function asText(value: JsonValue): JsonValue {
  if (value === null) return '';
  if (value instanceof JsonNumber) return value.text;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
