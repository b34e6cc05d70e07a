import { archive } from './archive.ts';
import { catboost, config, gguf, keras, lightgbm, safetensors, savedModel, xgboost } from './formats.ts';
import { onnx } from './onnx.ts';
import type { Detector, Framework, OpenFile } from './open.ts';
import { compressedPickle, legacyTorch, pickle } from './pickle.ts';

interface Format {
  readonly named?: RegExp;
  /** On the first bytes, one character a byte. */
  readonly begins?: RegExp;
  readonly detect: Detector;
}

const HEAD = 4096;
const PICKLED = /\.(pkl|pickle|joblib|sav|dill)$/i;

/** Formats with a signature are known whatever their name; the others need the name as well. */
const FORMATS: readonly Format[] = [
  { named: /(^|\/)(adapter_config|config|tokenizer_config)\.json$/, begins: /^\s*\{/, detect: config },
  { begins: /^PK\x03\x04/, detect: archive },
  { begins: /^\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19/, detect: legacyTorch },
  { begins: /^\x80[\x02-\x05]/, detect: pickle },
  { begins: /^\x89HDF\r\n\x1a\n/, detect: keras },
  { begins: /^GGUF/, detect: gguf },
  { begins: /^CBM1|^\s*\{\s*"(ctr_data|features_info)"/, detect: catboost },
  { begins: /^tree\r?\nversion=/, detect: lightgbm },
  { begins: /^\{[iUIlL].{1,8}learner\{|^\s*\{\s*"learner"/s, detect: xgboost },
  { named: /\.onnx$/i, begins: /^\x08/, detect: onnx },
  { named: /(^|\/)saved_model\.pb$/, begins: /^\x08\x01\x12/, detect: savedModel },
  { begins: /^.{8}\{/s, detect: safetensors },
  {
    named: PICKLED,
    begins: /^(\x78[\x01\x5e\x9c\xda]|\x1f\x8b|BZh|\xfd7zXZ|\x5d\0\0|\x04\x22\x4d\x18)/,
    detect: compressedPickle,
  },
  { named: PICKLED, begins: /^[(\]}c]/, detect: pickle },
];

/** The framework that one file belongs to, if it shows. Never throws. */
export async function identify(file: OpenFile): Promise<Framework | undefined> {
  try {
    const head = await file.read(0, HEAD);
    const text = head.toString('latin1');
    for (const { named, begins, detect } of FORMATS) {
      if (named?.test(file.path) === false || begins?.test(text) === false) continue;
      const framework = await detect(file, head);
      if (framework !== undefined) return framework;
    }
  } catch {
    // Reading past the end of a truncated or lying file throws; so does invalid JSON or a broken deflate stream.
  }
  return undefined;
}
