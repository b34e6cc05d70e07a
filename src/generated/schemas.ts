// Made from schemas/ by `npm run generate`; do not edit.

import schema0 from '../../schemas/config.schema.json' with { type: 'json' };
import schema1 from '../../schemas/log-entry.schema.json' with { type: 'json' };
import schema2 from '../../schemas/manifest.schema.json' with { type: 'json' };
import schema3 from '../../schemas/metadata.schema.json' with { type: 'json' };
import schema4 from '../../schemas/model.schema.json' with { type: 'json' };
import schema5 from '../../schemas/output/adopt.schema.json' with { type: 'json' };
import schema6 from '../../schemas/output/alias-list.schema.json' with { type: 'json' };
import schema7 from '../../schemas/output/best.schema.json' with { type: 'json' };
import schema8 from '../../schemas/output/cleanup.schema.json' with { type: 'json' };
import schema9 from '../../schemas/output/common.schema.json' with { type: 'json' };
import schema10 from '../../schemas/output/compare.schema.json' with { type: 'json' };
import schema11 from '../../schemas/output/completion.schema.json' with { type: 'json' };
import schema12 from '../../schemas/output/config.schema.json' with { type: 'json' };
import schema13 from '../../schemas/output/delete.schema.json' with { type: 'json' };
import schema14 from '../../schemas/output/diff.schema.json' with { type: 'json' };
import schema15 from '../../schemas/output/doctor.schema.json' with { type: 'json' };
import schema16 from '../../schemas/output/error.schema.json' with { type: 'json' };
import schema17 from '../../schemas/output/export.schema.json' with { type: 'json' };
import schema18 from '../../schemas/output/gc.schema.json' with { type: 'json' };
import schema19 from '../../schemas/output/history.schema.json' with { type: 'json' };
import schema20 from '../../schemas/output/import.schema.json' with { type: 'json' };
import schema21 from '../../schemas/output/info-model.schema.json' with { type: 'json' };
import schema22 from '../../schemas/output/info-version.schema.json' with { type: 'json' };
import schema23 from '../../schemas/output/init.schema.json' with { type: 'json' };
import schema24 from '../../schemas/output/lineage.schema.json' with { type: 'json' };
import schema25 from '../../schemas/output/list.schema.json' with { type: 'json' };
import schema26 from '../../schemas/output/list-versions.schema.json' with { type: 'json' };
import schema27 from '../../schemas/output/metric-log.schema.json' with { type: 'json' };
import schema28 from '../../schemas/output/metric-show.schema.json' with { type: 'json' };
import schema29 from '../../schemas/output/model-change.schema.json' with { type: 'json' };
import schema30 from '../../schemas/output/path.schema.json' with { type: 'json' };
import schema31 from '../../schemas/output/register.schema.json' with { type: 'json' };
import schema32 from '../../schemas/output/report.schema.json' with { type: 'json' };
import schema33 from '../../schemas/output/schema.schema.json' with { type: 'json' };
import schema34 from '../../schemas/output/search.schema.json' with { type: 'json' };
import schema35 from '../../schemas/output/transition.schema.json' with { type: 'json' };
import schema36 from '../../schemas/output/validate.schema.json' with { type: 'json' };
import schema37 from '../../schemas/output/verify.schema.json' with { type: 'json' };
import schema38 from '../../schemas/output/version-change.schema.json' with { type: 'json' };

export const SCHEMAS: Readonly<Record<string, object>> = {
  'config': schema0,
  'log-entry': schema1,
  'manifest': schema2,
  'metadata': schema3,
  'model': schema4,
  'output/adopt': schema5,
  'output/alias-list': schema6,
  'output/best': schema7,
  'output/cleanup': schema8,
  'output/common': schema9,
  'output/compare': schema10,
  'output/completion': schema11,
  'output/config': schema12,
  'output/delete': schema13,
  'output/diff': schema14,
  'output/doctor': schema15,
  'output/error': schema16,
  'output/export': schema17,
  'output/gc': schema18,
  'output/history': schema19,
  'output/import': schema20,
  'output/info-model': schema21,
  'output/info-version': schema22,
  'output/init': schema23,
  'output/lineage': schema24,
  'output/list': schema25,
  'output/list-versions': schema26,
  'output/metric-log': schema27,
  'output/metric-show': schema28,
  'output/model-change': schema29,
  'output/path': schema30,
  'output/register': schema31,
  'output/report': schema32,
  'output/schema': schema33,
  'output/search': schema34,
  'output/transition': schema35,
  'output/validate': schema36,
  'output/verify': schema37,
  'output/version-change': schema38,
};
