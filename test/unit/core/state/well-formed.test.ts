import { describe, expect, it } from 'vitest';
import {
  entryFault,
  manifestFault,
  modelFault,
  summaryFault,
  unknownChange,
} from '../../../../src/core/state/well-formed.ts';

const SHA = 'a'.repeat(64);
const REGISTERED = {
  change: 'version-registered',
  type: 't',
  name: 'm',
  version: 'v1.0.0',
  number: 1,
  directory: 't/m_v1.0.0_20260101000000',
  metadata_sha256: SHA,
  digest: SHA,
  size: 3,
};
const OF = { type: 't', name: 'm', version: 'v1.0.0' };

const entry = (changes: unknown, more: object = {}) => ({
  revision: 2,
  id: 'x',
  previous: SHA,
  at: '2026-05-03T14:00:00.000Z',
  by: { user: 'u', host: 'h' },
  command: 'register',
  reason: null,
  changes,
  ...more,
});

const model = (more: object = {}, state: object = {}) => {
  const { change, type, name, version, ...facts } = REGISTERED;
  return {
    next_number: 2,
    stages: { Production: ['v1.0.0'] },
    aliases: { best: 'v1.0.0' },
    versions: { 'v1.0.0': { ...facts, registered_at: '2026-05-03', ...state } },
    ...more,
  };
};

describe('an entry', () => {
  it.each([
    REGISTERED,
    {
      ...REGISTERED,
      metrics: { f1: 0.5, loss: 'NaN' },
      tags: { a: 'b' },
      description: '',
      parents: ['m@1'],
      adopted: true,
    },
    { ...REGISTERED, directory: 't/m_1.0.0_2026-01-01T00:00', registered_at: 'then' },
    { ...OF, change: 'stage-changed', from: 'None', to: 'constructor' },
    { ...OF, change: 'description-changed', from: null, to: 'x' },
    { ...OF, change: 'pin-changed', from: false, to: true },
    { ...OF, change: 'version-purged' },
    { type: 't', name: 'm', change: 'alias-moved', alias: 'a', from: null, to: 'v1.0.0-rc.1' },
    { change: 'directory-discarded', directory: 'my models/a_1.0.0_x' },
    { change: 'registry-created', format: {} },
  ])('with %o is well formed', (change) => {
    expect(entryFault(entry([change]))).toBeUndefined();
  });

  it.each([
    [{ ...REGISTERED, directory: '../../../victim' }, 'directory'],
    [{ ...REGISTERED, directory: '/etc/passwd' }, 'directory'],
    [{ ...REGISTERED, directory: '.mreg/log' }, 'directory'],
    [{ ...REGISTERED, directory: 't/..' }, 'directory'],
    [{ ...REGISTERED, directory: 't/a/b' }, 'directory'],
    [{ ...REGISTERED, directory: 't' }, 'directory'],
    [{ ...REGISTERED, directory: 't\\..\\..\\x/y' }, 'directory'],
    [{ ...REGISTERED, directory: 't/a\0b' }, 'directory'],
    [{ ...REGISTERED, directory: `t/${'a'.repeat(600)}` }, 'directory'],
    [{ ...REGISTERED, type: 5 }, 'type'],
    [{ ...REGISTERED, type: '..' }, 'type'],
    [{ ...REGISTERED, name: 'a/b' }, 'name'],
    [{ ...REGISTERED, version: '1.0.0' }, 'version'],
    [{ ...REGISTERED, version: '__proto__' }, 'version'],
    [{ ...REGISTERED, number: 0 }, 'number'],
    [{ ...REGISTERED, number: 1e300 }, 'number'],
    [{ ...REGISTERED, size: -1 }, 'size'],
    [{ ...REGISTERED, digest: 'x' }, 'digest'],
    [{ ...REGISTERED, tags: { a: 1 } }, 'tags'],
    [{ ...REGISTERED, tags: JSON.parse('{"__proto__": "x"}') }, 'tags'],
    [{ ...REGISTERED, metrics: [] }, 'metrics'],
    [{ ...REGISTERED, parents: 'm@1' }, 'parents'],
    [{ ...OF, change: 'stage-changed', from: 'None', to: null }, 'to'],
    [{ ...OF, change: 'stage-changed', from: 'None', to: '__proto__' }, 'to'],
    [{ ...OF, change: 'tags-changed', from: {}, to: null }, 'to'],
    [{ ...OF, change: 'version-restored', to: 'None' }, 'directory'],
    [{ type: 't', name: 'm', change: 'alias-moved', alias: '../x', from: null, to: 'v1.0.0' }, 'alias'],
    [{ change: 'directory-discarded', directory: '../x' }, 'directory'],
    [{ change: 5 }, 'change'],
    [null, 'changes[0]'],
  ])('with %o is not', (change, place) => {
    expect(entryFault(entry([change]))).toContain(place);
    expect(unknownChange(entry([change]))).toBeUndefined();
  });

  it.each([
    [{ at: '9999-99-99T99:99:99Z' }, 'at'],
    [{ by: null }, 'by'],
    [{ by: { user: 'u' } }, 'by.host'],
    [{ changes: null }, 'changes'],
    [{ previous: 'x' }, 'previous'],
    [{ reason: 5 }, 'reason'],
  ])('with the facts %o is not', (facts, place) => {
    expect(entryFault(entry([REGISTERED], facts))).toContain(place);
  });

  it('with a change of an unknown kind is of a newer mreg, whatever else is wrong', () => {
    expect(unknownChange(entry([REGISTERED, { change: 'version-blessed' }], { at: 5 }))).toBe(
      'version-blessed',
    );
    expect(unknownChange(entry([{ change: 'constructor' }]))).toBe('constructor');
    expect(unknownChange(entry([REGISTERED]))).toBeUndefined();
    for (const value of [null, 5, [], {}, { changes: null }]) expect(unknownChange(value)).toBeUndefined();
  });
});

