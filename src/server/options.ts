import type { Policy } from '../core/decide/policy.ts';
import type { Registry } from '../registry.ts';

/** How a server is started. */
export interface ServerOptions {
  readonly registry: Registry;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** What clients have to show to change something; undefined if nobody has to show anything. */
  readonly token?: string | undefined;
  /** What clients may show to read. */
  readonly readToken?: string | undefined;
  /** Names under which the server is reached beside its own address. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Pages of other origins that may speak to the server. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** The path below which a proxy shows the server, such as `/models`. */
  readonly basePath?: string | undefined;
  readonly tls?: { readonly cert: Uint8Array; readonly key: Uint8Array } | undefined;
  /** The stages and their gates, as the configuration has them; the page shows them. */
  readonly policy?: Policy | undefined;
  /** Whether MLflow's protocol is spoken (default: yes). */
  readonly mlflow?: boolean | undefined;
  /** What MLflow sources of other stores lead to. */
  readonly externalSources?: 'allow' | 'refuse' | undefined;
  /** A line for each request and each failure. */
  readonly log: (event: LogEvent) => void;
}

/** What the server says of its work. */
export interface LogEvent {
  readonly level: 'info' | 'error';
  readonly message: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}
