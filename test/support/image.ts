/** A file system in a file, which holds what was synced and nothing else: a copy of the file is what a power cut leaves. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const IMAGE_BYTES = 16 * 2 ** 20;

/** Nothing reaches the disk but what is synced: no commit of its own, no help for programs that do not sync. */
const MOUNT = ['-o', 'loop,commit=1000,noauto_da_alloc'];

function makeImage(path: string): void {
  writeFileSync(path, '');
  truncateSync(path, IMAGE_BYTES);
  execFileSync('mkfs.ext4', ['-q', path]);
}

/** Makes an image and mounts it at a new directory, until the test ends. */
export function mountImage(image: string, disk: string): void {
  makeImage(image);
  mkdirSync(disk);
  execFileSync('mount', [...MOUNT, image, disk]);
  onTestFinished(() => void execFileSync('umount', ['-l', disk]));
}

/** Does something with a copy of an image, after the file system has mended itself as it does after a crash. */
export async function onImage<T>(image: string, disk: string, look: () => T | Promise<T>): Promise<T> {
  execFileSync('mount', ['-o', 'loop', image, disk]);
  try {
    return await look();
  } finally {
    execFileSync('umount', [disk]);
  }
}

function whyNoImage(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'only root can mount an image on Linux';
  const place = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  try {
    makeImage(join(place, 'image'));
    mkdirSync(join(place, 'disk'));
    const tried = spawnSync('mount', [...MOUNT, join(place, 'image'), join(place, 'disk')], {
      encoding: 'utf8',
    });
    if (tried.status === 0) execFileSync('umount', [join(place, 'disk')]);
    return tried.status === 0 ? undefined : `mount: ${tried.stderr.trim()}`;
  } catch (error) {
    return `mkfs.ext4: ${(error as Error).message.split('\n')[0]}`;
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** Why no image can be mounted here, or undefined where one can. */
export const noImage = whyNoImage();
