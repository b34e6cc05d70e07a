/** Models and versions as resources. */
import { MregError } from '../../errors.ts';
import type { CatalogueModel, Registry } from '../../registry.ts';
import { answerWithFile } from '../send-file.ts';
import { listModel } from './listed-model.ts';
import {
  type ApiRoute,
  type Asked,
  CHANGE,
  FLAG,
  PAGE,
  pageOf,
  TEXT,
  TEXT_OR_NULL,
  TEXTS,
  TEXTS_BY_NAME,
} from './route.ts';

const MODEL = '/models/{type}/{name}';
const VERSION = `${MODEL}/versions/{version}`;

const MOVE = { keep_existing: FLAG, expect: TEXT, override: TEXT, ...CHANGE };

function modelOf(asked: Asked): string {
  return `${asked.part('type')}/${asked.part('name')}`;
}

/** A version by its semantic version, its number, a range, a stage or an alias. */
function versionOf(asked: Asked): string {
  return `${modelOf(asked)}@${asked.part('version')}`;
}

function changeOf({ body: { reason, dry_run } }: Asked) {
  return { reason, dryRun: dry_run };
}

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
      let { ref } = await registry.model(modelOf(asked));
      await checkMatch(registry, asked, ref);
      const change = changeOf(asked);
      if (description !== undefined) await registry.describe({ ref, to: description, ...change });
      if (set_tags || remove_tags) await registry.tag({ ref, set: set_tags, remove: remove_tags, ...change });
      if (name !== undefined) ref = (await registry.renameModel({ model: ref, to: name, ...change })).ref;
      return registry.model(ref);
    },
  },
  {
    method: 'DELETE',
    path: MODEL,
    summary: 'moves a model with its versions to the trash',
    query: { force: 'true: also if a stage or an alias refers to one of them' },
    async run(registry, asked) {
      const { ref } = await registry.model(modelOf(asked));
      await checkMatch(registry, asked, ref);
      return registry.deleteModel({ model: ref, force: asked.query('force') === 'true' });
    },
  },
  {
    method: 'GET',
    path: `${MODEL}/versions`,
    summary: 'the versions of a model, the newest registration first',
    query: {
      stage: 'in this stage',
      where: 'a condition',
      tag: 'KEY=VALUE or KEY; may be repeated',
      deleted: 'true: those in the trash and no others, the last to be deleted first',
      ...PAGE,
    },
    async run(registry, asked) {
      if (asked.query('deleted') === 'true') {
        const { versions } = await registry.deleted({ model: modelOf(asked) });
        const { items, next_cursor } = pageOf(versions, asked);
        return { versions: items, damaged: [], unknown_fields: [], next_cursor };
      }
      const {
        versions,
        damaged,
        unknown_fields = [],
      } = await registry.listVersions({
        model: modelOf(asked),
        stage: asked.query('stage'),
        where: asked.query('where'),
        tags: tagsOf(asked),
      });
      const { items, next_cursor } = pageOf(versions, asked);
      return { versions: items, damaged: damaged ?? [], unknown_fields, next_cursor };
    },
  },
  {
    method: 'GET',
    path: VERSION,
    summary: 'a version with its metadata: by version, number, range, stage or alias',
    async run(registry, asked) {
      const { path: _, ...version } = (await registry.info(versionOf(asked))) as { path: string };
      return version;
    },
  },
  {
    method: 'PATCH',
    path: VERSION,
    summary: 'changes what is said of a version',
    body: { description: TEXT_OR_NULL, set_tags: TEXTS_BY_NAME, remove_tags: TEXTS, pinned: FLAG, ...CHANGE },
    async run(registry, asked) {
      const { description, set_tags, remove_tags, pinned } = asked.body;
      const { ref } = await registry.version(versionOf(asked));
      await checkMatch(registry, asked, modelOf(asked));
      const change = changeOf(asked);
      if (description !== undefined) await registry.describe({ ref, to: description, ...change });
      if (set_tags || remove_tags) await registry.tag({ ref, set: set_tags, remove: remove_tags, ...change });
      if (pinned !== undefined) await registry.pin({ ref, to: pinned, ...change });
      return registry.version(ref);
    },
  },
  {
    method: 'DELETE',
    path: VERSION,
    summary: 'moves a version to the trash, unless something refers to it',
    body: CHANGE,
    result: 'delete',
    async run(registry, asked) {
      const { ref } = await registry.version(versionOf(asked));
      await checkMatch(registry, asked, modelOf(asked));
      return registry.delete({ refs: [ref], ...changeOf(asked) });
    },
  },
  {
    method: 'POST',
    path: `${VERSION}/restore`,
    summary: 'takes a version out of the trash, by version or number',
    body: CHANGE,
    result: 'versionChange',
    async run(registry, asked) {
      await checkMatch(registry, asked, modelOf(asked));
      return registry.restore({ ref: versionOf(asked), ...changeOf(asked) });
    },
  },
  {
    method: 'POST',
    path: `${VERSION}/transition`,
    summary: 'moves a version to a stage, if it passes the gates',
    body: { to: TEXT, ...MOVE },
    required: ['to'],
    result: 'transition',
    async run(registry, asked) {
      const { to, keep_existing, expect, override } = asked.body;
      await checkMatch(registry, asked, modelOf(asked));
      const ref = versionOf(asked);
      return registry.transition({
        ref,
        to,
        keepExisting: keep_existing,
        expect,
        override,
        ...changeOf(asked),
      });
    },
  },
  {
    method: 'POST',
    path: `${VERSION}/promote`,
    summary: 'moves a version one stage forward, or to a stage, if it passes the gates',
    body: { to: TEXT, require: TEXTS, better_than: TEXT, metric: TEXT, by: TEXT, ...MOVE },
    result: 'transition',
    async run(registry, asked) {
      const { to, require, better_than, metric, by, keep_existing, expect, override } = asked.body;
      await checkMatch(registry, asked, modelOf(asked));
      const gate = { require, betterThan: better_than, metric, by, override };
      const ref = versionOf(asked);
      return registry.promote({ ref, to, ...gate, keepExisting: keep_existing, expect, ...changeOf(asked) });
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
      await checkMatch(registry, asked, model);
      return registry.rollback({ model, stage, keepExisting: keep_existing, expect, ...changeOf(asked) });
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
      await checkMatch(registry, asked, modelOf(asked));
      return registry.setAlias({ ref, alias: asked.part('alias'), ...changeOf(asked) });
    },
  },
  {
    method: 'DELETE',
    path: `${MODEL}/aliases/{alias}`,
    summary: 'removes an alias',
    body: CHANGE,
    result: 'versionChange',
    async run(registry, asked) {
      const model = modelOf(asked);
      await checkMatch(registry, asked, model);
      return registry.removeAlias({ model, alias: asked.part('alias'), ...changeOf(asked) });
    },
  },
  {
    method: 'GET',
    path: `${VERSION}/files`,
    summary: 'the files of a version, with sizes and digests',
    run: (registry, asked) => registry.versionFiles(versionOf(asked)),
  },
  {
    method: 'GET',
    path: `${VERSION}/files/{path*}`,
    summary: 'a file of a version; ranges are answered, the ETag is its SHA-256',
    async run(registry, asked) {
      const file = await registry.readVersionFile({ ref: versionOf(asked), path: asked.part('path') });
      const { path, size, sha256, modified_at } = file;
      const served = {
        path,
        size,
        sha256,
        modifiedAt: modified_at,
        open: async (range?: { start: number; end: number }) => file.open(range),
      };
      return answerWithFile(served, asked.call.headers, asked.call.answer);
    },
  },
];

