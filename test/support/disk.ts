import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

/** Why no file system can be mounted here, or undefined where one can. */
function whyNoMount(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root can mount on Linux';
  const place = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  const tried = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', place], { encoding: 'utf8' });
  if (tried.status === 0) execFileSync('umount', [place]);
  rmSync(place, { recursive: true });
  return tried.status === 0 ? undefined : `mount: ${tried.stderr.trim()}`;
}

export const noMount = whyNoMount();
