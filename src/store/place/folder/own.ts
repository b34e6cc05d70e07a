import { relative, sep } from 'node:path';

/** The directories of a registry in a folder that all moves need, absolute. */
export interface OwnDirectories {
  readonly root: string;
  readonly staging: string;
  readonly trash: string;
}

/** Where they lie. */
export type Root = Pick<OwnDirectories, 'root'>;

/** A path below the root as the format writes it. */
export function relativeTo({ root }: Root, path: string): string {
  return relative(root, path).split(sep).join('/');
}
