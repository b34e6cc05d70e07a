/**
 * What the commands do, told as simply as it can be: one mutable object for each version, searched from end
 * to end, with no log, no lists and no shortcuts. It shares no code with src/core and knows only the default
 * stages; the property tests hold the two to each other.
 */
export interface NaiveVersion {
  readonly version: string;
  readonly number: number;
  stage: string;
  /** When it came to its stage; the latest to come is what the stage's pointer shows. */
  arrived: number;
  tags: Map<string, string>;
  description: string | null;
  pinned: boolean;
}

interface NaiveModel {
  readonly versions: NaiveVersion[];
  /** Of the model itself. */
  about: string | null;
  readonly labels: Map<string, string>;
  readonly aliases: Map<string, string>;
  /** What each stage's pointer showed before, the latest last. */
  readonly former: Map<string, string[]>;
}

export interface NaiveMove {
  readonly keepExisting?: boolean | undefined;
  readonly expect?: string | undefined;
}

/** A request that must be answered with an error of this code. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const SERVING = ['Staging', 'Production'];

export class NaiveRegistry {
  readonly models = new Map<string, NaiveModel>();
  private readonly autoArchive: boolean;
  private readonly goodAliases: readonly string[];
  private clock = 0;

  constructor(autoArchive: boolean, goodAliases: readonly string[]) {
    this.autoArchive = autoArchive;
    this.goodAliases = goodAliases;
  }

  nextVersion(key: string, bump: string): string {
    const versions = (this.models.get(key)?.versions ?? []).map(({ version }) => version).sort(byPrecedence);
    const top = versions.at(-1);
    if (top === undefined) return 'v1.0.0';
    const [major, minor, patch, candidate] = parts(top);
    const final = candidate === Number.POSITIVE_INFINITY;
    if (bump === 'major') return `v${minor > 0 || patch > 0 || final ? major + 1 : major}.0.0`;
    if (bump === 'minor') return `v${major}.${patch > 0 || final ? minor + 1 : minor}.0`;
    return `v${major}.${minor}.${final ? patch + 1 : patch}`;
  }

  register(key: string, version: string, stage: string, aliases: readonly string[]): void {
    const model = this.models.get(key) ?? emptyModel();
    if (model.versions.some((other) => other.version === version)) throw new Refused('MREG_EXISTS');
    for (const alias of aliases) this.checkAlias(alias);
    this.models.set(key, model);
    const number = model.versions.length + 1;
    const added = {
      version,
      number,
      stage: 'None',
      arrived: 0,
      tags: new Map(),
      description: null,
      pinned: false,
    };
    model.versions.push(added);
    this.remembering(model, () => this.move(model, added, stage, {}));
    for (const alias of aliases) model.aliases.set(alias, version);
  }

  transition(key: string, selector: string, to: string, options: NaiveMove): void {
    const model = this.model(key);
    const found = this.find(model, selector);
    this.remembering(model, () => this.move(model, found, to, options));
  }

  promote(key: string, selector: string | undefined, to: string | undefined, options: NaiveMove): void {
    const model = this.model(key);
    const found = selector === undefined ? this.candidate(model, to) : this.find(model, selector);
    const next =
      to ??
      new Map([
        ['None', 'Staging'],
        ['Staging', 'Production'],
      ]).get(found.stage);
    const back = found.stage === 'Production' && next === 'Staging';
    if (next === undefined || back) throw new Refused('MREG_CONFLICT');
    this.remembering(model, () => this.move(model, found, next, options));
  }

  rollback(key: string, stage: string, options: NaiveMove): void {
    const model = this.model(key);
    const former = [...(model.former.get(stage) ?? [])];
    const stays = (version: string) =>
      version === holder(model, stage)?.version ||
      (stage === 'Staging' && this.find(model, version).stage === 'Production');
    let back = former.pop();
    while (back !== undefined && stays(back)) back = former.pop();
    if (back === undefined) throw new Refused('MREG_CONFLICT');
    const found = this.find(model, back);
    this.remembering(model, () => this.move(model, found, stage, options));
    if (former.length > 0) model.former.set(stage, former);
    else model.former.delete(stage);
  }

  archive(key: string, selectors: readonly string[]): void {
    const model = this.model(key);
    const found = selectors.map((selector) => this.find(model, selector));
    this.remembering(model, () => {
      for (const version of found) this.move(model, version, 'Archived', {});
    });
  }

  setAlias(key: string, selector: string, alias: string): void {
    this.checkAlias(alias);
    const model = this.model(key);
    model.aliases.set(alias, this.find(model, selector).version);
  }

  removeAlias(key: string, alias: string): void {
    if (!this.model(key).aliases.delete(alias)) throw new Refused('MREG_NOT_FOUND');
  }

  /** Without a selector, of the model itself. */
  tag(key: string, selector: string | undefined, tag: string, value: string): void {
    if (tag === '' || tag === '__proto__') throw new Refused('MREG_INVALID');
    this.tags(key, selector).set(tag, value);
  }

  untag(key: string, selector: string | undefined, tag: string): void {
    if (!this.tags(key, selector).delete(tag)) throw new Refused('MREG_NOT_FOUND');
  }

  describe(key: string, selector: string | undefined, text: string | null): void {
    const model = this.model(key);
    if (selector === undefined) model.about = text;
    else this.find(model, selector).description = text;
  }

  create(key: string, about: string | undefined): void {
    if (this.models.has(key)) throw new Refused('MREG_EXISTS');
    this.models.set(key, { ...emptyModel(), about: about ?? null });
  }

  rename(key: string, to: string): void {
    const model = this.model(key);
    const target = `${key.split('/')[0]}/${to}`;
    if (target === key) return;
    if (this.models.has(target)) throw new Refused('MREG_EXISTS');
    this.models.delete(key);
    this.models.set(target, model);
  }

  /** What is in the trash is out of sight. */
  deleteModel(key: string, force: boolean): void {
    const model = this.model(key);
    const isHeld = ({ stage, pinned }: NaiveVersion) => SERVING.includes(stage) || pinned;
    if (!force && (model.aliases.size > 0 || model.versions.some(isHeld)))
      throw new Refused('MREG_PROTECTED');
    this.models.delete(key);
  }

  pin(key: string, selector: string, pinned: boolean): void {
    this.find(this.model(key), selector).pinned = pinned;
  }

  /** The versions in a stage, the pointer first. */
  static inStage(model: NaiveModel, stage: string): NaiveVersion[] {
    return model.versions.filter((version) => version.stage === stage).sort((a, b) => b.arrived - a.arrived);
  }

  private model(key: string): NaiveModel {
    const model = this.models.get(key);
    if (!model) throw new Refused('MREG_NOT_FOUND');
    return model;
  }

  private tags(key: string, selector: string | undefined): Map<string, string> {
    const model = this.model(key);
    return selector === undefined ? model.labels : this.find(model, selector).tags;
  }

  private checkAlias(alias: string): void {
    if (!this.goodAliases.includes(alias)) throw new Refused('MREG_INVALID');
  }

  private find(model: NaiveModel, selector: string): NaiveVersion {
    const found = this.pick(model, selector);
    if (!found) throw new Refused('MREG_NOT_FOUND');
    return found;
  }

  private pick(model: NaiveModel, selector: string): NaiveVersion | undefined {
    const word = selector.toLowerCase();
    if (word === 'latest') return latest(model.versions);
    if (word === 'none') return latest(NaiveRegistry.inStage(model, 'None'));
    if (word === 'staging') return holder(model, 'Staging');
    if (word === 'production' || word === 'prod') return holder(model, 'Production');
    const named = model.aliases.get(selector) ?? selector;
    return model.versions.find(({ version, number }) => version === named || String(number) === named);
  }

  private candidate(model: NaiveModel, to: string | undefined): NaiveVersion {
    const staged = to === undefined || to === 'Production' ? holder(model, 'Staging') : undefined;
    const found = staged ?? latest(NaiveRegistry.inStage(model, 'None'));
    if (!found) throw new Refused('MREG_CONFLICT');
    return found;
  }

  private move(model: NaiveModel, found: NaiveVersion, to: string, options: NaiveMove): void {
    const holds = holder(model, to);
    if (options.expect !== undefined && options.expect !== (holds?.version ?? 'none')) {
      throw new Refused('MREG_CONFLICT');
    }
    if (this.autoArchive && !options.keepExisting && SERVING.includes(to)) {
      for (const other of model.versions) {
        if (other !== found && other.stage === to) this.arrive(other, 'Archived');
      }
    }
    if (found.stage !== to || (SERVING.includes(to) && holder(model, to) !== found)) this.arrive(found, to);
  }

  private arrive(version: NaiveVersion, stage: string): void {
    this.clock += 1;
    version.stage = stage;
    version.arrived = this.clock;
  }

  private remembering(model: NaiveModel, change: () => void): void {
    const then = this.clock;
    const before = SERVING.map((stage) => [stage, NaiveRegistry.inStage(model, stage)] as const);
    change();
    for (const [stage, versions] of before) {
      const now = holder(model, stage);
      const arrived = now !== undefined && now.arrived > then;
      const left = versions.filter((version) => version.stage !== stage).map(({ version }) => version);
      const replaced = versions[0] === now ? [] : versions.slice(0, 1).map(({ version }) => version);
      const former = model.former.get(stage) ?? [];
      const next = arrived
        ? [...former.filter((other) => !replaced.includes(other)), ...replaced]
        : former.filter((other) => !left.includes(other));
      if (next.length > 0) model.former.set(stage, next);
      else model.former.delete(stage);
    }
  }
}

function emptyModel(): NaiveModel {
  return { versions: [], about: null, labels: new Map(), aliases: new Map(), former: new Map() };
}

function holder(model: NaiveModel, stage: string): NaiveVersion | undefined {
  return stage === 'None' ? undefined : NaiveRegistry.inStage(model, stage)[0];
}

function latest(versions: readonly NaiveVersion[]): NaiveVersion | undefined {
  const releases = versions.filter(({ version }) => !version.includes('-'));
  return [...(releases.length > 0 ? releases : versions)]
    .sort((a, b) => byPrecedence(a.version, b.version))
    .at(-1);
}

/** `v1.2.3-rc.4` is [1, 2, 3, 4]; a release comes after all its candidates. */
function parts(version: string): [number, number, number, number] {
  const [major = 0, minor = 0, patch = 0, candidate = Number.POSITIVE_INFINITY] = (
    version.match(/\d+/g) ?? []
  ).map(Number);
  return [major, minor, patch, candidate];
}

function byPrecedence(a: string, b: string): number {
  const left = parts(a);
  const right = parts(b);
  const first = left.findIndex((part, index) => part !== right[index]);
  return first < 0 ? 0 : (left[first] as number) - (right[first] as number);
}
