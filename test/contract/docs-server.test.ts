import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { flagOf } from '../../src/cli/command.ts';
import { server } from '../../src/cli/commands/server.ts';
import { RUN_FIELDS } from '../../src/core/tracking/fields.ts';
import { RUN_STATUSES } from '../../src/core/tracking/view.ts';
import { ERROR_CODES } from '../../src/errors.ts';
import { DEFAULT_AGE } from '../../src/operations/lifecycle/gc.ts';
import { FEWEST } from '../../src/operations/tracking/find-run.ts';
import { Registry } from '../../src/registry.ts';
import { apiGroups, STATUS } from '../../src/server/api/group.ts';
import { QUIET_MS } from '../../src/server/app.ts';
import { JSON_WITHIN_MS, MAX_JSON } from '../../src/server/body.ts';
import { STATUS as MLFLOW_STATUS } from '../../src/server/mlflow/errors.ts';
import { CLOSE_WITHIN_MS } from '../../src/server/start.ts';

const pageOf = (name: string) => readFileSync(`docs/${name}.md`, 'utf8').replace(/\n(?=[^\n|#`-])/g, ' ');

/** The rows of the table that begins with these heads. */
function rowsOf(page: string, ...heads: string[]): string[][] {
  const [, table = ''] = page.split(`| ${heads.join(' | ')} |\n`);
  const [rows = ''] = table.split('\n\n');
  return rows
    .split('\n')
    .slice(1)
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const spansIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, span]) => span as string);

describe('docs/server.md', () => {
  const page = pageOf('server');

  it('names every option of the command', () => {
    for (const name of Object.keys(server.options))
      expect(page).toMatch(new RegExp(`\`[^\`]*${flagOf(name)}\\b`));
  });

  it('names routes that there are', () => {
    const [, own] = apiGroups({ registry: new Registry('r'), host: '127.0.0.1', port: 0, log: () => {} });
    const known = new Set(own?.routes.map(({ method, path }) => `${method} ${path}`));
    const said = rowsOf(page, 'route', 'does').flatMap(([cell = '']) => {
      let before: string[] = [];
      return spansIn(cell).flatMap((span) => {
        const [, method, path = ''] = /^(?:(GET|POST|PUT|PATCH|DELETE)(?: |$))?(.*)$/.exec(span) ?? [];
        // The methods before the first path are of this path too.
        before =
          method === undefined
            ? before
            : path === '' || before.at(-1) === ''
              ? [...before, method]
              : [method];
        if (path === '') return [];
        const methods = before.length > 0 ? before : ['GET'];
        const route = path
          .replace(/^…\/(?=versions)/, '/models/TYPE/NAME/')
          .replace(/^…\//, '/models/TYPE/NAME/versions/VERSION/')
          .replace(/\?.*/, '')
          .replace('files/PATH', 'files/*')
          .replace(/\b[A-Z]{2,}\b/g, (name) => `:${name.toLowerCase()}`);
        return methods.map((one) => `${one} ${route}`);
      });
    });
    expect(said.length).toBeGreaterThan(20);
    for (const route of said) expect([...known]).toContain(route);
  });

  it('says the status of every code', () => {
    const said = new Map<string, number>();
    for (const [status = '', codes = ''] of rowsOf(page, 'status', 'code'))
      if (status !== '412') for (const code of spansIn(codes)) said.set(code, Number(status));
    expect(Object.fromEntries(said)).toEqual({ ...STATUS, UNAUTHENTICATED: 401, PERMISSION_DENIED: 403 });
    expect(Object.keys(STATUS).sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });

  it('says the limits', () => {
    expect(page).toContain(
      `A JSON body has at most ${MAX_JSON >> 20} MiB and has to be there within a minute`,
    );
    expect(page).toContain('on which nothing moves for a minute is closed');
    expect([JSON_WITHIN_MS, QUIET_MS]).toEqual([60_000, 60_000]);
    expect(page).toContain('breaks off after four seconds');
    expect(CLOSE_WITHIN_MS).toBe(4000);
  });
});

describe('docs/mlflow.md', () => {
  it('says the statuses that the protocol has', () => {
    const page = pageOf('mlflow');
    expect(page).toContain(`answer ${MLFLOW_STATUS.ENDPOINT_NOT_FOUND} with \`ENDPOINT_NOT_FOUND\``);
    expect(page).toContain(`ask for is ${MLFLOW_STATUS.NOT_IMPLEMENTED}`);
    const statuses = [...page.matchAll(/\b([45]\d\d)\b(?! MiB)/g)].map(([, status]) => Number(status));
    for (const status of statuses) expect(Object.values(MLFLOW_STATUS)).toContain(status);
  });
});

describe('docs/runs.md', () => {
  const page = pageOf('runs');

  it('has every field of a run, and no other', () => {
    const said = rowsOf(page, 'field', 'is').flatMap(([cell = '']) => spansIn(cell));
    const plain = said.filter((field) => !/[.]/.test(field) && field !== 'loss');
    const known = RUN_FIELDS.names.filter((name) => name !== 'params' && name !== 'tags');
    expect(plain.sort()).toEqual([...known].sort());
    for (const field of said)
      expect(RUN_FIELDS.fieldOf(field, field.replaceAll('"', '').split('.'))).toBeDefined();
  });

  it('has every status, the age at which gc removes, and the shortest beginning of an id', () => {
    const [row = []] = rowsOf(page, 'field', 'is').filter(([field]) => field === '`status`');
    expect(spansIn(row[1] ?? '')).toEqual([...RUN_STATUSES]);
    expect(page).toContain(`has borne it for ${Number.parseInt(DEFAULT_AGE, 10)} days (\`--older-than\`)`);
    expect(FEWEST).toBe(4);
    expect(page).toContain('of an id, four characters or more, is enough');
  });
});
