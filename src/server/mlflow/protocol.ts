/** The release whose protocol this server speaks, as it answers to `GET /version`. */
export const MLFLOW_VERSION = '3.17.2';

/** Below these the REST interface is, for clients and for pages. */
export const API = ['/api/2.0/mlflow', '/ajax-api/2.0/mlflow'] as const;

export const ARTIFACTS = ['/api/2.0/mlflow-artifacts', '/ajax-api/2.0/mlflow-artifacts'] as const;

/** Where runs and logged models keep their files, as clients see it. */
export const ARTIFACT_ROOT = 'mlflow-artifacts:/';

/** Below this the files of registered versions are shown. Experiments have numbers, so no experiment is called so. */
export const VERSIONS = 'registered';
