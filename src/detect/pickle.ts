import { unzipSync } from 'node:zlib';
import { catboostVersion, xgboostVersion } from './formats.ts';
import type { Detector } from './open.ts';
import { type Framework, framework, readEdges } from './open.ts';
import { Z_SYNC_FLUSH } from './zip.ts';

const LIBRARIES: Readonly<Record<string, string>> = {
  sklearn: 'scikit-learn',
  xgboost: 'xgboost',
  lightgbm: 'lightgbm',
  catboost: 'catboost',
  stable_baselines3: 'stable-baselines3',
  elegantrl: 'elegantrl',
  torch: 'pytorch',
  keras: 'keras',
  tensorflow: 'tensorflow',
  transformers: 'transformers',
};

/** A module as the opcodes GLOBAL, SHORT_BINUNICODE and BINUNICODE write it: the outermost object's comes first. */
const MODULE = new RegExp(`(?:c|\\x8c.|X.{4})(${Object.keys(LIBRARIES).join('|')})\\.\\w`, 's');

/** A string after the key, with opcodes between; what follows it may be an opcode that reads as a letter. */
const SKLEARN_VERSION = /_sklearn_version.{1,20}?(\d+(?:\.\d+)+(?:(?:a|b|rc|\.post|\.dev)\d+)?)/s;

/** Deflate cannot expand 4 KiB further than this. */
const INFLATED_LIMIT = 5 << 20;

/** A pickle, raw or by joblib: told by the modules that it names. It is searched, never loaded. */
export const pickle: Detector = async (file) => {
  const text = await readEdges(file);
  const known = library(text);
  if (known !== undefined) return known;
  const isText = !text.startsWith('\x80');
  return isText && !text.endsWith('.') ? undefined : unknownPickle(file.path);
};

/** joblib's `compress=`: zlib and gzip are looked into, the others are told by name alone. */
export const compressedPickle: Detector = (file, head) => {
  const isDeflated = head[0] === 0x78 || head[0] === 0x1f;
  if (!isDeflated) return unknownPickle(file.path);
  const start = unzipSync(head, { finishFlush: Z_SYNC_FLUSH, maxOutputLength: INFLATED_LIMIT });
  return library(start.toString('latin1')) ?? unknownPickle(file.path);
};

/** `torch.save` before PyTorch 1.6: a pickle that begins with a magic number. */
export const legacyTorch: Detector = async (file) => torchOrElegantRl(await readEdges(file));

/** A pickled ElegantRL network names its class; a plain state dict is PyTorch's. */
export function torchOrElegantRl(pickled: string): Framework {
  return framework(/[cX\x8c].{0,4}elegantrl\./s.test(pickled) ? 'elegantrl' : 'pytorch');
}

function library(text: string): Framework | undefined {
  const name = LIBRARIES[MODULE.exec(text)?.[1] ?? ''];
  return name === undefined ? undefined : framework(name, versionOf(name, text));
}

function versionOf(name: string, text: string): string | undefined {
  if (name === 'xgboost') return xgboostVersion(text);
  if (name === 'catboost') return catboostVersion(text);
  return name === 'scikit-learn' ? SKLEARN_VERSION.exec(text)?.[1] : undefined;
}

const unknownPickle = (path: string) => framework(/\.joblib$/i.test(path) ? 'joblib' : 'pickle');
