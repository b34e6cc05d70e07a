/** Reads a registry's log with nothing of mreg, and holds the files to it. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readJournal } from './journal.ts';

interface Live {
  directory: string;
  metadata_sha256: string;
  parents: string[];
}

type Change = Record<string, string> & { parents?: string[] };

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The live versions by reference. Throws where a revision lets a stage, an alias or a parent dangle. */
export function foldLog(root: string): Map<string, Live> {
  const live = new Map<string, Live>();
  const deleted = new Map<string, Live>();
  const stages = new Map<string, string>();
  const aliases = new Map<string, string>();
  for (const { line } of readJournal(root, 'log').found) {
    const { revision, changes } = JSON.parse(line.toString('utf8'));
    for (const change of changes as Change[]) {
      const model = `${change.type}/${change.name}`;
      const ref = `${model}@${change.version}`;
      switch (change.change) {
        case 'version-registered':
          if (live.has(ref) || deleted.has(ref)) throw new Error(`${revision}: ${ref} registered twice`);
          live.set(ref, { ...(change as unknown as Live), parents: change.parents ?? [] });
          break;
        case 'stage-changed':
        case 'stage-rolled-back':
          stages.set(ref, change.to as string);
          break;
        case 'alias-moved':
          aliases.set(`${model}:${change.alias}`, `${model}@${change.to}`);
          break;
        case 'version-deleted':
          deleted.set(ref, live.get(ref) as Live);
          live.delete(ref);
          stages.delete(ref);
          break;
        case 'version-restored':
          live.set(ref, { ...(deleted.get(ref) as Live), directory: change.directory as string });
          deleted.delete(ref);
          if (change.to !== 'None') stages.set(ref, change.to as string);
          break;
        case 'version-purged':
          if (!deleted.delete(ref)) throw new Error(`${revision}: ${ref} purged but not deleted`);
      }
      const broken =
        change.change === 'version-deleted' && [...live].find(([, { parents }]) => parents.includes(ref));
      if (broken) throw new Error(`${revision}: ${ref} deleted while ${broken[0]} derives from it`);
    }
    for (const [what, ref] of [...[...stages.keys()].map((ref) => ['stage', ref]), ...aliases])
      if (!live.has(ref as string)) throw new Error(`${revision}: ${what} dangles at ${ref}`);
  }
  return live;
}

/** What is wrong with the files of the live versions, a line each. */
export function findDamage(root: string): string[] {
  return [...foldLog(root)].flatMap(([ref, { directory, metadata_sha256 }]) => {
    const metadata = join(root, directory, 'metadata.json');
    if (!existsSync(metadata)) return [`${ref}: ${directory} is gone`];
    const bytes = readFileSync(metadata);
    if (sha256(bytes) !== metadata_sha256) return [`${ref}: another metadata.json`];
    const { files } = JSON.parse(bytes.toString()) as {
      files: { path: string; size: number; sha256: string }[];
    };
    return files.flatMap(({ path, sha256: digest }) => {
      const file = join(root, directory, path);
      return existsSync(file) && sha256(readFileSync(file)) === digest ? [] : [`${ref}: ${path}`];
    });
  });
}

/** Bytes of all files below a directory. */
export function bytesIn(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0);
}
