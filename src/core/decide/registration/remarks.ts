/** Notes on the files of a registration. */

/** Names of files that hold a key or a password, as programs call them. */
const SECRET =
  /(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|[^/]*\.(?:pem|p12|pfx|key|keystore|jks)|\.?credentials(?:\.[a-z]+)?|(?:client_)?secrets?(?:\.[a-z]+)?|service[-_]account[^/]*\.json|kaggle\.json|\.npmrc|\.git-credentials|\.htpasswd|\.env\.[^/]+)$/i;

export interface Files {
  /** Paths of the files that are registered. */
  readonly taken: readonly string[];
  /** Paths that are excluded by default. */
  readonly leftOut: readonly string[];
  /** Paths of pointers of Git LFS. */
  readonly pointers: readonly string[];
}

/** Directories in which trainers keep checkpoints. */
const CHECKPOINTS = /^(?:.*\/)?(?:checkpoints?|ckpts?|checkpoint-\d+)\//i;

/** One sentence for each note. */
export function remarksOn({ taken, leftOut, pointers }: Files): string[] {
  const secrets = taken.filter((path) => SECRET.test(path));
  const checkpoints = taken.filter((path) => CHECKPOINTS.test(path));
  const [place = ''] = CHECKPOINTS.exec(checkpoints[0] ?? '') ?? [];
  return [
    ...(leftOut.length > 0 ? [`left out: ${mention(leftOut)}; --exclude '!${leftOut[0]}' takes it in`] : []),
    ...(secrets.length > 0
      ? [
          `${mention(secrets)} may be secret, and a version is kept as it is; --exclude '${secrets[0]}' leaves it out`,
        ]
      : []),
    // Checkpoints alone are the model itself.
    ...(checkpoints.length > 0 && checkpoints.length < taken.length
      ? [
          `${checkpoints.length} of ${taken.length} files are checkpoints, such as ${checkpoints[0]}; --exclude '${place}' leaves them out`,
        ]
      : []),
    ...(pointers.length > 0
      ? [`${mention(pointers)} is a pointer of Git LFS, not the file itself; git lfs pull fetches that`]
      : []),
  ];
}

function mention(paths: readonly string[]): string {
  return paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ');
}
