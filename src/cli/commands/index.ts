import type { Command } from '../command.ts';
import { adopt } from './adopt.ts';
import { aliasList, aliasRemove, aliasSet } from './alias.ts';
import { archive } from './archive.ts';
import { best } from './best.ts';
import { cleanup } from './cleanup.ts';
import { compare } from './compare.ts';
import { completeWords, completion } from './completion.ts';
import { config } from './config.ts';
import { deleteVersions } from './delete.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { exportVersions } from './export.ts';
import { gc } from './gc.ts';
import { history } from './history.ts';
import { importArchive } from './import.ts';
import { info } from './info.ts';
import { init } from './init.ts';
import { describe, pin, tag, unpin, untag } from './label.ts';
import { lineage } from './lineage.ts';
import { list } from './list.ts';
import { metricLog, metricShow } from './metric.ts';
import { path } from './path.ts';
import { promote } from './promote.ts';
import { register } from './register.ts';
import { report } from './report.ts';
import { restore } from './restore.ts';
import { rollback } from './rollback.ts';
import { schema } from './schema.ts';
import { search } from './search.ts';
import { transition } from './transition.ts';
import { validate } from './validate.ts';
import { verify } from './verify.ts';

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  register,
  adopt,
  list,
  info,
  path,
  history,
  compare,
  diff,
  best,
  search,
  lineage,
  report,
  metricLog,
  metricShow,
  promote,
  transition,
  archive,
  rollback,
  aliasSet,
  aliasRemove,
  aliasList,
  tag,
  untag,
  describe,
  pin,
  unpin,
  cleanup,
  deleteVersions,
  restore,
  gc,
  exportVersions,
  importArchive,
  verify,
  doctor,
  init,
  validate,
  schema,
  config,
  completion,
  completeWords,
];
