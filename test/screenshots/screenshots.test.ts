/** Makes the pictures of docs/ui.md from the sample registry: each view in both themes, on a desk and on a telephone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, it, onTestFinished } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { press, resize, setTheme, until } from '../support/browsing.ts';
import { noBrowser, startSampleServer } from '../support/sample.ts';
import { skipFor } from '../support/skip.ts';
import { visit } from '../support/visit.ts';

const FOLDER = process.env.MREG_SCREENSHOTS ?? 'docs/images/ui';
/** Only the views that it names, such as `runs,groups`; all if it is not set. */
const ONLY = process.env.MREG_SCREENSHOT_VIEWS?.split(',');
const SIZES = [
  ['desk', 1440, 900],
  ['telephone', 390, 844],
] as const;

describe('screenshots', skipFor(noBrowser), () => {
  it('are made', async () => {
    const { server, page, open, end } = await visit(startSampleServer());
    onTestFinished(end);
    const { runs } = await new Registry(server.root).searchRuns({ condition: 'status = finished' });
    const [run] = runs;
    const all = runs.map(({ id }) => `run=${id}`);
    const ids = all.slice(0, 4).join('&');
    const views: readonly (readonly [string, string, string, string?])[] = [
      ['models', '/', 'ppo_momentum'],
      ['model', '/models/rl_agents/ppo_momentum', 'Trades the index'],
      ['metrics', '/models/forecast/next_close?view=metrics', 'rmse'],
      ['stages', '/models/rl_agents/ppo_momentum?view=stages', 'UTC'],
      ['plan', '/models/forecast/next_close', 'v1.0.11', 'p'],
      ['version', '/models/sentiment/lora_reviews/v1.0.5', 'On record'],
      ['files', '/models/sentiment/lora_reviews/v1.0.5?view=files&file=plots%2Fimportance.svg', 'importance'],
      ['lineage', '/models/sentiment/lora_reviews/v1.0.3?view=lineage', 'v1.0.4'],
      ['load', '/models/sentiment/lora_reviews/v1.0.5?view=load', 'MLflow'],
      ['runs', '/experiments/1', 'finished'],
      ['run-groups', '/experiments/1?group=learning_rate&spread=deviation', ' ± '],
      ['run', `/runs/${run?.id}?smooth=0.7`, 'val_loss'],
      ['compare', `/compare?${ids}`, 'learning_rate'],
      ['curves', `/compare?${ids}&view=curves&smooth=0.6`, 'val_loss'],
      ['groups', `/compare?${all.join('&')}&view=curves&smooth=0.6&group=learning_rate`, 'learning_rate='],
      ['parallel', `/compare?${ids}&view=parallel`, 'Parallel'],
      ['catalogue', '/catalogue', 'datasets/prices'],
      ['history', '/history', 'register'],
    ];
    mkdirSync(FOLDER, { recursive: true });
    for (const theme of ['light', 'dark'] as const) {
      await setTheme(page, theme);
      for (const [size, width, height] of SIZES) {
        await resize(page, width, height);
        for (const [name, address, text, key] of views.filter(([view]) => ONLY?.includes(view) ?? true)) {
          await open(address, text);
          if (key) {
            await press(page, key);
            await until(page, "document.querySelector('.moves, .outcome .trouble')");
          }
          // Charts and images come a moment later.
          await page.evaluate('new Promise((done) => setTimeout(done, 400))');
          const { data } = await page.send('Page.captureScreenshot', { format: 'png' });
          writeFileSync(join(FOLDER, `${name}-${size}-${theme}.png`), Buffer.from(data, 'base64'));
        }
      }
    }
    await execa({
      shell: true,
      reject: false,
    })`pngquant --force --ext .png --speed 1 --strip 96 ${FOLDER}/*.png`;
  });
});
