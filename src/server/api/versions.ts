/** Versions as resources: what is said of them, their stages, the trash, their files. */
import { isTrashedName, nameBefore } from '../../core/names/name.ts';
import type { VersionView } from '../../generated/output.ts';
import { answerWithFile } from '../send-file.ts';
import { MODEL, modelChangeOf, modelOf, VERSION, versionOf } from './address.ts';
import {
  type ApiRoute,
  type Asked,
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

const MOVE = { keep_existing: FLAG, expect: TEXT, override: TEXT, ...CHANGE };

export const versionRoutes: readonly ApiRoute[] = [
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
      if (flagOf(asked, 'deleted')) {
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
    path: '/trash',
    summary:
      'the versions of all models in the trash, the last to be deleted first; deleted_with is a model that was deleted as a whole',
    query: { type: 'of this type', ...PAGE },
    async run(registry, asked) {
      const { versions } = await registry.deleted({ type: asked.query('type') });
      const { items, next_cursor } = pageOf(versions, asked);
      const shown = items.map((version) => ({ ...version, deleted_with: deletedWith(version) }));
      return { versions: shown, next_cursor };
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
      const tags = { set: set_tags, remove: remove_tags };
      return registry.edit({ ref, description, ...tags, pinned, ...modelChangeOf(asked) });
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
      return registry.delete({ refs: [ref], ...modelChangeOf(asked) });
    },
  },
  {
    method: 'POST',
    path: `${VERSION}/restore`,
    summary: 'takes a version out of the trash, by version or number',
    body: CHANGE,
    result: 'versionChange',
    async run(registry, asked) {
      return registry.restore({ ref: versionOf(asked), ...modelChangeOf(asked) });
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
      const ref = versionOf(asked);
      return registry.transition({
        ref,
        to,
        keepExisting: keep_existing,
        expect,
        override,
        ...modelChangeOf(asked),
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
      const gate = { require, betterThan: better_than, metric, by, override };
      const ref = versionOf(asked);
      return registry.promote({
        ref,
        to,
        ...gate,
        keepExisting: keep_existing,
        expect,
        ...modelChangeOf(asked),
      });
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

function deletedWith({ type, model }: VersionView): string | null {
  return isTrashedName(model) ? `${type}/${nameBefore(model)}` : null;
}

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
