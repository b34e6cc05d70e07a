import type { LineageResult } from '../../../generated/output.ts';
import { refLink, withQuery } from '../../address.ts';
import { useResource } from '../../api/resource.ts';
import { Empty, Stage, Trouble } from '../../parts/bits.tsx';

/** What a version was derived from, and what was derived from it, as trees. */
export function Lineage({ reference }: { readonly reference: string }) {
  const { data, failure } = useResource<LineageResult>(withQuery('/lineage', { ref: reference }), ['models']);
  if (failure) return <Trouble failure={failure} />;
  if (!data) return <p class="soft">…</p>;
  if (data.edges.length === 0)
    return <Empty>It was derived from no other version, and no other from it.</Empty>;
  const parentsOf = (ref: string) =>
    data.edges.filter(({ child }) => child === ref).map(({ parent }) => parent);
  const childrenOf = (ref: string) =>
    data.edges.filter(({ parent }) => parent === ref).map(({ child }) => child);
  const missing = new Set(data.missing);
  const root = data.roots.find(({ ref }) => ref === reference);
  return (
    <div class="lineage">
      <Branch title="Derived from" refs={parentsOf(reference)} next={parentsOf} missing={missing} />
      <p class="self">
        <b>{reference}</b> {root && <Stage stage={root.stage} />}
      </p>
      <Branch title="Derived from it" refs={childrenOf(reference)} next={childrenOf} missing={missing} />
    </div>
  );
}

interface Tree {
  readonly refs: readonly string[];
  next(ref: string): readonly string[];
  readonly missing: ReadonlySet<string>;
  /** Those above, so that a circle ends. */
  readonly above?: readonly string[];
}

function Branch({ title, ...tree }: Tree & { readonly title: string }) {
  if (tree.refs.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <Twigs {...tree} />
    </section>
  );
}

function Twigs({ refs, next, missing, above = [] }: Tree) {
  return (
    <ul class="tree">
      {refs.map((ref) => {
        const further = above.includes(ref) ? [] : next(ref);
        return (
          <li key={ref}>
            {missing.has(ref) ? (
              <span class="soft">{ref} (not in the registry)</span>
            ) : (
              <a href={refLink(ref)}>{ref}</a>
            )}
            {further.length > 0 && (
              <Twigs refs={further} next={next} missing={missing} above={[...above, ref]} />
            )}
          </li>
        );
      })}
    </ul>
  );
}
