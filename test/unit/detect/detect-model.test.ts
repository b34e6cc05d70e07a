import { describe, expect, test } from 'vitest';
import { detect, fixture, fixtureNames, STATE_DICT, sb3, torch, VECNORMALIZE } from './model-of.ts';

describe('models that the libraries themselves have saved', () => {
  const saved: [string, { name: string; version?: string }, string[]][] = [
    ['scikit-learn', { name: 'scikit-learn', version: '1.9.1' }, ['model.joblib', 'scaler.joblib']],
    ['scikit-learn-zlib', { name: 'scikit-learn', version: '1.9.1' }, ['model.joblib']],
    ['scikit-learn-pickle-0', { name: 'scikit-learn', version: '1.9.1' }, ['model.pkl']],
    ['scikit-learn-pickle-2', { name: 'scikit-learn', version: '1.9.1' }, ['model.pkl']],
    ['scikit-learn-pickle-4', { name: 'scikit-learn', version: '1.9.1' }, ['model.pkl']],
    ['xgboost', { name: 'xgboost', version: '3.2.0' }, ['model.ubj']],
    ['xgboost-json', { name: 'xgboost', version: '3.2.0' }, ['model.json']],
    ['onnx', { name: 'onnx', version: 'opset 22' }, ['model.onnx']],
    ['safetensors', { name: 'safetensors' }, ['weights.safetensors']],
    ['gguf', { name: 'gguf', version: '3' }, ['model.gguf']],
    ['pytorch', { name: 'pytorch' }, ['model.pt']],
    ['pytorch-legacy', { name: 'pytorch' }, ['model.pth']],
    [
      'transformers',
      { name: 'transformers', version: '5.23.0' },
      ['model.safetensors', 'config.json', 'generation_config.json'],
    ],
    ['peft', { name: 'peft', version: '0.21.2' }, ['adapter_model.safetensors', 'adapter_config.json']],
  ];
  test.each(saved)('%s', async (name, framework, artifacts) => {
    expect(await detect(fixture(name))).toEqual({ framework, artifacts });
  });

  test('a row for each fixture', () => {
    expect(saved.map(([name]) => name).sort()).toEqual(fixtureNames);
  });
});

describe('the framework of a directory', () => {
  test('act* and cri* together are ElegantRL, actor and critic may be any PyTorch', async () => {
    const plain = torch(STATE_DICT);
    expect(await detect({ 'act.pth': plain, 'cri.pth': plain, 'act_optimizer.pth': plain })).toEqual({
      framework: { name: 'elegantrl' },
      artifacts: ['act.pth', 'cri.pth'],
    });
    expect((await detect({ 'actor.pth': plain, 'critic.pth': plain })).framework).toEqual({
      name: 'pytorch',
    });
    expect((await detect({ 'act.pth': plain })).framework).toEqual({ name: 'pytorch' });
  });

  test('the most telling file decides, and stands first', async () => {
    const detected = await detect({
      ...fixture('scikit-learn'),
      'encoder.pkl': VECNORMALIZE.replace('stable_baselines3', 'collections'),
      'trees.txt': 'tree\nversion=v4\n',
    });
    expect(detected.framework).toEqual({ name: 'lightgbm' });
    expect(detected.artifacts).toEqual(['trees.txt', 'encoder.pkl', 'model.joblib', 'scaler.joblib']);
  });

  test('a transformers configuration beside a GGUF or ONNX file only travels along', async () => {
    const { 'config.json': config = '' } = fixture('transformers');
    expect((await detect({ ...fixture('gguf'), 'config.json': config })).framework?.name).toBe('gguf');
    expect((await detect({ ...fixture('onnx'), ...fixture('transformers') })).framework?.name).toBe(
      'transformers',
    );
    expect((await detect({ 'config.json': config })).framework?.name).toBe('transformers');
  });

  test('an adapter outranks the base model that it lies with', async () => {
    expect((await detect({ ...fixture('transformers'), ...fixture('peft') })).framework?.name).toBe('peft');
  });
});

