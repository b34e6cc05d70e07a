// Measures mreg beside what a user would reach for instead; see docs/performance.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { compare, peakMemory } from './measure.js';
import { createPlace } from './place.js';
import { describeMachine, formatTable, HEADINGS, machineLine, rowCells } from './report.js';
import { ROWS } from './rows.js';

const USAGE = `npm run bench -- [row...] [--json FILE] [--rounds N] [--keep DIR] [--tiny] [--growth [--plots DIR]] [--peers] [--mlflow] [--page FILE]
rows: ${ROWS.map(({ name }) => name).join(' ')}
`;

const ROUNDS = 15;
const MEMORY = 150;

/** Measures rows one after the other; `tell` hears of each. */
export function measureRows(place, rows, { rounds, tell = () => undefined }) {
  return rows.map((row) => {
    const measured = { memory: MEMORY, ...row, ...measureRow(place, row, rounds) };
    tell(measured);
    return measured;
  });
}

function measureRow(place, row, rounds) {
  if (row.needs !== undefined && !existsSync(row.needs)) return { missing: `no ${row.needs}` };
  const { ours, theirs } = row.prepare(place);
  const result = compare(ours, theirs, rounds ?? row.rounds ?? ROUNDS);
  const isNode = ours.argv[0] === process.execPath;
  return { result: { ...result, ...(isNode && { peak: peakMemory(ours, place.scratch) }) } };
}

function chooseRows(names) {
  const unknown = names.filter((name) => !ROWS.some((row) => row.name === name));
  if (unknown.length > 0) refuse(`no row '${unknown.join("', '")}'`);
  return names.length === 0 ? ROWS : ROWS.filter(({ name }) => names.includes(name));
}

/** What each kind of run measures, and what it prints. */
const KINDS = {
  async rows(place, { rows, rounds }) {
    const tell = (row) => process.stderr.write(`${row.name}: ${rowCells(row).slice(2).join(', ')}\n`);
    const measured = measureRows(place, rows, { rounds, tell });
    return {
      text: formatTable(HEADINGS, measured.map(rowCells)),
      figures: measured.map(({ prepare, ...row }) => row),
    };
  },
  async growth(place, { rounds, plots }) {
    const { drawGrowth, growthTable, measureGrowth } = await import('./growth.js');
    const figures = measureGrowth(place, { rounds });
    if (plots !== undefined) drawGrowth(figures, plots);
    return { text: growthTable(figures), figures };
  },
  async peers(place, { rounds }) {
    const { measurePeers, peersTable } = await import('./peers.js');
    const figures = measurePeers(place, { rounds });
    return { text: peersTable(figures), figures };
  },
  async mlflow(place, { tiny }) {
    const { measureMlflow, mlflowTable } = await import('./mlflow/measure.js');
    const tell = (name, measured) => process.stderr.write(`${name}: ${JSON.stringify(measured)}\n`);
    const figures = await measureMlflow(place, { tiny, tell });
    return { text: mlflowTable(figures), figures };
  },
};

/** A command line that is wrong: status 2, as mreg has it. */
function refuse(problem) {
  process.stderr.write(`error: ${problem}\n${USAGE}`);
  process.exit(2);
}

function readCommandLine() {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS });
  } catch (error) {
    return refuse(error.message);
  }
}

const OPTIONS = {
  json: { type: 'string' },
  rounds: { type: 'string' },
  keep: { type: 'string', default: process.env.MREG_BENCH_DIR },
  tiny: { type: 'boolean', default: false },
  growth: { type: 'boolean', default: false },
  peers: { type: 'boolean', default: false },
  mlflow: { type: 'boolean', default: false },
  plots: { type: 'string' },
  page: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
};

async function main() {
  const { values, positionals } = readCommandLine();
  if (values.help) return process.stdout.write(USAGE);
  const rows = chooseRows(positionals);
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
    refuse(`--rounds '${values.rounds}' is not a number from 1`);
  // What was measured for minutes is not to be lost for want of a place.
  if (values.json !== undefined && !existsSync(dirname(values.json)))
    refuse(`no directory for --json ${values.json}`);
  if (values.page !== undefined && !existsSync(values.page)) refuse(`no file for --page ${values.page}`);
  const kind = ['growth', 'peers', 'mlflow'].find((one) => values[one]) ?? 'rows';
  const place = createPlace({ size: values.tiny ? 'tiny' : 'full', keep: values.keep });
  try {
    const began = new Date().toISOString();
    const machine = describeMachine();
    const { text, figures } = await KINDS[kind](place, {
      rows,
      rounds,
      plots: values.plots,
      tiny: values.tiny,
    });
    const loadAfter = describeMachine().load;
    const report = `${text}\n\n${machineLine(machine, loadAfter)}`;
    process.stdout.write(`${report}\n`);
    const document = { began, machine, load_after: loadAfter, [kind]: figures };
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(document, null, 2)}\n`);
    if (values.page !== undefined) putInPage(values.page, kind, report);
  } finally {
    place.close();
  }
}

/** Puts a report between its marks in a page. */
function putInPage(page, kind, report) {
  const marks = new RegExp(`(<!-- ${kind} -->\\n)[^]*?(<!-- /${kind} -->)`);
  const put = (_, open, close) => `${open}\n${report}\n\n${close}`;
  writeFileSync(page, readFileSync(page, 'utf8').replace(marks, put));
}

if (process.argv[1] === import.meta.filename) await main();
