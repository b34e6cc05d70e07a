/** Models as resources: each as a whole, its aliases, and who holds a stage. */
import { changeOf, MODEL, modelChangeOf, modelOf } from './address.ts';
import { listModel } from './listed-model.ts';
import { catalogued, etagOf } from './match.ts';
import {
  type ApiRoute,
  CHANGE,
  FLAG,
  flagOf,
  PAGE,
  pageOf,
  TEXT,
  TEXT_OR_NULL,
  TEXTS,
  TEXTS_BY_NAME,
} from './route.ts';

export const modelRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/models',
    summary: 'every model, with the course of its main metric',
    query: { type: 'of this type', ref: 'only this one; may be repeated', ...PAGE },
    async run(registry, asked) {
      const { models } = await registry.catalogue({ type: asked.query('type') });
      const refs = new Set(asked.queries('ref'));
      const wanted = refs.size === 0 ? models : models.filter(({ ref }) => refs.has(ref));
      const { items, next_cursor } = pageOf(wanted, asked);
      return { models: items.map(listModel), next_cursor };
    },
  },
  {
    method: 'POST',
    path: '/models',
    summary: 'makes a model without versions',
    body: { name: TEXT, type: TEXT, description: TEXT, tags: TEXTS_BY_NAME, ...CHANGE },
    required: ['name'],
    status: 201,
    async run(registry, asked) {
      const { name, type, description, tags } = asked.body;
      return registry.createModel({ name, type, description, tags, ...changeOf(asked) });
    },
  },
  {
    method: 'GET',
    path: MODEL,
    summary: 'a model; its ETag is the revision that changed it last',
    async run(registry, asked) {
      const found = await registry.model(modelOf(asked));
      const model = await catalogued(registry, found.ref);
      if (model) asked.call.answer.header('etag', etagOf(model));
      return found;
    },
  },
  {
    method: 'PATCH',
    path: MODEL,
    summary: 'changes what is said of a model as a whole',
    body: { description: TEXT_OR_NULL, set_tags: TEXTS_BY_NAME, remove_tags: TEXTS, name: TEXT, ...CHANGE },
    async run(registry, asked) {
      const { description, set_tags, remove_tags, name } = asked.body;
      const { ref } = await registry.model(modelOf(asked));
      const tags = { set: set_tags, remove: remove_tags };
      return registry.edit({ ref, description, ...tags, name, ...modelChangeOf(asked, ref) });
    },
  },
  {
    method: 'DELETE',
    path: MODEL,
    summary: 'moves a model with its versions to the trash',
    query: { force: 'true: also if a stage or an alias refers to one of them' },
    body: CHANGE,
    result: 'delete',
    async run(registry, asked) {
      const { ref } = await registry.model(modelOf(asked));
      const force = flagOf(asked, 'force');
      return registry.deleteModel({ model: ref, force, ...modelChangeOf(asked, ref) });
    },
  },
  {
    method: 'POST',
    path: `${MODEL}/rollback`,
    summary: 'gives a stage back to the version that held it before',
    body: { stage: TEXT, keep_existing: FLAG, expect: TEXT, ...CHANGE },
    result: 'transition',
    async run(registry, asked) {
      const { stage, keep_existing, expect } = asked.body;
      const model = modelOf(asked);
      return registry.rollback({
        model,
        stage,
        keepExisting: keep_existing,
        expect,
        ...modelChangeOf(asked),
      });
    },
  },
  {
    method: 'PUT',
    path: `${MODEL}/aliases/{alias}`,
    summary: 'points an alias at a version',
    body: { version: TEXT, ...CHANGE },
    required: ['version'],
    result: 'versionChange',
    async run(registry, asked) {
      const ref = `${modelOf(asked)}@${asked.body.version}`;
      return registry.setAlias({ ref, alias: asked.part('alias'), ...modelChangeOf(asked) });
    },
  },
  {
    method: 'DELETE',
    path: `${MODEL}/aliases/{alias}`,
    summary: 'removes an alias',
    body: CHANGE,
    result: 'versionChange',
    async run(registry, asked) {
      return registry.removeAlias({
        model: modelOf(asked),
        alias: asked.part('alias'),
        ...modelChangeOf(asked),
      });
    },
  },
];
