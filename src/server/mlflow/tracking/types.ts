/** What of the library's methods the routes name. */
import type { Registry } from '../../../registry.ts';

type Answer<Method extends keyof Registry> = Registry[Method] extends (
  ...given: never[]
) => Promise<infer Result>
  ? Result
  : never;

type Request<Method extends keyof Registry> = Registry[Method] extends (request: infer Given) => unknown
  ? NonNullable<Given>
  : never;

export type { ExperimentView, RunView } from '../../../generated/output.ts';

export type LoggedModelView = Answer<'loggedModel'>;

export type PointInput = NonNullable<Request<'logBatch'>['points']>[number];

export type DatasetInput = NonNullable<Request<'logInputs'>['datasets']>[number];

export type Point = Answer<'metricHistory'>['points'][number];

export type RunOrder = NonNullable<Request<'searchRuns'>['order']>[number];