function tagsOf(asked: Asked): Record<string, string | null> | undefined {
  const tags = asked.queries('tag');
  if (tags.length === 0) return undefined;
  return Object.fromEntries(
    tags.map((tag) => {
      const at = tag.indexOf('=');
      return at === -1 ? [tag, null] : [tag.slice(0, at), tag.slice(at + 1)];
    }),
  );
}

async function catalogued(registry: Registry, ref: string): Promise<CatalogueModel | undefined> {
  const { models } = await registry.catalogue();
  return models.find((model) => model.ref === ref);
}

function etagOf({ revision }: CatalogueModel): string {
  return `"${revision}"`;
}

/** @throws MREG_CONFLICT if the request was made for another state of the model */
async function checkMatch(registry: Registry, { call }: Asked, ref: string): Promise<void> {
  const wanted = call.headers['if-match'];
  if (wanted === undefined || wanted === '*') return;
  const model = await catalogued(registry, ref);
  if (model && wanted.split(/\s*,\s*/).includes(etagOf(model))) return;
  throw new MregError(
    'MREG_CONFLICT',
    `${ref} has changed: its ETag is ${model ? etagOf(model) : 'none'}, not ${wanted}`,
    {
      details: { etag: model ? etagOf(model) : null, if_match: wanted },
    },
  );
}
