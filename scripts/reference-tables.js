// What the documentation says of commands, settings, results and exit statuses, made from their declarations.

/** The commands of daily work, which the README lists; docs/commands.md has all. */
export const DAILY = [
  'register',
  'list',
  'info',
  'promote',
  'path',
  'rollback',
  'history',
  'compare',
  'cleanup',
  'verify',
];

const code = (text) => `\`${text}\``;
const cell = (text) => text.replaceAll('|', '\\|');
const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) =>
    `| ${cells.map(cell).join(' | ')} |`.replaceAll('|  |', '| |'),
  );

const synopsis = ({ name, arguments: words }) =>
  [
    'mreg',
    name,
    ...words.map(({ name: word, optional, variadic }) => {
      const dots = variadic ? '...' : '';
      return optional ? `[${word}${dots}]` : `<${word}${dots}>`;
    }),
  ].join(' ');

const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
const alsoOf = ({ aliases }) => (aliases ? ` (also ${aliases.map(code).join(', ')})` : '');

function daily(commands) {
  const rows = DAILY.map((name) => commands.find((command) => command.name === name)).map((command) => [
    code(synopsis(command)),
    `${command.summary}${alsoOf(command)}`,
  ]);
  return table(['command', 'does'], rows);
}

function statuses(codes) {
  const byExit = Object.entries(codes).reduce(
    (known, entry) => known.set(entry[1].exit, [...(known.get(entry[1].exit) ?? []), entry]),
    new Map(),
  );
  const rows = [...byExit].map(([exit, entries]) => [
    String(exit),
    entries.map(([, { summary }]) => summary).join('; '),
    entries.map(([name]) => code(name)).join(', '),
  ]);
  return table(['status', 'meaning', 'codes'], [['0', 'done', ''], ...rows]);
}

function settings({ SETTINGS, SETTING_KEYS }) {
  const shown = (key, value) => {
    if (key === 'root') return '[see below](#where-the-registry-is)';
    if (value === undefined) return 'none';
    return code(Array.isArray(value) ? `[${value.join(', ')}]` : JSON.stringify(value).replaceAll('"', ''));
  };
  const rows = SETTING_KEYS.map((key) => {
    const { takes, initial, kind, summary, alias } = SETTINGS[key];
    return [
      code(key),
      takes,
      shown(key, initial),
      kind.fromText ? code(`MREG_${key.toUpperCase().replace('.', '_')}`) : '',
      `${summary}${alias ? `; files may write ${code(alias)}` : ''}`,
    ];
  });
  return table(['key', 'takes', 'default', 'variable', 'says'], rows);
}

/** `schemas` has the schema of each result by its name in kebab case. */
function results(commands, schemas) {
  const ofVersion = Object.keys(schemas.common.definitions.version.properties);
  const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  // A command whose stdout is another's has no document of its own to print.
  const told = commands.filter(({ prints }) => prints !== 'nothing more');
  const rows = told.flatMap((command) =>
    command.results.map((name) => {
      const { properties = {} } = schemas[kebab(name)];
      const isVersion = 'metadata_digest' in properties;
      const others = Object.keys(properties).filter((key) => !isVersion || !ofVersion.includes(key));
      return [
        code(command.name),
        [...(isVersion ? ['a version'] : []), ...others.map(code)].join(', '),
        code(`output/${kebab(name)}`),
      ];
    }),
  );
  return table(
    ['command', '`result`', 'schema'],
    [...rows, ['any, on failure', '`error`', '`output/error`']],
  );
}

/** What -q prints; commands that print the same share a row. */
function quiet(commands) {
  const names = new Map();
  for (const { name, prints } of commands) names.set(prints, [...(names.get(prints) ?? []), code(name)]);
  return table(
    ['command', 'prints'],
    [...names].map(([prints, of]) => [of.join(', '), prints]),
  );
}

