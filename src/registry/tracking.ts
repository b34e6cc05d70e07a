import type { ArtifactFile, ArtifactItem } from '../core/tracking/artifacts.ts';
import type { LoggedModelView } from '../core/tracking/view.ts';
import type {
  ExperimentChangeResult,
  ExperimentListResult,
  ExperimentView,
  RunCompareResult,
  RunListResult,
  RunView,
} from '../generated/output.ts';
import { checked, checkedText } from '../operations/requests.ts';
import type { Session } from '../operations/session.ts';
import type * as artifact from '../operations/tracking/artifacts.ts';
import type { RunCompareRequest } from '../operations/tracking/compare-runs.ts';
import type * as experiment from '../operations/tracking/experiments.ts';
import type * as model from '../operations/tracking/logged-models.ts';
import type {
  CurvesRequest,
  MetricCurves,
  MetricHistory,
  MetricHistoryRequest,
} from '../operations/tracking/metrics.ts';
import type * as run from '../operations/tracking/runs.ts';
import type { RunSearchRequest } from '../operations/tracking/search-runs.ts';
import type { Work } from '../work.ts';

/**
 * Experiments, runs and logged models of a registry. An experiment is named in the registry's log; a run lies beside it in a
 * journal of its own, to which any number of processes and machines may write at once. When a method that writes resolves,
 * it is on the disk; a call that is repeated adds nothing.
 */
export abstract class Tracking {
  readonly #session: Session;

  protected constructor(session: Session) {
    this.#session = session;
  }

