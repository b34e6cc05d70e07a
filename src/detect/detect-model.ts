import { identify } from './identify.ts';
import { type ModelFile, mainFiles } from './main-files.ts';
import { type Framework, type ModelFiles, openWithin } from './open.ts';

/** The framework and the main files of a model. */
export interface DetectedModel {
  /** Absent where no file is recognised. */
  framework?: Framework;
  /**
   * The main files: weights first, then configuration, tokenizer, normalisation statistics. Where no
   * file is recognised, up to 20 of the largest. Never by-products of training, such as logs, metrics,
   * optimizer states and intermediate checkpoints; empty where there is nothing else.
   */
  artifacts: string[];
}

const PROBES = 64;
const BYTE_BUDGET = 1 << 20;
const UNRECOGNISED_ARTIFACTS = 20;

/** The more a name says about how to load the model, the earlier it stands. */
const PRECEDENCE = [
  'stable-baselines3',
  'elegantrl',
  'peft',
  'transformers',
  'keras',
  'tensorflow',
  'xgboost',
  'lightgbm',
  'catboost',
  'pytorch',
  'onnx',
  'gguf',
  'scikit-learn',
  'safetensors',
  'joblib',
  'pickle',
];

/** Frameworks that Hugging Face's `config.json` can describe; beside an ONNX or GGUF file it has no meaning. */
const TRANSFORMERS_WEIGHTS = new Set(['pytorch', 'safetensors', 'keras', 'tensorflow']);

/**
 * Recognises the framework from bytes and names, and the files that matter. Nothing is unpickled or
 * executed. Never throws: a file that cannot be read or parsed is a file that is not recognised. Looks
 * into at most 64 files and reads at most 1 MiB, whatever the headers claim.
 *
 * `framework.name` is the word that MLflow's flavours and the packages themselves use. Its `version` is
 * the library that saved the model where the files tell; a format without a library gives its own
 * (GGUF: `3`; ONNX: `opset 21`, as an ONNX file names its exporter but no ONNX release). ElegantRL is
 * told from PyTorch by pickled `elegantrl.` classes, or by its file names `act*` and `cri*` together
 * (`actor.pth` and `critic.pth` alone may be anyone's).
 */
export async function detectModel(model: ModelFiles): Promise<DetectedModel> {
  const files = mainFiles(model.files);
  const open = openWithin(model, BYTE_BUDGET);
  const found = new Map<ModelFile, Framework>();
  for (const file of probeOrder(files)) {
    const framework = await identify(open(file));
    if (framework !== undefined) found.set(file, framework);
  }
  const isFinal = (file: ModelFile) => holdsWeights(file) && !file.inCheckpoint;
  const kept = [...found.keys()].some(isFinal) ? files.filter((file) => !file.inCheckpoint) : files;
  const framework = choose(
    kept.flatMap((file) => found.get(file) ?? []),
    model.files,
  );
  if (framework === undefined) return { artifacts: largest(files) };

  const isMain = (file: ModelFile) => holdsWeights(file) && found.get(file)?.name === framework.name;
  const artifacts = kept
    .filter((file) => file.role !== 'other' && (file.role !== 'unclear' || found.has(file)))
    .sort((a, b) => Number(isMain(b)) - Number(isMain(a)));
  return { framework, artifacts: artifacts.map((file) => file.path) };
}

const holdsWeights = (file: ModelFile) => file.role === 'weights' || file.role === 'unclear';

/** Final before intermediate, sure before doubtful, near the root before deep, configuration first. */
function probeOrder(files: readonly ModelFile[]): ModelFile[] {
  return files
    .filter((file) => file.role !== 'other')
    .sort(
      (a, b) =>
        Number(a.inCheckpoint) - Number(b.inCheckpoint) ||
        Number(a.role === 'unclear') - Number(b.role === 'unclear') ||
        a.depth - b.depth ||
        Number(b.role === 'config') - Number(a.role === 'config'),
    )
    .slice(0, PROBES);
}

function choose(found: readonly Framework[], files: ModelFiles['files']): Framework | undefined {
  const ownWeights = found.some(({ name }) => TRANSFORMERS_WEIGHTS.has(name));
  const isAlone = found.every(({ name }) => name === 'transformers');
  const [best] = found
    .filter(({ name }) => name !== 'transformers' || ownWeights || isAlone)
    .sort(
      (a, b) =>
        PRECEDENCE.indexOf(a.name) - PRECEDENCE.indexOf(b.name) ||
        Number(a.version === undefined) - Number(b.version === undefined),
    );
  return best?.name === 'pytorch' && hasElegantRlNames(files) ? { name: 'elegantrl' } : best;
}

function hasElegantRlNames(files: ModelFiles['files']): boolean {
  const has = (pattern: RegExp) => files.some((file) => pattern.test(file.path));
  return has(/(^|\/)act(_target|_optimizer)?\.pth?$/) && has(/(^|\/)cri(_target|_optimizer)?\.pth?$/);
}

function largest(files: readonly ModelFile[]): string[] {
  const kept = new Set(files.toSorted((a, b) => b.size - a.size).slice(0, UNRECOGNISED_ARTIFACTS));
  return files.filter((file) => kept.has(file)).map((file) => file.path);
}