describe('artifacts', () => {
  test('an agent with its normalisation', async () => {
    const detected = await detect({
      'env_config.json': '{"window": 8}',
      'metadata.json': '{}',
      'metrics.json': '{}',
      'ppo_dowjones.zip': sb3(),
      'vecnormalize.pkl': VECNORMALIZE,
    });
    expect(detected.artifacts).toEqual(['ppo_dowjones.zip', 'vecnormalize.pkl']);
  });

  test('weights, configuration, tokenizer, statistics, and no by-product of training', async () => {
    const { 'model.safetensors': weights = '', 'config.json': config = '' } = fixture('transformers');
    const wanted = {
      'model-00001-of-00002.safetensors': weights,
      'model-00002-of-00002.safetensors': weights,
      'config.json': config,
      'generation_config.json': '{}',
      'model.safetensors.index.json': '{}',
      'merges.txt': '',
      'special_tokens_map.json': '{}',
      'tokenizer.json': '{}',
      'tokenizer.model': '',
      'tokenizer_config.json': '{}',
      'vocab.json': '{}',
      'feature_scaler.pkl': '',
    };
    const unknown = { 'requirements.txt': 'numpy', 'dataset.zip': 'PK', 'params.json': '{}' };
    const unwanted = [
      ...[
        'README.md',
        'LICENSE',
        'train.py',
        'train.log',
        'metadata.json',
        'all_results.json',
        'metrics.csv',
      ],
      ...[
        'optimizer.pt',
        'scheduler.pt',
        'rng_state.pth',
        'rng_state_0.pth',
        'scaler.pt',
        'trainer_state.json',
      ],
      ...[
        'training_args.bin',
        'runs/events.out.tfevents.1700.host.1.0',
        'rl_model_replay_buffer_100_steps.pkl',
      ],
      ...['.gitattributes', '.cache/model.safetensors', 'validation_metrics.json'],
      ...['checkpoint-500/model.safetensors', 'checkpoint-500/config.json'],
    ];
    const detected = await detect({
      ...Object.fromEntries(unwanted.map((path) => [path, weights])),
      ...unknown,
      ...wanted,
    });
    expect(detected.artifacts).toEqual(Object.keys(wanted));
  });

  test('a SavedModel is its graph and its variables', async () => {
    const detected = await detect({
      'fingerprint.pb': '',
      'saved_model.pb': '\x08\x01\x12\0',
      'variables/variables.data-00000-of-00001': '',
      'variables/variables.index': '',
    });
    expect(detected.artifacts).toEqual([
      'saved_model.pb',
      'fingerprint.pb',
      'variables/variables.data-00000-of-00001',
      'variables/variables.index',
    ]);
  });

  test('a checkpoint counts where nothing else is recognised', async () => {
    const { 'model.safetensors': weights = '' } = fixture('transformers');
    const detected = await detect({ 'checkpoint-500/model.safetensors': weights, 'notes.json': '{}' });
    expect(detected).toEqual({
      framework: { name: 'safetensors' },
      artifacts: ['checkpoint-500/model.safetensors'],
    });
  });

  test('unrecognised: all files without by-products, or the twenty largest', async () => {
    expect(await detect({ 'a.dat': 'x', 'README.md': 'x', '.env': 'x' })).toEqual({ artifacts: ['a.dat'] });
    expect(await detect({ 'README.md': 'x' })).toEqual({ artifacts: [] });
    expect(await detect({})).toEqual({ artifacts: [] });
    const many = Array.from({ length: 30 }, (_, i) => [`part-${String(i).padStart(2, '0')}`, 'x'.repeat(i)]);
    const { artifacts } = await detect(Object.fromEntries(many));
    expect(artifacts).toEqual(many.slice(10).map(([path]) => path));
  });
});

test('the same files give the same answer', async () => {
  const contents = { ...fixture('scikit-learn'), ...fixture('peft'), ...fixture('onnx') };
  expect(await detect(contents)).toEqual(await detect(contents));
});
