/** MLflow's protocol, whole: its routes under the prefixes that clients and pages use. */
import type { Group, Route } from '../app.ts';
import { artifactListRoutes } from './artifacts/list.ts';
import { artifactRoutes, downloadRoutes, uploadRoute } from './artifacts/transfer.ts';
import { fieldRoute, type Mlflow } from './context.ts';
import { MlflowError, toMlflowError } from './errors.ts';
import { API, ARTIFACTS } from './protocol.ts';
import { modelVersionRoutes } from './registry/model-versions.ts';
import { registeredModelRoutes } from './registry/registered-models.ts';
import { experimentRoutes } from './tracking/experiments.ts';
import { datasetRoutes } from './tracking/inputs.ts';
import { loggedModelRoutes } from './tracking/logged-models.ts';
import { loggingRoutes } from './tracking/logging.ts';
import { metricRoutes } from './tracking/metrics.ts';
import { runRoutes } from './tracking/runs.ts';
import { searchRunRoutes } from './tracking/search-runs.ts';

/** What clients ask before they send a file: each in one request, and nothing of workspaces. */
const CAPABILITIES = {
  store_type: null,
  workspaces_enabled: false,
  multipart_uploads_enabled: false,
  multipart_downloads_enabled: false,
  artifacts_presigned_only: false,
};

const ERRORS: Pick<Group, 'fail' | 'notFound'> = {
  fail(error, answer) {
    const failure = toMlflowError(error);
    answer.code(failure.status);
    return bodyOf(failure);
  },
  notFound: (method, path) =>
    bodyOf(new MlflowError('ENDPOINT_NOT_FOUND', `this server has no ${method} ${path.slice(0, 200)}`)),
};

function bodyOf({ code, message }: MlflowError): object {
  return { error_code: code, message };
}

/** The same groups without their routes: each path says why it is not there. */
export function switchedOff(groups: readonly Group[]): readonly Group[] {
  const off = new MlflowError(
    'ENDPOINT_NOT_FOUND',
    'MLflow is disabled in configuration: mlflow.enabled is false',
  );
  return groups.map((group) => ({
    ...group,
    routes: [],
    // Of other paths nobody says that they are MLflow's.
    ...(!group.prefixes.includes('') && { notFound: () => bodyOf(off) }),
  }));
}

export function mlflowGroups(mlflow: Mlflow): readonly Group[] {
  const fields = [
    ...registeredModelRoutes,
    ...modelVersionRoutes,
    ...experimentRoutes,
    ...runRoutes,
    ...loggingRoutes,
    ...metricRoutes,
    ...searchRunRoutes,
    ...datasetRoutes,
    ...loggedModelRoutes,
    ...artifactListRoutes,
  ];
  const capabilities: Route = { method: 'GET', path: '/server-info', run: async () => CAPABILITIES };
  return [
    {
      prefixes: API,
      routes: [...fields.map((route) => fieldRoute(mlflow, route)), uploadRoute(mlflow)],
      ...ERRORS,
    },
    // Clients forget the slash here.
    {
      prefixes: ['/api/2.0mlflow'],
      routes: datasetRoutes.map((route) => fieldRoute(mlflow, route)),
      ...ERRORS,
    },
    { prefixes: ARTIFACTS, routes: artifactRoutes(mlflow), ...ERRORS },
    { prefixes: ['/api/3.0/mlflow', '/ajax-api/3.0/mlflow'], routes: [capabilities], ...ERRORS },
    { prefixes: [''], routes: downloadRoutes(mlflow), ...ERRORS },
  ];
}
