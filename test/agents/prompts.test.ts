import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { loadPrompts } from '../../src/agents/prompts.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function writePrompts(files: Record<string, string>): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'prompts-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return pathToFileURL(`${folder}/`);
}

/** All sources of the agents as one text. */
async function readSources(): Promise<string> {
  const folder = new URL('../../src/agents/', import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts'));
  return (await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')))).join('\n');
}

test('every prompt file is used: partials by other prompts, the others by the code', async () => {
  const sources = await readSources();
  const prompts = await loadPrompts();
  const folder = new URL('../../prompts/', import.meta.url);
  const texts = await Promise.all(prompts.names().map((name) => readFile(new URL(`${name}.md`, folder), 'utf8')));
  for (const name of prompts.names()) {
    const used = name.startsWith('shared/')
      ? texts.some((text) => text.includes(`{{${name}}}`))
      : sources.includes(`'${name}'`);
    expect(used, `${name} is used`).toBe(true);
  }
});

test('partials and values are put in, braces inside a value stay text', async () => {
  const folder = await writePrompts({
    'a/one.md': 'You: {{shared/two}}\n\n---\n\nSay {{word}}.',
    'shared/two.md': 'be kind\n',
  });
  const prompts = await loadPrompts(folder);
  const rendered = prompts.render('a/one', { word: '{{shared/two}}\n---\n{{word}}' });
  expect(rendered).toEqual({ system: 'You: be kind', task: 'Say {{shared/two}}\n---\n{{word}}.' });
});

test('an unknown placeholder is an error when prompts are loaded', async () => {
  for (const mark of ['{{shared/nothing}}', '{{Not A Name}}', '{{}}']) {
    const folder = await writePrompts({ 'a/one.md': `x ${mark}\n---\ny` });
    await expect(loadPrompts(folder)).rejects.toMatchObject({ code: 'prompt-placeholder' });
  }
});

test('a missing value, a value that nothing uses, and an unknown prompt are errors', async () => {
  const prompts = await loadPrompts(await writePrompts({ 'a/one.md': 'x\n---\n{{word}}' }));
  expect(() => prompts.render('a/one', {})).toThrow('wants {{word}}');
  expect(() => prompts.render('a/one', { word: 'hi', other: 'ho' })).toThrow('does not use the value other');
  expect(() => prompts.render('a/two', {})).toThrow('There is no prompts/a/two.md');
});
