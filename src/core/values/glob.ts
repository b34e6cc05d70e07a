/** Whether a path is one that a glob names: `*` stands for any characters but a slash, `?` for one of them. The time it takes
 * grows with the product of the two lengths at most, unlike that of a regular expression made from the glob. */
export function matchesGlob(path: string, glob: string): boolean {
  const [names, patterns] = [path.split('/'), glob.split('/')];
  return (
    names.length === patterns.length && names.every((name, at) => matchesName(name, patterns[at] as string))
  );
}

/** What follows a star is tried at one place after the other; a later star ends the search for an earlier one. */
function matchesName(name: string, pattern: string): boolean {
  let [at, sign, star, from] = [0, 0, -1, 0];
  while (at < name.length) {
    if (pattern[sign] === '*') {
      star = sign;
      sign += 1;
      from = at;
    } else if (pattern[sign] === '?' || pattern[sign] === name[at]) {
      at += 1;
      sign += 1;
    } else if (star >= 0) {
      from += 1;
      at = from;
      sign = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(sign));
}
