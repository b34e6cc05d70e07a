import { expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

it('a server of a project without MLflow says so below its paths', async () => {
  const off = await startTestServer([], { env: { MREG_MLFLOW_ENABLED: 'false' } });
  try {
    for (const path of ['/api/2.0/mlflow/experiments/search', '/api/2.0/mlflow-artifacts/artifacts'])
      expect(await off.ask('GET', path)).toMatchObject({
        status: 404,
        json: {
          error_code: 'ENDPOINT_NOT_FOUND',
          message: 'MLflow is disabled in configuration: mlflow.enabled is false',
        },
      });
    expect((await off.ask('GET', '/api/v1/models')).status).toBe(200);
  } finally {
    await off.stop();
  }
});