const SUMMARY = {
  revision: 2,
  next_number: 2,
  versions: 1,
  latest: 'v1.0.0',
  size: 3,
  stages: { Production: 'v1.0.0' },
  aliases: { best: 'v1.0.0' },
};

describe('a model', () => {
  it('is well formed as mreg writes it', () => {
    expect(modelFault('t/m', model())).toBeUndefined();
    const deleted = { at: '2026-05-03T14:00:00Z', from: 'None', revision: 3 };
    expect(modelFault('t/m', model({ purged_until: '2026' }, { pinned: true, deleted }))).toBeUndefined();
  });

  it.each([
    ['t/m', null, 't/m'],
    ['t/m', [], 't/m'],
    ['m', model(), "'m'"],
    ['__proto__', model(), '__proto__'],
    ['../x', model(), '../x'],
    ['t/m/x', model(), 't/m/x'],
    ['t/m', model({ aliases: null }), 'aliases'],
    ['t/m', model({ aliases: { a: null } }), 'aliases.a'],
    ['t/m', model({ stages: { Production: [] } }), 'stages.Production'],
    ['t/m', model({ stages: JSON.parse('{"__proto__": ["v1.0.0"]}') }), '__proto__'],
    ['t/m', model({ versions: { latest: {} } }), 'latest'],
    ['t/m', model({ versions: { 'v1.0.0': null } }), 'v1.0.0'],
    ['t/m', model({}, { directory: '../../../victim' }), 'directory'],
    ['t/m', model({}, { deleted: null }), 'deleted'],
    ['t/m', model({}, { deleted: { at: 'x', from: 'None', revision: 1 } }), 'deleted.at'],
    ['t/m', model({ next_number: '2' }), 'next_number'],
  ])('%s with %o is not', (key, value, place) => {
    expect(modelFault(key, value)).toContain(place);
  });

  it.each([
    ['t/m', null, 't/m'],
    ['../x', SUMMARY, '../x'],
    ['t/m', { ...SUMMARY, latest: '1.0.0' }, 'latest'],
    ['t/m', { ...SUMMARY, aliases: null }, 'aliases'],
    ['t/m', { ...SUMMARY, aliases: { '..': 'v1.0.0' } }, '..'],
    ['t/m', { ...SUMMARY, stages: { Production: ['v1.0.0'] } }, 'stages.Production'],
    ['t/m', { ...SUMMARY, size: null }, 'size'],
  ])('%s with %o is not summarized', (key, value, place) => {
    expect(summaryFault(key, value)).toContain(place);
    const manifest = { format: 1, id: null, revision: 1, head: null, models: { [key]: value } };
    expect(manifestFault(manifest as never)).toBe(summaryFault(key, value));
    expect(summaryFault('t/m', SUMMARY)).toBeUndefined();
  });

  it.each([[null], [{}], [['../x']], [[5]]])('is not discarded as %o', (discarded) => {
    expect(manifestFault({ format: 1, revision: 1, head: null, models: {}, discarded } as never)).toContain(
      'discarded',
    );
  });
});
