import type { VersionView } from '../../generated/output.ts';
import type { FoundModel } from '../state/references/resolve.ts';
import { stagesByVersion, versionState } from '../state/state.ts';
import { viewVersion, viewVersions } from './view.ts';

/** The versions of a model that are not in the trash; each is viewed when somebody asks for it. */
export class VersionViews {
  readonly #found: FoundModel;
  #all?: readonly VersionView[];
  #newest?: ReadonlyMap<string, VersionView>;

  constructor(found: FoundModel) {
    this.#found = found;
  }

  /** All of them, the newest registration first. */
  get versions(): readonly VersionView[] {
    this.#all ??= viewVersions(this.#found);
    return this.#all;
  }

  version(version: string): VersionView | undefined {
    const state = versionState(this.#found.model, version);
    return state && !state.deleted ? viewVersion({ ...this.#found, version }) : undefined;
  }

  numbered(number: number): VersionView | undefined {
    const version = this.#found.model.versions.numbered(number);
    return version === undefined ? undefined : this.version(version);
  }

  aliased(alias: string): VersionView | undefined {
    const { aliases } = this.#found.model;
    return Object.hasOwn(aliases, alias) ? this.version(aliases[alias] as string) : undefined;
  }

  get newest(): VersionView | undefined {
    const [newest] = this.newestFirst();
    return newest;
  }

  /** One after the other, as long as somebody asks for the next. */
  *newestFirst(): Generator<VersionView> {
    for (const version of this.#found.model.versions.newestFirst()) {
      const shown = this.version(version);
      if (shown) yield shown;
    }
  }

  /** The newest registration in each stage; a version without a stage is in None. */
  newestByStage(): ReadonlyMap<string, VersionView> {
    this.#newest ??= this.#findNewest();
    return this.#newest;
  }

  #findNewest(): ReadonlyMap<string, VersionView> {
    const { model } = this.#found;
    const newest = new Map<string, VersionView>();
    const see = (shown: VersionView | undefined) => {
      if (shown && shown.number > (newest.get(shown.stage)?.number ?? 0)) newest.set(shown.stage, shown);
    };
    for (const held of Object.values(model.stages)) see(this.version(newestOf(held, this.#found)));
    const staged = stagesByVersion(model);
    for (const version of model.versions.newestFirst()) {
      if (staged.has(version) || versionState(model, version)?.deleted) continue;
      see(this.version(version));
      break;
    }
    return newest;
  }

  toJSON(): object {
    return { ...this, versions: this.versions };
  }
}

function newestOf(versions: readonly string[], { model }: FoundModel): string {
  const numberOf = (version: string) => versionState(model, version)?.number ?? 0;
  return versions.reduce((newest, version) => (numberOf(version) > numberOf(newest) ? version : newest), '');
}
