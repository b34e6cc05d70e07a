/** Frameworks by all the names that people use for them: of the package, of what is imported, of MLflow's flavour. */
const NAMES: readonly (readonly string[])[] = [
  ['stable-baselines3', 'stable_baselines3', 'sb3'],
  ['elegantrl', 'erl'],
  ['peft', 'lora'],
  ['transformers', 'huggingface', 'hugging-face', 'hf'],
  ['keras', 'tf.keras'],
  ['tensorflow', 'tf'],
  ['xgboost', 'xgb'],
  ['lightgbm', 'lgbm', 'lgb'],
  ['catboost', 'cb'],
  ['pytorch', 'torch'],
  ['onnx', 'onnxruntime', 'ort'],
  ['gguf', 'llama.cpp', 'llama-cpp', 'ggml'],
  ['scikit-learn', 'sklearn', 'scikit_learn'],
];

/** Every name of the framework that a text names, the text itself first. */
export function frameworkNames(text: string): readonly string[] {
  const names = NAMES.find((known) => known.includes(text.toLowerCase())) ?? [];
  return [...new Set([text, ...names])];
}
