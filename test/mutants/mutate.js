const DECLARED = /^(?:export )?(?:(?:async )?function\*? |class |const )(\w+)/gm;

/** Each function, class and constant that a source text declares at its outermost level, with where it begins and ends. */
function declarationsIn(text) {
  const found = [...text.matchAll(DECLARED)];
  return found.map(({ 1: name, index }, at) => ({
    name,
    start: index,
    end: found[at + 1]?.index ?? text.length,
  }));
}

/** A text as a pattern that does not mind how lines are broken. */
function patternOf(text) {
  const words = text.trim().split(/\s+/);
  return new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+'), 'g');
}

/**
 * The one place of a mutant among `sources`, texts by their path: the path, and the text with the mutant in it.
 * Throws if there is no such place, or more than one: the list is out of date then.
 * @param {{ name: string, in: string, from: string, to: string, also?: { from: string, to: string } }} mutant
 * @param {Record<string, string>} sources
 */
export function mutate({ name, in: where, from, to, also }, sources) {
  const pattern = patternOf(from);
  const places = Object.entries(sources).flatMap(([path, text]) =>
    declarationsIn(text)
      .filter((declared) => declared.name === where)
      .flatMap(({ start, end }) =>
        [...text.slice(start, end).matchAll(pattern)].map(({ 0: found, index }) => ({
          path,
          text: text.slice(0, start + index) + to + text.slice(start + index + found.length),
        })),
      ),
  );
  const [place] = places;
  if (place === undefined || places.length > 1)
    throw new Error(`${name}: stands ${places.length} times in a function ${where}: ${from}`);
  return also ? mutate({ name, in: where, ...also }, { [place.path]: place.text }) : place;
}