  /** Makes an experiment; the registry where there is none. */
  async createExperiment(request: experiment.ExperimentCreation): Promise<ExperimentChangeResult> {
    const { createExperiment } = await import('../operations/tracking/experiments.ts');
    return createExperiment(this.#session, checked('createExperiment', request));
  }

  /** The experiments, by id; Default (0) is always there. */
  async experiments(request?: experiment.ExperimentListRequest): Promise<ExperimentListResult> {
    const { listExperiments } = await import('../operations/tracking/experiments.ts');
    return listExperiments(this.#session, checked('experiments', request ?? {}));
  }

  /** An experiment by its id, its name, or either; a deleted one too. */
  async experiment(request: experiment.ExperimentRequest): Promise<ExperimentView> {
    const { getExperiment } = await import('../operations/tracking/experiments.ts');
    return getExperiment(this.#session, checked('experiment', request));
  }

  /** Gives an experiment another name. */
  async renameExperiment(request: experiment.ExperimentRenaming): Promise<ExperimentChangeResult> {
    const { renameExperiment } = await import('../operations/tracking/experiments.ts');
    return renameExperiment(this.#session, checked('renameExperiment', request));
  }

  /** Marks an experiment, and with it its runs, as deleted; `gc` removes them later. */
  async deleteExperiment(request: experiment.ExperimentDeletion): Promise<ExperimentChangeResult> {
    const { deleteExperiment } = await import('../operations/tracking/experiments.ts');
    return deleteExperiment(this.#session, checked('deleteExperiment', request));
  }

  /** Takes the mark away. */
  async restoreExperiment(request: experiment.ExperimentDeletion): Promise<ExperimentChangeResult> {
    const { restoreExperiment } = await import('../operations/tracking/experiments.ts');
    return restoreExperiment(this.#session, checked('restoreExperiment', request));
  }

  /** Sets tags of an experiment and removes others. */
  async setExperimentTags(request: experiment.ExperimentTagging): Promise<ExperimentChangeResult> {
    const { setExperimentTags } = await import('../operations/tracking/experiments.ts');
    return setExperimentTags(this.#session, checked('setExperimentTags', request));
  }

  /** Begins a run; makes the registry where there is none. */
  async createRun(request?: run.RunCreation): Promise<RunView> {
    const { createRun } = await import('../operations/tracking/runs.ts');
    return createRun(this.#session, checked('createRun', request ?? {}));
  }

  /** A run as it is now, a deleted one too. */
  async run(id: string): Promise<RunView> {
    const { getRun } = await import('../operations/tracking/runs.ts');
    return getRun(this.#session, checkedText('run', 'id', id));
  }

  /** A run by its id, or by the beginning of it. */
  async findRun(text: string): Promise<RunView> {
    const { findRun } = await import('../operations/tracking/find-run.ts');
    return findRun(this.#session, checkedText('findRun', 'text', text));
  }

  /** Sets a run's status, times or name. */
  async updateRun(request: run.RunUpdate): Promise<RunView> {
    const { updateRun } = await import('../operations/tracking/runs.ts');
    return updateRun(this.#session, checked('updateRun', request));
  }

  /** Logs points, params and tags: all of it or nothing. */
  async logBatch(request: run.BatchRequest): Promise<RunView> {
    const { logBatch } = await import('../operations/tracking/runs.ts');
    return logBatch(this.#session, checked('logBatch', request));
  }

  /** Removes tags of a run. */
  async deleteRunTags(request: run.RunTagRemoval): Promise<RunView> {
    const { deleteRunTags } = await import('../operations/tracking/runs.ts');
    return deleteRunTags(this.#session, checked('deleteRunTags', request));
  }

  /** Notes which data sets and logged models a run read. */
  async logInputs(request: run.InputsRequest): Promise<RunView> {
    const { logInputs } = await import('../operations/tracking/runs.ts');
    return logInputs(this.#session, checked('logInputs', request));
  }

  /** Notes which logged models a run made. */
  async logOutputs(request: run.OutputsRequest): Promise<RunView> {
    const { logOutputs } = await import('../operations/tracking/runs.ts');
    return logOutputs(this.#session, checked('logOutputs', request));
  }

  /** Marks a run as deleted; `gc` removes it later. */
  async deleteRun(id: string): Promise<RunView> {
    const { markRun } = await import('../operations/tracking/runs.ts');
    return markRun(this.#session, checkedText('deleteRun', 'id', id), true);
  }

  /** Takes the mark away. */
  async restoreRun(id: string): Promise<RunView> {
    const { markRun } = await import('../operations/tracking/runs.ts');
    return markRun(this.#session, checkedText('restoreRun', 'id', id), false);
  }

  /** The runs that meet a condition, a page of them at a time. */
  async searchRuns(request?: RunSearchRequest): Promise<RunListResult> {
    const { searchRuns } = await import('../operations/tracking/search-runs.ts');
    return searchRuns(this.#session, checked('searchRuns', request ?? {}));
  }

  /** Runs side by side: the latest values of their metrics with the best marked, and the params that differ. */
  async compareRuns(request: RunCompareRequest): Promise<RunCompareResult> {
    const { compareRuns } = await import('../operations/tracking/compare-runs.ts');
    return compareRuns(this.#session, checked('compareRuns', request));
  }

  /** Every point of metrics, a page of them at a time. */
  async metricHistory(request: MetricHistoryRequest): Promise<MetricHistory> {
    const { metricHistory } = await import('../operations/tracking/metrics.ts');
    return metricHistory(this.#session, checked('metricHistory', request));
  }

  /** Curves of metrics, thinned so that the extremes stay; quick for runs of millions of points too. */
  async metricCurves(request: CurvesRequest): Promise<MetricCurves> {
    const { metricCurves } = await import('../operations/tracking/metrics.ts');
    return metricCurves(this.#session, checked('metricCurves', request));
  }

  /** What a directory of a run, or of a logged model, holds: one level of it. */
  async artifacts(request: artifact.ArtifactsRequest): Promise<{ artifacts: ArtifactItem[] }> {
    const { listArtifacts } = await import('../operations/tracking/artifacts.ts');
    return listArtifacts(this.#session, checked('artifacts', request));
  }

  /** Every file of a run or a logged model, with its size and SHA-256. */
  async artifactFiles(request: artifact.ArtifactsRequest): Promise<{ files: ArtifactFile[] }> {
    const { listArtifactFiles } = await import('../operations/tracking/artifacts.ts');
    return listArtifactFiles(this.#session, checked('artifactFiles', request));
  }

  /** Opens a file of a run or a logged model. */
  async readArtifact(request: artifact.ArtifactReading): Promise<artifact.OpenArtifact> {
    const { readArtifact } = await import('../operations/tracking/artifacts.ts');
    return readArtifact(this.#session, checked('readArtifact', request));
  }

  /** Writes a file of a run or a logged model, from bytes or a stream of them. */
  async writeArtifact(request: artifact.ArtifactWriting): Promise<ArtifactFile> {
    const { writeArtifact } = await import('../operations/tracking/artifacts.ts');
    return writeArtifact(this.#session, checked('writeArtifact', request));
  }

  /** Writes a local file, or all files of a local directory, to a run or a logged model. */
  async logArtifacts(request: artifact.ArtifactLogging, work?: Work): Promise<{ files: ArtifactFile[] }> {
    const { logArtifacts } = await import('../operations/tracking/artifacts.ts');
    return logArtifacts(this.#session, checked('logArtifacts', request), work);
  }

  /** Takes a file, or all files of a directory, away. */
  async deleteArtifacts(request: artifact.ArtifactDeletion): Promise<{ deleted: number }> {
    const { deleteArtifacts } = await import('../operations/tracking/artifacts.ts');
    return deleteArtifacts(this.#session, checked('deleteArtifacts', request));
  }

  /** Where the artifacts of a run or a logged model lie. */
  async artifactDirectory(
    request: artifact.ArtifactsRequest,
  ): Promise<{ directory: string; path: string; files: ArtifactFile[] }> {
    const { artifactDirectory } = await import('../operations/tracking/artifacts.ts');
    return artifactDirectory(this.#session, checked('artifactDirectory', request));
  }

  /** Begins a logged model. */
  async createLoggedModel(request?: model.LoggedModelCreation): Promise<LoggedModelView> {
    const { createLoggedModel } = await import('../operations/tracking/logged-models.ts');
    return createLoggedModel(this.#session, checked('createLoggedModel', request ?? {}));
  }

  /** A logged model as it is now, a deleted one too. */
  async loggedModel(id: string): Promise<LoggedModelView> {
    const { getLoggedModel } = await import('../operations/tracking/logged-models.ts');
    return getLoggedModel(this.#session, checkedText('loggedModel', 'id', id));
  }

  /** Sets the status of a logged model, once its files are there. */
  async finalizeLoggedModel(request: model.LoggedModelStatus): Promise<LoggedModelView> {
    const { finalizeLoggedModel } = await import('../operations/tracking/logged-models.ts');
    return finalizeLoggedModel(this.#session, checked('finalizeLoggedModel', request));
  }

  /** Sets tags of a logged model. */
  async setLoggedModelTags(request: model.LoggedModelTags): Promise<LoggedModelView> {
    const { setLoggedModelTags } = await import('../operations/tracking/logged-models.ts');
    return setLoggedModelTags(this.#session, checked('setLoggedModelTags', request));
  }

  /** Removes a tag of a logged model. */
  async deleteLoggedModelTag(request: model.LoggedModelTagRemoval): Promise<LoggedModelView> {
    const { deleteLoggedModelTag } = await import('../operations/tracking/logged-models.ts');
    return deleteLoggedModelTag(this.#session, checked('deleteLoggedModelTag', request));
  }

  /** Logs params of a logged model. */
  async logLoggedModelParams(request: model.LoggedModelParams): Promise<LoggedModelView> {
    const { logLoggedModelParams } = await import('../operations/tracking/logged-models.ts');
    return logLoggedModelParams(this.#session, checked('logLoggedModelParams', request));
  }

  /** Marks a logged model as deleted; `gc` removes it later. */
  async deleteLoggedModel(id: string): Promise<LoggedModelView> {
    const { markLoggedModel } = await import('../operations/tracking/logged-models.ts');
    return markLoggedModel(this.#session, checkedText('deleteLoggedModel', 'id', id), true);
  }

  /** Takes the mark away. */
  async restoreLoggedModel(id: string): Promise<LoggedModelView> {
    const { markLoggedModel } = await import('../operations/tracking/logged-models.ts');
    return markLoggedModel(this.#session, checkedText('restoreLoggedModel', 'id', id), false);
  }

  /** The logged models of experiments, a page of them at a time. */
  async searchLoggedModels(request?: model.LoggedModelSearch): Promise<model.LoggedModelList> {
    const { searchLoggedModels } = await import('../operations/tracking/logged-models.ts');
    return searchLoggedModels(this.#session, checked('searchLoggedModels', request ?? {}));
  }
}
