/** Which address shows which view. What is behind the first view is loaded when it is asked for. */
import lazy from 'preact-iso/lazy';
import { Models } from './views/models/models.tsx';

export const ROUTES = [
  ['', Models],
  ['models', Models],
  ['search', lazy(() => import('./views/models/search.tsx').then(({ Search }) => Search))],
  ['models/:type/:model', lazy(() => import('./views/model/model.tsx').then(({ ModelView }) => ModelView))],
  [
    'models/:type/:model/:version',
    lazy(() => import('./views/version/version.tsx').then(({ VersionView }) => VersionView)),
  ],
  [
    'experiments',
    lazy(() => import('./views/experiments/experiments.tsx').then(({ Experiments }) => Experiments)),
  ],
  [
    'experiments/:id',
    lazy(() => import('./views/experiments/experiment.tsx').then(({ Experiment }) => Experiment)),
  ],
  ['runs/:id', lazy(() => import('./views/run/run.tsx').then(({ RunView }) => RunView))],
  ['compare', lazy(() => import('./views/compare/compare.tsx').then(({ Compare }) => Compare))],
  ['catalogue', lazy(() => import('./views/catalogue/catalogue.tsx').then(({ Catalogue }) => Catalogue))],
  ['trash', lazy(() => import('./views/trash.tsx').then(({ TrashView }) => TrashView))],
  ['history', lazy(() => import('./views/history.tsx').then(({ HistoryView }) => HistoryView))],
] as const;
