import type { Detector } from './open.ts';
import { framework, type OpenFile } from './open.ts';

const GRAPH = 7;
const OPSET_IMPORT = 8;
const LENGTH_DELIMITED = 2;
const VARINT = 0;

const FIELDS = 64;
const FIELD_BYTES = 64;

/**
 * An ONNX ModelProto (onnx.proto): a graph, and the version of the default operator set, which decides
 * what runtime can load it. Fields are skipped by length, so that a graph of gigabytes costs nothing.
 */
export const onnx: Detector = async (file) => {
  let hasGraph = false;
  for await (const { number, isMessage, content } of fields(file)) {
    if (number === GRAPH && isMessage) hasGraph = true;
    if (number !== OPSET_IMPORT || !isMessage) continue;
    const opset = defaultOpset(content);
    if (hasGraph && opset !== undefined) return framework('onnx', `opset ${opset}`);
  }
  return hasGraph ? framework('onnx') : undefined;
};

interface Field {
  readonly number: number;
  readonly isMessage: boolean;
  /** The first bytes of what the field holds. */
  readonly content: Buffer;
}

async function* fields(file: OpenFile): AsyncGenerator<Field> {
  let offset = 0;
  for (let count = 0; count < FIELDS && offset < file.size; count++) {
    const bytes = await file.read(offset, FIELD_BYTES);
    const tag = readVarint(bytes, 0);
    const value = readVarint(bytes, tag.end);
    const type = tag.value % 8;
    if (type !== VARINT && type !== LENGTH_DELIMITED)
      throw new RangeError('no ModelProto field has this type');
    const length = type === LENGTH_DELIMITED ? value.value : 0;
    offset += value.end + length;
    if (offset > file.size) throw new RangeError('a field ends after the file');
    const content = bytes.subarray(value.end, value.end + length);
    yield { number: Math.floor(tag.value / 8), isMessage: type === LENGTH_DELIMITED, content };
  }
}

/** The version in an OperatorSetIdProto (1: domain, 2: version) of the default domain. */
function defaultOpset(message: Buffer): number | undefined {
  let at = 0;
  if (message[0] === 0x0a) {
    const length = readVarint(message, 1);
    at = length.end + length.value;
    const domain = message.toString('latin1', length.end, at);
    if (domain !== '' && domain !== 'ai.onnx') return undefined;
  }
  return message[at] === 0x10 ? readVarint(message, at + 1).value : undefined;
}

function readVarint(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes.readUInt8(start + index);
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  throw new RangeError('a varint is too long');
}
