/** The purpose of a file by its name. `unclear` may be weights: its bytes decide. */
type Role = 'weights' | 'unclear' | 'config' | 'tokenizer' | 'statistics' | 'other';

/** A file that may be part of the model, with its role. */
export interface ModelFile {
  readonly path: string;
  readonly size: number;
  readonly role: Role;
  /** The number of directories above it. */
  readonly depth: number;
  /** It lies in an intermediate checkpoint: `checkpoint-500/`, `checkpoints/`. */
  readonly inCheckpoint: boolean;
}

const ORDER: readonly Role[] = ['weights', 'unclear', 'config', 'tokenizer', 'statistics', 'other'];

/** Each is tried on the last part of a path in lower case; the first that fits decides. */
const ROLES: readonly (readonly [Role, RegExp])[] = [
  ['config', /^((adapter_|generation_|preprocessor_|processor_|quantize_)?config\.json|mlmodel)$/],
  ['config', /\.index\.json$/],
  ['tokenizer', /^(tokenizer[\w.-]*\.(json|model)|special_tokens_map\.json|added_tokens\.json)$/],
  ['tokenizer', /^(vocab\.(json|txt)|merges\.txt|spiece\.model|sentencepiece[\w.-]*\.model)$/],
  ['tokenizer', /^chat_template\.(jinja|json)$/],
  ['statistics', /(scaler|normali[sz]|_norm|norm_|obs_rms).*\.(pkl|pickle|joblib|npz|npy|json|pth?)$/],
  ['weights', /\.(safetensors|gguf|onnx|onnx[._]data|keras|pth?|pt2|ckpt|h5|hdf5|ubj|bst|cbm)$/],
  ['weights', /\.(pkl|pickle|joblib|sav|dill)$/],
  ['weights', /(^|[_-])model([_.-].*)?\.bin$/],
  ['weights', /^(saved_model|keras_metadata|fingerprint)\.pb$|^variables\.(index|data-\d+-of-\d+)$/],
  ['unclear', /\.(zip|bin|model|json|txt|lgbm?|xgb)$/],
];

/** By-products of training, which nobody needs to load the model. */
const BY_PRODUCTS: readonly RegExp[] = [
  /^(readme|licen[cs]e|notice|changelog)\b/,
  /\.(md|rst|log|py|pyc|ipynb|sh)$/,
  /^(metadata|trainer_state)\.json$|^training_args\.bin$/,
  /(^|[_.-])(metrics?|evaluation|eval|results?|history)([_.-].*)?\.(json|jsonl|csv|tsv|ya?ml|txt)$/,
  /(^|[_.-])optimizer([_.-]\w+)?\.(bin|pth?)$/,
  /^(scheduler|scaler)\.pt$|^(rng|random)_states?/,
  /^events\.out\.tfevents|replay_buffer/,
];

const HIDDEN = /(^|\/)\./;
const CHECKPOINT = /(^|\/)checkpoint(s|[-_]\d+)\//;

/**
 * The files that may belong to the model, without by-products and hidden files, in the order of
 * `metadata.json`: by role, files nearer the root first, otherwise as they came.
 */
export function mainFiles(files: readonly { readonly path: string; readonly size: number }[]): ModelFile[] {
  return files
    .filter(({ path }) => !HIDDEN.test(path))
    .flatMap(({ path, size }) => {
      const parts = path.split('/');
      const role = roleOf(parts.at(-1)?.toLowerCase() ?? '');
      return role ? [{ path, size, role, depth: parts.length - 1, inCheckpoint: CHECKPOINT.test(path) }] : [];
    })
    .sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || a.depth - b.depth);
}

function roleOf(name: string): Role | undefined {
  if (BY_PRODUCTS.some((pattern) => pattern.test(name))) return undefined;
  return ROLES.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}
