import { describe, expect, it } from 'vitest';
import { resolveSettings, type Sources } from '../../../src/config/resolve.ts';
import { SETTING_KEYS, SETTINGS } from '../../../src/config/settings.ts';
import { MregError } from '../../../src/errors.ts';

const resolve = (sources: Partial<Sources>) =>
  resolveSettings({ flags: {}, env: {}, cwd: '/project', ...sources });
const project = (content: unknown) => ({ project: { file: '/repo/mreg.yaml', content } });
const user = (content: unknown) => ({ user: { file: '/home/me/.config/mreg/config.yaml', content } });

function refusal(sources: Partial<Sources>): MregError {
  try {
    resolve(sources);
  } catch (error) {
    if (error instanceof MregError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('resolveSettings', () => {
  it('gives the defaults where nothing is set', () => {
    const { settings, origins } = resolve({});
    expect(settings).toEqual({
      root: undefined,
      name: undefined,
      type: undefined,
      types: undefined,
      stages: ['None', 'Staging', 'Production', 'Archived'],
      default_stage: 'None',
      auto_archive: true,
      compare_metrics: [],
      'retention.keep': undefined,
      'retention.days': undefined,
      'retention.rollback': 1,
      create: true,
      gates: {},
      metrics: {},
      external_sources: 'allow',
      'mlflow.enabled': true,
    });
    expect(origins).toEqual(Object.fromEntries(SETTING_KEYS.map((key) => [key, { source: 'default' }])));
  });

  it('lets flags win over the environment, the project, the user and the defaults', () => {
    const sources = [
      { flags: { name: 'flag' } },
      { env: { MREG_NAME: 'environment' } },
      project({ name: 'project' }),
      user({ name: 'user' }),
    ];
    const winners = sources.map((_, index) => {
      const { settings, origins } = resolve(Object.assign({}, ...sources.slice(index)));
      return [settings.name, origins.name];
    });
    expect(winners).toEqual([
      ['flag', { source: 'flag', name: '--name' }],
      ['environment', { source: 'environment', name: 'MREG_NAME' }],
      ['project', { source: 'project', file: '/repo/mreg.yaml' }],
      ['user', { source: 'user', file: '/home/me/.config/mreg/config.yaml' }],
    ]);
  });

  it('resolves each setting on its own, and replaces lists and mappings as a whole', () => {
    const { settings } = resolve({
      ...project({ metrics: { f1: 'max' }, retention: { keep: 5 } }),
      ...user({ metrics: { rmse: 'min' }, retention: { keep: 9, days: 30 } }),
    });
    expect(settings.metrics).toEqual({ f1: 'max' });
    expect([settings['retention.keep'], settings['retention.days']]).toEqual([5, 30]);
  });

  it('starts a relative root at the file that sets it, or else at the working directory', () => {
    expect(resolve(project({ root: 'models' })).settings.root).toBe('/repo/models');
    expect(resolve(user({ root: '../r' })).settings.root).toBe('/home/me/.config/r');
    expect(resolve({ env: { MREG_ROOT: './r' } }).settings.root).toBe('/project/r');
    expect(resolve({ flags: { root: '../r' } }).settings.root).toBe('/r');
    expect(resolve(project({ root: '/srv/models/' })).settings.root).toBe('/srv/models');
  });

  it('reads retention_days too, and refuses it beside retention.days', () => {
    expect(resolve(project({ retention_days: 7 })).settings['retention.days']).toBe(7);
    const error = refusal(project({ retention_days: 7, retention: { days: 7 } }));
    expect(error.message).toBe(
      'retention_days and retention.days in /repo/mreg.yaml are the same setting, expected one of them',
    );
  });

  it('takes a file without settings', () => {
    expect(resolve(project(null)).settings).toEqual(resolve({}).settings);
  });

  it('does not look at a value that a stronger source hides', () => {
    expect(resolve({ env: { MREG_NAME: 'a' }, ...project({ name: 1 }) }).settings.name).toBe('a');
  });

  it('keeps keys that objects inherit apart from those that are set', () => {
    const { metrics } = resolve(project({ metrics: { constructor: 'min' } })).settings;
    expect(Object.keys(metrics)).toEqual(['constructor']);
    expect('toString' in metrics).toBe(false);
    expect(refusal(project({ constructor: 1 })).message).toMatch(/^unknown setting constructor in /);
  });
});

describe('the environment', () => {
  it.each([
    ['MREG_TYPES', 'a, b', 'types', ['a', 'b']],
    ['MREG_STAGES', 'None,Live,Archived', 'stages', ['None', 'Live', 'Archived']],
    ['MREG_DEFAULT_STAGE', 'staging', 'default_stage', 'Staging'],
    ['MREG_AUTO_ARCHIVE', 'FALSE', 'auto_archive', false],
    ['MREG_AUTO_ARCHIVE', '0', 'auto_archive', false],
    ['MREG_AUTO_ARCHIVE', '1', 'auto_archive', true],
    ['MREG_COMPARE_METRICS', 'rmse,validation.f1', 'compare_metrics', ['rmse', 'validation.f1']],
    ['MREG_RETENTION_KEEP', '5', 'retention.keep', 5],
    ['MREG_RETENTION_DAYS', '030', 'retention.days', 30],
    ['MREG_RETENTION_ROLLBACK', '0', 'retention.rollback', 0],
  ] as const)('reads %s=%s', (variable, text, key, value) => {
    const { settings, origins } = resolve({ env: { [variable]: text } });
    expect(settings[key]).toEqual(value);
    expect(origins[key]).toEqual({ source: 'environment', name: variable });
  });

  it.each([
    [
      'MREG_AUTO_ARCHIVE',
      'yes',
      'MREG_AUTO_ARCHIVE is "yes", expected true or false',
      'MREG_AUTO_ARCHIVE=true',
    ],
    [
      'MREG_RETENTION_KEEP',
      '5d',
      'MREG_RETENTION_KEEP is "5d", expected a positive whole number',
      'MREG_RETENTION_KEEP=5',
    ],
    [
      'MREG_RETENTION_DAYS',
      '0',
      'MREG_RETENTION_DAYS is 0, expected a positive whole number',
      'MREG_RETENTION_DAYS=90',
    ],
    ['MREG_STAGES', 'Live', 'MREG_STAGES is a list', 'MREG_STAGES=None,Staging,Production,Archived'],
  ])('refuses %s=%s', (variable, text, message, example) => {
    const error = refusal({ env: { [variable]: text } });
    expect(error.code).toBe('MREG_INVALID');
    expect(error.message).toContain(message);
    expect(error.hint).toBe(`for example: ${example}`);
  });

  it('takes an empty variable as unset and ignores those it does not know', () => {
    const env = {
      MREG_ROOT: '',
      MREG_TYPES: '',
      MREG_STAGE: 'x',
      MREG_SOAK: '1',
      MREG_GATES: 'x',
      mreg_name: 'x',
    };
    expect(resolve({ env })).toEqual(resolve({}));
  });
});

describe('stages', () => {
  const staged = (content: object) => project({ stages: ['None', 'Dev', 'Live', 'Archived'], ...content });

  it('spells the default stage and the gates as the stages are configured', () => {
    const { settings } = resolve(staged({ default_stage: 'DEV', gates: { live: ['f1 >= 0.8'] } }));
    expect(settings.default_stage).toBe('Dev');
    expect(settings.gates).toEqual({ Live: ['f1 >= 0.8'] });
  });

  it('holds a weaker source to the stages of a stronger one', () => {
    const error = refusal({ ...staged({}), ...user({ default_stage: 'Staging' }) });
    expect(error.message).toBe(
      'default_stage in /home/me/.config/mreg/config.yaml is "Staging", expected one of None, Dev, Live, Archived',
    );
  });

  it.each([
    [
      { default_stage: 'Lvie' },
      'default_stage in /repo/mreg.yaml is "Lvie", expected one of None, Dev, Live, Archived',
    ],
    [
      { gates: { Lvie: [] } },
      'gates.Lvie in /repo/mreg.yaml is "Lvie", expected one of None, Dev, Live, Archived',
    ],
  ])('suggests the stage meant in %j', (content, message) => {
    const error = refusal(staged(content));
    expect(error.message).toBe(message);
    expect(error.hint).toBe('did you mean Live?');
  });

  it.each([
    [['None', 'Live', 'Done'], 'stages[2] in /repo/mreg.yaml is "Done", expected Archived as the last stage'],
    [['Dev', 'None', 'Archived'], 'stages[0] in /repo/mreg.yaml is "Dev", expected None as the first stage'],
    [['None', 'Archived'], 'stages in /repo/mreg.yaml is a list, expected a list of at least 3'],
    [['None', 'Dev', 'dev', 'Archived'], 'stages[2] in /repo/mreg.yaml is "dev", expected each item once'],
    [['None', 'latest', 'Archived'], 'stages[1] in /repo/mreg.yaml is "latest", expected a stage\'s name'],
    [['None', '^1.2', 'Archived'], 'stages[1] in /repo/mreg.yaml is "^1.2", expected a stage\'s name'],
  ])('refuses %j', (stages, message) => {
    expect(refusal(project({ stages })).message).toContain(message);
  });

  it('refuses two gates for one stage', () => {
    expect(refusal(staged({ gates: { Live: [], live: [] } })).message).toBe(
      'gates.live in /repo/mreg.yaml is "live", expected each stage once',
    );
  });
});

describe('a wrong value', () => {
  it('is named with its file, its key, what it is, what it should be and an example', () => {
    const error = refusal(project({ retention: { keep: 'three' } }));
    expect(error).toMatchObject({
      code: 'MREG_INVALID',
      message: 'retention.keep in /repo/mreg.yaml is "three", expected a positive whole number',
      hint: 'for example: retention: {keep: 5}',
      details: {
        source: 'project',
        file: '/repo/mreg.yaml',
        key: 'retention.keep',
        received: '"three"',
        expected: 'a positive whole number',
      },
    });
  });

  it.each([
    [{ name: null }, 'name in /repo/mreg.yaml is nothing, expected a name'],
    [{ name: 'a b' }, 'name in /repo/mreg.yaml is "a b", expected a name'],
    [
      { compare_metrics: false },
      'compare_metrics in /repo/mreg.yaml is false, expected a list, or true for all',
    ],
    [{ types: [] }, 'types in /repo/mreg.yaml is an empty list, expected a list of at least 1'],
    [
      { gates: { Production: ['a', 1] } },
      'gates.Production[1] in /repo/mreg.yaml is 1, expected one line of text',
    ],
    [{ gates: ['a'] }, 'gates in /repo/mreg.yaml is a list, expected a mapping'],
    [{ metrics: { rmse: 'less' } }, 'metrics.rmse in /repo/mreg.yaml is "less", expected min or max'],
    [{ root: { a: 1 } }, 'root in /repo/mreg.yaml is a mapping, expected one line of text'],
    [{ root: `${'x'.repeat(100)}\n` }, `root in /repo/mreg.yaml is "${'x'.repeat(60)}…", expected`],
    [{ retention: 5 }, 'retention in /repo/mreg.yaml is 5, expected a mapping'],
    [['root'], '/repo/mreg.yaml is a list, expected a mapping'],
  ])('is refused: %j', (content, message) => {
    expect(refusal(project(content)).message).toContain(message);
  });

  it('is named with the section it stands in', () => {
    const file = '/repo/params.yaml';
    const within = (content: unknown) =>
      refusal({ project: { file, content, section: 'model_registry' } }).message;
    expect(within({ retention: { days: -1 } })).toMatch(
      /^model_registry\.retention\.days in \/repo\/params\.yaml is -1,/,
    );
    expect(within('x')).toMatch(/^model_registry in \/repo\/params\.yaml is "x", expected a mapping$/);
  });

  it('is refused in a flag', () => {
    const error = refusal({ flags: { default_stage: '' } });
    expect(error.message).toMatch(/^--default-stage is "", expected /);
    expect(error.hint).toBe('for example: --default-stage None');
  });
});

describe('an unknown key', () => {
  it.each([
    [{ stagse: 1 }, 'did you mean stages?'],
    [{ retentoin: 1 }, 'did you mean retention?'],
    [{ retention: { kep: 1 } }, 'did you mean keep?'],
    [{ Root: 'x' }, 'did you mean root?'],
    [{ zzzzzz: 1 }, undefined],
  ])('is refused with a suggestion: %j', (content, hint) => {
    const error = refusal(project(content));
    expect(error).toMatchObject({ code: 'MREG_INVALID', hint });
    expect(error.message).toMatch(/^unknown setting \S+ in \/repo\/mreg\.yaml, expected one of \w+, \w+/);
  });

  it('is refused in a file whose other settings are all hidden', () => {
    expect(refusal({ ...project({ name: 'a' }), ...user({ naem: 'b' }) }).hint).toBe('did you mean name?');
  });

  it('is a note in a section of a file that others own', () => {
    const content = { name: 'a', nmae: 'b', retention: { keep: 3, policy: 'x' }, zzzzzz: 1 };
    const { settings, notes } = resolve({
      project: { file: '/repo/params.yaml', content, section: 'model_registry' },
    });
    expect(settings).toMatchObject({ name: 'a', 'retention.keep': 3 });
    const unused = 'in /repo/params.yaml is not a setting of mreg and has no effect';
    expect(notes).toEqual([
      `model_registry.nmae ${unused}; did you mean name?`,
      `model_registry.retention.policy ${unused}`,
      `model_registry.zzzzzz ${unused}`,
    ]);
  });

  it('is no news where it turns on what mreg always does', () => {
    const content = { track_experiments: true, save_artifacts: false };
    const { notes } = resolve({
      project: { file: '/repo/params.yaml', content, section: 'model_registry' },
    });
    expect(notes).toEqual([expect.stringMatching(/^model_registry\.save_artifacts /)]);
    expect(refusal(project({ track_experiments: true })).code).toBe('MREG_INVALID');
  });

  it('is what a key with a dot is', () => {
    expect(refusal(project({ 'retention.keep': 5 })).message).toMatch(/^unknown setting retention\.keep /);
  });
});

describe('the table', () => {
  it.each(SETTING_KEYS)('has a default of %s that passes as a value of it', (key) => {
    const { initial } = SETTINGS[key];
    expect(resolve({ flags: { [key]: initial } }).settings[key]).toEqual(initial);
  });
});
