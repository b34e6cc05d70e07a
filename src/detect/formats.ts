import type { Detector } from './open.ts';
import { framework, readEdges } from './open.ts';

const CONFIG_LIMIT = 256 * 1024;

/** The configurations of PEFT and transformers, which name the library that wrote them. */
export const config: Detector = async (file) => {
  const document: unknown = JSON.parse((await file.read(0, CONFIG_LIMIT)).toString('utf8'));
  const fields = new Map(Object.entries(document as object));
  if (typeof fields.get('peft_type') === 'string') return framework('peft', fields.get('peft_version'));
  const describesModel =
    typeof fields.get('model_type') === 'string' || Array.isArray(fields.get('architectures'));
  if (!describesModel && typeof fields.get('tokenizer_class') !== 'string') return undefined;
  return framework('transformers', fields.get('transformers_version'));
};

/** Keras models in HDF5. Keras 3 keeps the version in the first global heap, older ones in the attribute. */
export const keras: Detector = async (file) => {
  const text = await readEdges(file);
  if (!/keras_version|model_weights/.test(text) && !/\.weights\.h5$/i.test(file.path)) return undefined;
  const inline = /keras_version\0.{0,40}?(\d+\.\d+[\w.]*)/s.exec(text);
  const heap = /GCOL.{28}(\d+\.\d+[\w.]*)/s.exec(text);
  return framework('keras', (inline ?? heap)?.[1]);
};

/** https://github.com/ggml-org/ggml/blob/master/docs/gguf.md; some converters write big-endian. */
export const gguf: Detector = (_file, head) => {
  const version = Math.min(head.readUInt32LE(4), head.readUInt32BE(4));
  return version > 0 && version < 1000 ? framework('gguf', String(version)) : undefined;
};

/** Both CatBoost's binary and its JSON carry the build's description, after the training parameters. */
export const catboost: Detector = async (file) =>
  framework('catboost', catboostVersion(await readEdges(file)));

/** The library's version in a CatBoost model, also where it is embedded in a pickle. */
export function catboostVersion(text: string): string | undefined {
  return /CatBoost release (\d+(?:\.\d+)+)/.exec(text)?.[1];
}

/** The text's `version=v4` is the format's, not the library's. */
export const lightgbm: Detector = () => framework('lightgbm');

/** JSON and UBJSON; the version is the last key. */
export const xgboost: Detector = async (file) => framework('xgboost', xgboostVersion(await readEdges(file)));

/** The library's version in an XGBoost document of either kind, wherever it is embedded. */
export function xgboostVersion(text: string): string | undefined {
  const json = /"version":\s*\[(\d+),\s*(\d+),\s*(\d+)\]/.exec(text);
  if (json !== null) return json.slice(1).join('.');
  const ubjson = /version\[#L\0{7}\x03i(.)i(.)i(.)/s.exec(text);
  return ubjson
    ?.slice(1)
    .map((byte) => byte.charCodeAt(0))
    .join('.');
}

/** `tensorflow_version` is field 5 of MetaInfoDef: a tag, a length, a version. */
export const savedModel: Detector = async (file) => {
  const field = /\x2a(.)(\d{1,4}\.\d{1,4}\.\d{1,4}[\w.-]{0,40})/s.exec(await readEdges(file));
  return framework('tensorflow', field?.[2]?.slice(0, field[1]?.charCodeAt(0)));
};

/** https://huggingface.co/docs/safetensors: length of the header, then the header, which is JSON. */
export const safetensors: Detector = (file, head) => {
  const length = head.readBigUInt64LE(0);
  return length >= 2n && length <= BigInt(file.size - 8) ? framework('safetensors') : undefined;
};
