// npm run bench [row…] [--json FILE] [--rounds N] [--keep DIR] [--tiny] [--growth [--plots DIR]] [--peers]: see docs/performance.md.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compare, peakMemory } from './measure.js';
import { createPlace } from './place.js';
import { describeMachine, formatTable, HEADINGS, rowCells } from './report.js';
import { ROWS } from './rows.js';

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
  if (row.needs !== undefined && !hasCommand(place, row.needs))
    return { missing: `this mreg has no \`${row.needs}\`` };
  const { ours, theirs } = row.prepare(place);
  const result = compare(ours, theirs, rounds ?? row.rounds ?? ROUNDS);
  const isNode = ours.argv[0] === process.execPath;
  return { result: { ...result, ...(isNode && { peak: peakMemory(ours, place.scratch) }) } };
}

function hasCommand(place, name) {
  try {
    place.run(place.mreg('.', name, '--help'));
    return true;
  } catch {
    return false;
  }
}

function chooseRows(names) {
  const unknown = names.filter((name) => !ROWS.some((row) => row.name === name));
  if (unknown.length > 0)
    throw new Error(`no row ${unknown.join(', ')}; there are ${ROWS.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? ROWS : ROWS.filter(({ name }) => names.includes(name));
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      rounds: { type: 'string' },
      keep: { type: 'string', default: process.env.MREG_BENCH_DIR },
      tiny: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
      plots: { type: 'string' },
    },
  });
  const rows = chooseRows(positionals);
  const place = createPlace({ size: values.tiny ? 'tiny' : 'full', keep: values.keep });
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  const begin = describeMachine();
  try {
    const document = { began: new Date().toISOString(), machine: begin };
    if (values.growth) {
      const { drawGrowth, measureGrowth } = await import('./growth.js');
      document.growth = measureGrowth(place, { rounds });
      if (values.plots !== undefined) drawGrowth(document.growth, values.plots);
    } else if (values.peers) {
      const { measurePeers } = await import('./peers.js');
      document.peers = measurePeers(place, { rounds });
    } else {
      const tell = ({ name }) => process.stderr.write(`${name}\n`);
      const measured = measureRows(place, rows, { rounds, tell });
      process.stdout.write(`${formatTable(HEADINGS, measured.map(rowCells))}\n`);
      document.rows = measured.map(({ prepare, ...row }) => row);
    }
    const { cpus, node, load } = begin;
    const after = describeMachine().load;
    process.stdout.write(`\n${cpus} cores, node ${node}, load ${load[0]} before and ${after[0]} after\n`);
    if (values.json !== undefined)
      writeFileSync(values.json, `${JSON.stringify({ ...document, load_after: after }, null, 2)}\n`);
  } finally {
    place.close();
  }
}

if (process.argv[1] === import.meta.filename) await main();
