import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
// @ts-expect-error a script of the page
import { emojiFor } from '../../../demo/slack/page/js/emoji.js';

const bot = fileURLToPath(new URL('../../../src/bot', import.meta.url));
const texts = readdirSync(bot, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(`${bot}/${name}`, 'utf8'));

it('the page draws every sign that the product writes', () => {
  const used = new Set(
    texts.flatMap((text) => [...text.matchAll(/(?<=['`"\s]):([a-z_]+):(?=['`"\s])/g)].map(([, name]) => name!)),
  );
  expect(used.size).toBeGreaterThan(10);
  expect([...used].filter((name) => emojiFor(name) === undefined)).toEqual([]);
});
