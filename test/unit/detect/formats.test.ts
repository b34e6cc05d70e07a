import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  type Content,
  detect,
  ELEGANTRL_NET,
  STATE_DICT,
  sb3,
  torch,
  VECNORMALIZE,
  zip,
} from './model-of.ts';

const formats: [string, string, Content, { name: string; version?: string } | undefined][] = [
  ['Stable-Baselines3', 'ppo.zip', sb3(), { name: 'stable-baselines3', version: '2.9.2' }],
  [
    'the same, deflated',
    'ppo.zip',
    sb3('1.8.0\n', { deflate: true }),
    { name: 'stable-baselines3', version: '1.8.0' },
  ],
  [
    'the same, zip64',
    'ppo.zip',
    sb3('2.9.2', { zip64: true }),
    { name: 'stable-baselines3', version: '2.9.2' },
  ],
  [
    'the same, with a comment',
    'p.zip',
    sb3('2.9.2', { comment: 'x'.repeat(500) }),
    { name: 'stable-baselines3', version: '2.9.2' },
  ],
  ['a version that is none', 'ppo.zip', sb3('\x1b[31m2.9.2'), { name: 'stable-baselines3' }],
  ['its normalisation alone', 'vecnormalize.pkl', VECNORMALIZE, { name: 'stable-baselines3' }],
  ['a zip of something else', 'data.zip', zip({ 'a.csv': '1,2' }), undefined],
  [
    'Keras 3',
    'model.keras',
    zip({
      'metadata.json': '{"keras_version": "3.15.1", "date_saved": "x"}',
      'config.json': '{}',
      'model.weights.h5': '',
    }),
    { name: 'keras', version: '3.15.1' },
  ],
  [
    'Keras in HDF5, version in the heap',
    'model.h5',
    `\x89HDF\r\n\x1a\n${'\0'.repeat(99)}keras_version\0\0\0\x19\x01${'\0'.repeat(200)}GCOL\x01\0\0\0\0\x10\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x06\0\0\0\0\0\0\x003.15.1\0\0`,
    { name: 'keras', version: '3.15.1' },
  ],
  [
    'Keras in HDF5, version in the attribute',
    'model.hdf5',
    `\x89HDF\r\n\x1a\n${'\0'.repeat(99)}keras_version\0\0\0\x13\0\0\0\x06\0\0\0\x02\0\0\0\0\0\0\x002.15.0\0\0`,
    { name: 'keras', version: '2.15.0' },
  ],
  ['weights of Keras 3', 'model.weights.h5', '\x89HDF\r\n\x1a\n\0layers', { name: 'keras' }],
  ['data in HDF5', 'prices.h5', '\x89HDF\r\n\x1a\n\0prices', undefined],
  [
    'a SavedModel',
    'saved_model.pb',
    '\x08\x01\x12\x30\x0a\x20\x12\x04\x0a\x02\x08\x01\x22\x05serve\x2a\x062.21.02\x072.21.0\0',
    { name: 'tensorflow', version: '2.21.0' },
  ],
  [
    'CatBoost',
    'model.cbm',
    'CBM1\xb0\x19\0\0 Summary: CatBoost release 1.2.10. commit_hash:f8',
    { name: 'catboost', version: '1.2.10' },
  ],
  [
    'CatBoost in JSON',
    'model.json',
    '{\n  "features_info": {}, "model_info": {"x": "CatBoost release 1.2.10. commit"}}',
    { name: 'catboost', version: '1.2.10' },
  ],
  [
    'CatBoost in a pickle',
    'model.pkl',
    '\x80\x04\x95\xf9\x1a\0\0\0\0\0\0\x8c\x0dcatboost.core\x94\x8c\x11CatBoostRegressor\x94\x93\x94 CatBoost release 1.2.10. ',
    { name: 'catboost', version: '1.2.10' },
  ],
  ['LightGBM', 'model.txt', 'tree\nversion=v4\nnum_class=1\n', { name: 'lightgbm' }],
  [
    'LightGBM in a pickle',
    'model.pkl',
    '\x80\x04\x95\xea\x25\0\0\0\0\0\0\x8c\x10lightgbm.sklearn\x94\x8c\x0dLGBMRegressor\x94\x93\x94.',
    { name: 'lightgbm' },
  ],
  [
    'XGBoost in a pickle',
    'model.pkl',
    '\x80\x04\x95\x32\x03\0\0\0\0\0\0\x8c\x0fxgboost.sklearn\x94 L\0\0\0\0\0\0\0\x07version[#L\0\0\0\0\0\0\0\x03i\x03i\x02i\x00}',
    { name: 'xgboost', version: '3.2.0' },
  ],
  [
    'XGBoost within a pipeline',
    'model.pkl',
    '\x80\x04\x95\x5e\x1b\0\0\0\0\0\0\x8c\x10sklearn.pipeline\x94\x8c\x0fxgboost.sklearn\x94\x8c\x10_sklearn_version\x94\x8c\x051.9.1\x94ub.',
    { name: 'scikit-learn', version: '1.9.1' },
  ],
  [
    'a development version',
    'model.pkl',
    '\x80\x02csklearn.svm\nSVC\nX\x10\0\0\0_sklearn_versionq\x30X\x0a\0\0\x001.4.dev0q1ub.',
    { name: 'scikit-learn', version: '1.4.dev0' },
  ],
  [
    'a pickle of plain data',
    'model.pkl',
    '\x80\x04\x95\x0a\0\0\0\0\0\0\0}\x94\x8c\x01a\x94K\x01s.',
    { name: 'pickle' },
  ],
  ['text that speaks of sklearn', 'model.pkl', 'see sklearn.svm', undefined],
  [
    'joblib, gzip',
    'm.joblib',
    gzipSync(Buffer.from('\x80\x04\x95\0\0\0\0\0\0\0\0\x8c\x10sklearn.pipeline\x94', 'latin1')),
    { name: 'scikit-learn' },
  ],
  ['joblib, lz4', 'm.joblib', '\x04\x22\x4d\x18\x40\x40\xc0', { name: 'joblib' }],
  ['joblib, xz', 'm.joblib', '\xfd7zXZ\0\0\x04', { name: 'joblib' }],
  ['a pickle, bz2', 'm.pkl', 'BZh91AY&SY', { name: 'pickle' }],
  ['PyTorch, a state dict', 'model.pth', torch(STATE_DICT), { name: 'pytorch' }],
  [
    'TorchScript',
    'model.pt',
    zip({ 'm/data/0': '', 'm/code/a.py': '', 'm/constants.pkl': '' }),
    { name: 'pytorch' },
  ],
  [
    'an exported program',
    'model.pt2',
    zip({ 'm/models/model.json': '', 'm/archive_format': 'pt2' }),
    { name: 'pytorch' },
  ],
  ["ElegantRL's network", 'actor.pth', torch(ELEGANTRL_NET), { name: 'elegantrl' }],
  ['ONNX without an opset', 'model.onnx', '\x08\x08\x3a\x02\x12\0', { name: 'onnx' }],
  [
    'ONNX with a domain first',
    'm.onnx',
    '\x08\x08\x3a\x02\x12\0\x42\x0e\x0a\x0aai.onnx.ml\x10\x01\x42\x02\x10\x15',
    { name: 'onnx', version: 'opset 21' },
  ],
  ['an ONNX graph that ends after the file', 'm.onnx', '\x08\x08\x3a\xff\xff\xff\xff\x0f\x12\0', undefined],
  ['GGUF, big-endian', 'm.gguf', 'GGUF\0\0\0\x03', { name: 'gguf', version: '3' }],
  ['a safetensors header longer than the file', 'm.safetensors', '\xff\0\0\0\0\0\0\0{}', undefined],
  ['a tokenizer', 'tokenizer_config.json', '{"tokenizer_class": "LlamaTokenizer"}', { name: 'transformers' }],
  ['a configuration of anything', 'config.json', '{"lr": 0.1}', undefined],
  ['a configuration that is no object', 'config.json', '{', undefined],
  ['nothing', 'model.pkl', '', undefined],
];
test.each(formats)('%s', async (_title, path, content, framework) => {
  const detected = await detect({ [path]: content });
  expect(detected).toEqual({ ...(framework && { framework }), artifacts: [path] });
});
