import type { AddressInfo } from 'node:net';
import { MregError } from '../errors.ts';
import { meaningOf } from '../system-error.ts';
import { apiGroups } from './api/group.ts';
import { createApp } from './app.ts';
import { mlflowGroups, switchedOff } from './mlflow/group.ts';
import type { ServerOptions } from './options.ts';
import { pageGroup } from './page/group.ts';
import { isLoopback } from './safety.ts';

/** A server that answers. */
export interface RunningServer {
  /** Where it is reached: `http://127.0.0.1:5000`. */
  readonly address: string;
  /** Takes no more requests, finishes those it has begun, and ends. */
  close(): Promise<void>;
}

/** What is still under way then is broken off. */
export const CLOSE_WITHIN_MS = 4000;

/** Starts the server.
 * @throws MREG_INVALID for a certificate or a key that cannot be used; MREG_IO if the port is taken */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port, registry, tls, basePath = '' } = options;
  const externalSources = options.externalSources ?? 'allow';
  const mlflow = mlflowGroups({ registry, externalSources });
  const groups = [
    ...apiGroups(options),
    ...(options.mlflow === false ? switchedOff(mlflow) : mlflow),
    await pageGroup(options),
  ];
  const app = await createApp(options, groups)
    .then(async (made) => {
      await made.listen({ host, port });
      return made;
    })
    .catch((error) => {
      throw startError(error, host, port);
    });
  // So that the first request does not wait for it. What is wrong with the registry is told to whoever asks.
  void registry.catalogue().catch(() => {});
  const bound = app.server.address() as AddressInfo;
  const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return {
    address: `${tls ? 'https' : 'http'}://${name}:${bound.port}${basePath.replace(/\/+$/, '')}`,
    async close() {
      const limit = setTimeout(() => app.server.closeAllConnections(), CLOSE_WITHIN_MS);
      await app.close();
      clearTimeout(limit);
    },
  };
}

/** Whether a server may listen at an address without a token.
 * @throws MREG_USAGE */
export function checkExposure(host: string, token: string | undefined, noAuth: boolean): void {
  if (isLoopback(host) || token !== undefined || noAuth) return;
  throw new MregError('MREG_USAGE', `others reach ${host}, so clients have to show a token`, {
    hint: 'add --token-file FILE or set MREG_TOKEN; --no-auth lets everybody read and write',
  });
}

/** An error of the certificate, which comes when the server is made or when it listens, or of the address. Other errors pass. */
function startError(error: unknown, host: string, port: number): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (/^ERR_(OSSL|SSL|TLS|CRYPTO)/.test(code))
    return new MregError('MREG_INVALID', `the certificate and the key cannot be used: ${message}`, {
      hint: '--tls-cert and --tls-key take PEM files that belong together; the key has no passphrase',
      cause: error,
    });
  if (!/^E[A-Z0-9]+$/.test(code)) return error;
  return new MregError('MREG_IO', `cannot listen on ${host}:${port}: ${meaningOf(error)}`, {
    hint: code === 'EADDRINUSE' ? 'add --port N, or --port 0 for any that is free' : undefined,
    details: { host, port, errno: code },
    cause: error,
  });
}
