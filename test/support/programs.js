// The programs that tests speak to beside node, each with the Debian package that holds it. As a program, prints the
// packages of those that are missing here.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @type {Readonly<Record<string, string>>} */
export const PACKAGES = {
  bash: 'bash',
  chromium: 'chromium',
  curl: 'curl',
  fish: 'fish',
  git: 'git',
  jq: 'jq',
  'mkfs.btrfs': 'btrfs-progs',
  'mkfs.ext4': 'e2fsprogs',
  'mkfs.xfs': 'xfsprogs',
  mount: 'mount',
  prlimit: 'util-linux',
  python3: 'python3',
  script: 'bsdutils',
  setpriv: 'util-linux',
  sqlite3: 'sqlite3',
  strace: 'strace',
  zsh: 'zsh',
};

const SYSTEM = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** @param {string} name */
const isThere = (name) =>
  [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM].some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** The packages to install for what is missing here, in their order and each once. */
export const missingPackages = () => [
  ...new Set(
    Object.entries(PACKAGES)
      .filter(([name]) => !isThere(name))
      .map(([, name]) => name)
      .sort(),
  ),
];

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(missingPackages().join(' '));
