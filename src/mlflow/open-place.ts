import { fileURLToPath } from 'node:url';
import { MregError } from '../errors.ts';
import type { Environment } from './client/credentials.ts';
import type { MlflowPlace } from './place.ts';

/** Opens what MLflow calls a tracking URI: a server, or a folder.
 * @throws MREG_INVALID for what is neither, or a server that is none of MLflow's; MREG_NOT_FOUND, MREG_IO */
export async function openPlace(uri: string, env: Environment): Promise<MlflowPlace> {
  if (/^https?:/i.test(uri)) {
    const [{ connect }, { openServer }] = await Promise.all([
      import('./client/http.ts'),
      import('./client/server-place.ts'),
    ]);
    return openServer(await connect(parseAddress(uri), env));
  }
  const { openFolder } = await import('./folder/folder-place.ts');
  if (uri.startsWith('file:')) return openFolder(fileURLToPath(uri));
  const [, scheme] = /^([a-z][a-z0-9+.-]+):/i.exec(uri) ?? [];
  if (scheme === undefined) return openFolder(uri);
  throw new MregError('MREG_INVALID', `'${scheme}:…' is neither a server nor a folder`, {
    hint: /^(sqlite|mysql|postgresql|mssql)/.test(scheme)
      ? `mlflow server --backend-store-uri ${scheme}:… serves the database; pull from its address`
      : 'expected http://…, https://… or the path of an mlruns folder',
    details: { scheme },
  });
}

/** @throws MREG_INVALID */
function parseAddress(uri: string): string {
  if (URL.canParse(uri)) return uri;
  throw new MregError('MREG_INVALID', 'the address of the server cannot be read', {
    hint: 'expected http://HOST:PORT or https://HOST/PATH',
  });
}
