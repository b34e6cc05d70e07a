export { runArtifacts, runCompare, runInfo, runList } from '../tracking/run-list.ts';
export { runCreate, runDelete, runEnd, runLog, runRestore } from '../tracking/run-log.ts';