/** The methods of the class Registry in its source: the names of their parameters, and their comments as one sentence or more. */
export function methodsOf(registry) {
  const declared =
    /\/\*\* ((?:[^*]|\*(?!\/))+) \*\/\n {2}(?:async )?(?!constructor)(\w+)\(([\s\S]*?)\): (?:Promise|boolean)/g;
  return [...registry.matchAll(declared)].map(([, comment, name, parameters]) => {
    const bare = parameters.replace(/<[^>]*>|\{[^}]*\}/g, '');
    const words = [...bare.matchAll(/(\w+)\??:/g)].map(([, word]) => word);
    return { name, words, says: comment.replace(/\n\s*\* /g, ' ') };
  });
}

function methods({ registry, SHAPES }) {
  const lowered = (text) => text.charAt(0).toLowerCase() + text.slice(1);
  const common = ['reason', 'dryRun'];
  const rows = methodsOf(registry).map(({ name, words, says }) => {
    const members = Object.keys(SHAPES[name] ?? {});
    const own = members.filter((member) => ![...common, 'onlyIf'].includes(member));
    const shown = [...own, ...(common.every((member) => members.includes(member)) ? ['…'] : [])];
    const given = members.length === 0 || own.length > 10 ? words[0] : `{ ${shown.join(', ')} }`;
    const takes = SHAPES[name] ? [given, ...words.filter((word) => word === 'work')] : words;
    return [code(`${name}(${takes.join(', ')})`), lowered(says.replace(/\.$/, ''))];
  });
  return table(['method', 'does'], rows);
}

/** A page with every command by its group. */
function commandPage(commands, groups, globals, flagOf) {
  const optionRows = (options) =>
    Object.entries(options).map(([name, { short, value, summary, choices, negatable }]) => [
      [
        ...(short ? [code(`-${short}`)] : []),
        code(value === undefined ? flagOf(name) : `${flagOf(name)} <${value}>`),
        ...(negatable ? [code(`--no-${name}`)] : []),
      ].join(', '),
      `${summary}${choices ? ` (${choices.map(code).join(', ')})` : ''}`,
    ]);
  const one = (command) => {
    const { description, arguments: words, options, examples } = command;
    return [
      `### mreg ${command.name}`,
      '',
      code(synopsis(command)) + alsoOf(command),
      '',
      `${sentence(command.summary)}${description ? ` ${description.replaceAll('\n', ' ')}` : ''}`,
      '',
      ...(words.length > 0
        ? [
            ...table(
              ['argument', ''],
              words.map(({ name, summary }) => [code(name), summary]),
            ),
            '',
          ]
        : []),
      ...(Object.keys(options).length > 0 ? [...table(['option', ''], optionRows(options)), ''] : []),
      '```console',
      ...examples.flatMap(({ line, does }) => [`# ${does}`, line]),
      '```',
      '',
    ];
  };
  return [
    '# Commands',
    '',
    '<!-- Made by `npm run generate` from src/cli/commands/; do not edit. -->',
    '',
    '`mreg COMMAND --help` shows the same. [References](references.md) says how models and versions are written,',
    '[scripting](scripting.md) what scripts may rely on.',
    '',
    ...groups.flatMap((group) => [
      `## ${group}`,
      '',
      ...commands.filter((command) => command.group === group).flatMap(one),
    ]),
    '## Options of every command',
    '',
    ...table(['option', ''], optionRows(globals)),
    '',
  ].join('\n');
}

/** The text of each page that has parts between markers, and of those that are made whole. */
export function referencePages(source, pages, schemas) {
  const commands = source.commands.filter(({ hidden }) => !hidden);
  const parts = {
    commands: daily(commands),
    'exit-status': statuses(source.ERROR_CODES),
    settings: settings(source),
    results: results(commands, schemas),
    quiet: quiet(commands),
    methods: methods(source),
    ndjson: [commands.flatMap(({ name, items }) => (items ? [code(name)] : [])).join(', ')],
  };
  const filled = Object.entries(pages).map(([path, text]) => [
    path,
    Object.entries(parts).reduce(
      (page, [name, lines]) =>
        page.replace(
          new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`),
          (_, open, close) => `${open}\n${lines.join('\n')}\n\n${close}`,
        ),
      text,
    ),
  ]);
  return Object.fromEntries([
    ...filled,
    ['docs/commands.md', commandPage(commands, source.GROUPS, source.GLOBAL_OPTIONS, source.flagOf)],
  ]);
}
