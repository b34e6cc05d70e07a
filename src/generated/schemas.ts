// Made from schemas/ by `npm run generate`; do not edit.

import schema0 from '../../schemas/config.schema.json' with { type: 'json' };
import schema1 from '../../schemas/experiments.schema.json' with { type: 'json' };
import schema2 from '../../schemas/log-entry.schema.json' with { type: 'json' };
import schema3 from '../../schemas/manifest.schema.json' with { type: 'json' };
import schema4 from '../../schemas/metadata.schema.json' with { type: 'json' };
import schema5 from '../../schemas/model.schema.json' with { type: 'json' };
import schema6 from '../../schemas/output/adopt.schema.json' with { type: 'json' };
import schema7 from '../../schemas/output/alias-list.schema.json' with { type: 'json' };
import schema8 from '../../schemas/output/best.schema.json' with { type: 'json' };
import schema9 from '../../schemas/output/cleanup.schema.json' with { type: 'json' };
import schema10 from '../../schemas/output/common.schema.json' with { type: 'json' };
import schema11 from '../../schemas/output/compare.schema.json' with { type: 'json' };
import schema12 from '../../schemas/output/completion.schema.json' with { type: 'json' };
import schema13 from '../../schemas/output/config.schema.json' with { type: 'json' };
import schema14 from '../../schemas/output/copy.schema.json' with { type: 'json' };
import schema15 from '../../schemas/output/delete.schema.json' with { type: 'json' };
import schema16 from '../../schemas/output/diff.schema.json' with { type: 'json' };
import schema17 from '../../schemas/output/doctor.schema.json' with { type: 'json' };
import schema18 from '../../schemas/output/error.schema.json' with { type: 'json' };
import schema19 from '../../schemas/output/experiment-change.schema.json' with { type: 'json' };
import schema20 from '../../schemas/output/experiment-list.schema.json' with { type: 'json' };
import schema21 from '../../schemas/output/export.schema.json' with { type: 'json' };
import schema22 from '../../schemas/output/export-sql.schema.json' with { type: 'json' };
import schema23 from '../../schemas/output/gc.schema.json' with { type: 'json' };
import schema24 from '../../schemas/output/history.schema.json' with { type: 'json' };
import schema25 from '../../schemas/output/import.schema.json' with { type: 'json' };
import schema26 from '../../schemas/output/info-model.schema.json' with { type: 'json' };
import schema27 from '../../schemas/output/info-version.schema.json' with { type: 'json' };
import schema28 from '../../schemas/output/init.schema.json' with { type: 'json' };
import schema29 from '../../schemas/output/lineage.schema.json' with { type: 'json' };
import schema30 from '../../schemas/output/list.schema.json' with { type: 'json' };
import schema31 from '../../schemas/output/list-versions.schema.json' with { type: 'json' };
import schema32 from '../../schemas/output/metric-log.schema.json' with { type: 'json' };
import schema33 from '../../schemas/output/metric-show.schema.json' with { type: 'json' };
import schema34 from '../../schemas/output/mlflow-exec.schema.json' with { type: 'json' };
import schema35 from '../../schemas/output/mlflow-pull.schema.json' with { type: 'json' };
import schema36 from '../../schemas/output/mlflow-push.schema.json' with { type: 'json' };
import schema37 from '../../schemas/output/model-change.schema.json' with { type: 'json' };
import schema38 from '../../schemas/output/path.schema.json' with { type: 'json' };
import schema39 from '../../schemas/output/register.schema.json' with { type: 'json' };
import schema40 from '../../schemas/output/report.schema.json' with { type: 'json' };
import schema41 from '../../schemas/output/rpc.schema.json' with { type: 'json' };
import schema42 from '../../schemas/output/run-artifacts.schema.json' with { type: 'json' };
import schema43 from '../../schemas/output/run-compare.schema.json' with { type: 'json' };
import schema44 from '../../schemas/output/run-info.schema.json' with { type: 'json' };
import schema45 from '../../schemas/output/run-list.schema.json' with { type: 'json' };
import schema46 from '../../schemas/output/schema.schema.json' with { type: 'json' };
import schema47 from '../../schemas/output/search.schema.json' with { type: 'json' };
import schema48 from '../../schemas/output/server.schema.json' with { type: 'json' };
import schema49 from '../../schemas/output/transition.schema.json' with { type: 'json' };
import schema50 from '../../schemas/output/validate.schema.json' with { type: 'json' };
import schema51 from '../../schemas/output/verify.schema.json' with { type: 'json' };
import schema52 from '../../schemas/output/version-change.schema.json' with { type: 'json' };

export const SCHEMAS: Readonly<Record<string, object>> = {
  'config': schema0,
  'experiments': schema1,
  'log-entry': schema2,
  'manifest': schema3,
  'metadata': schema4,
  'model': schema5,
  'output/adopt': schema6,
  'output/alias-list': schema7,
  'output/best': schema8,
  'output/cleanup': schema9,
  'output/common': schema10,
  'output/compare': schema11,
  'output/completion': schema12,
  'output/config': schema13,
  'output/copy': schema14,
  'output/delete': schema15,
  'output/diff': schema16,
  'output/doctor': schema17,
  'output/error': schema18,
  'output/experiment-change': schema19,
  'output/experiment-list': schema20,
  'output/export': schema21,
  'output/export-sql': schema22,
  'output/gc': schema23,
  'output/history': schema24,
  'output/import': schema25,
  'output/info-model': schema26,
  'output/info-version': schema27,
  'output/init': schema28,
  'output/lineage': schema29,
  'output/list': schema30,
  'output/list-versions': schema31,
  'output/metric-log': schema32,
  'output/metric-show': schema33,
  'output/mlflow-exec': schema34,
  'output/mlflow-pull': schema35,
  'output/mlflow-push': schema36,
  'output/model-change': schema37,
  'output/path': schema38,
  'output/register': schema39,
  'output/report': schema40,
  'output/rpc': schema41,
  'output/run-artifacts': schema42,
  'output/run-compare': schema43,
  'output/run-info': schema44,
  'output/run-list': schema45,
  'output/schema': schema46,
  'output/search': schema47,
  'output/server': schema48,
  'output/transition': schema49,
  'output/validate': schema50,
  'output/verify': schema51,
  'output/version-change': schema52,
};
