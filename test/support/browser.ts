/**
 * A real browser without a window, driven over a pair of pipes (the DevTools protocol: one JSON document, then a
 * zero byte), so that no port is opened and no package is needed for it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser's executable, if there is one on the PATH. */
export function findBrowser(): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the protocol's results have a shape for each method
  readonly params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  readonly result?: any;
  readonly error?: { readonly message: string };
}

/** One page of a browser, and what it reported. */
export class Page {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #events: Message[] = [];
  readonly #listeners = new Set<(message: Message) => void>();
  #session: string | undefined;
  #next = 1;

  private constructor(child: ChildProcess, profile: string) {
    this.#child = child;
    this.#profile = profile;
    let rest = '';
    (child.stdio[4] as Readable).on('data', (bytes: Buffer) => {
      const parts = (rest + bytes.toString()).split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) this.#take(JSON.parse(part));
    });
  }

  static async open(executable: string): Promise<Page> {
    const profile = mkdtempSync(join(tmpdir(), 'mreg-browser-'));
    const flags = [
      '--headless',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      // A sandbox inside a container is refused to root; the pages are our own.
      '--no-sandbox',
      'about:blank',
    ];
    const child = spawn(executable, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    const page = new Page(child, profile);
    const { targetInfos } = await page.send('Target.getTargets');
    const { targetId } = targetInfos.find(({ type }: { type: string }) => type === 'page');
    page.#session = (await page.send('Target.attachToTarget', { targetId, flatten: true })).sessionId;
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page.send(`${domain}.enable`);
    return page;
  }

  // biome-ignore lint/suspicious/noExplicitAny: see Message
  send(method: string, params: object = {}): Promise<any> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(error.message)) : resolve(result),
      );
      const message = { id, method, params, ...(this.#session && { sessionId: this.#session }) };
      (this.#child.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
    });
  }

  /** Loads an address, and forgets what was reported before. */
  async load(url: string): Promise<void> {
    this.#events.length = 0;
    const loaded = new Promise<void>((resolve) => {
      const listen = ({ method }: Message) => {
        if (method !== 'Page.loadEventFired') return;
        this.#listeners.delete(listen);
        resolve();
      };
      this.#listeners.add(listen);
    });
    await this.send('Page.navigate', { url });
    await loaded;
  }

  /** The value of an expression in the page. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever the expression gives
  async evaluate(expression: string): Promise<any> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** The addresses that the page asked for. */
  requests(): string[] {
    return this.#of('Network.requestWillBeSent').map(({ request }) => request.url);
  }

  /** What the page threw, and what the browser complained of, such as a violated policy. */
  complaints(): string[] {
    return [
      ...this.#of('Runtime.exceptionThrown').map(({ exceptionDetails }) => exceptionDetails.text),
      ...this.#of('Log.entryAdded').map(({ entry }) => entry.text),
    ];
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    await ended;
    // Its other processes end a moment later, and write until then.
    for (let tries = 0; ; tries += 1)
      try {
        return rmSync(this.#profile, { recursive: true, force: true });
      } catch (error) {
        if (tries === 100) throw error;
        await wait(50);
      }
  }

  // biome-ignore lint/suspicious/noExplicitAny: see Message
  #of(method: string): any[] {
    return this.#events.filter((event) => event.method === method).map(({ params }) => params);
  }

  #take(message: Message): void {
    if (message.id !== undefined) {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
      return;
    }
    this.#events.push(message);
    for (const listener of this.#listeners) listener(message);
  }
}
