import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/extending.md');

/** How many files each recipe may touch; no recipe is left out, and none is added without a limit. */
const limits: Record<string, number> = {
  'A command that reads the history': 4,
  'A question to the history': 4,
  'A source of telemetry that is asked': 5,
  'A kind of model, with chart, tool and command': 10,
  'A job on a schedule': 3,
  'A projection': 3,
  'A kind of fact': 4,
  'A chart alone': 3,
};

interface Recipe {
  title: string;
  limit: number;
  files: { what: 'new' | 'list' | 'edit'; path: string; heldBy: string | undefined }[];
  /** The code blocks, each with the file whose beginning it is. */
  blocks: { path: string; code: string }[];
}

const recipes = page
  .split(/^## /m)
  .slice(1)
  .map((text): Recipe => {
    const [title = ''] = text.split('\n');
    const files = [...text.matchAll(/^- (new|list|edit) `([^`]+)`(?:, held by `([^`]+)`)?/gm)];
    const blocks = [...text.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```/gm)];
    return {
      title,
      limit: Number(/^At most (\d+) files:$/m.exec(text)?.[1]),
      files: files.map(([, what, path, heldBy]) => ({ what: what as 'new', path: path!, heldBy })),
      blocks: blocks.map(([, path, code]) => ({ path: path!, code: code! })),
    };
  });

it('has the recipes, each with its limit', () => {
  expect(Object.fromEntries(recipes.map(({ title, limit }) => [title, limit]))).toEqual(limits);
});

it('is linked from where people look first', () => {
  for (const file of ['README.md', 'CONTRIBUTING.md']) expect(read(file)).toContain('(docs/extending.md)');
});

/** `type Log` and `forecast as kind` as the module exports them. */
const importedName = (text: string) =>
  text
    .trim()
    .replace(/^type /, '')
    .replace(/ as .*$/, '');

/** Whether a module exports this name. */
const exportsName = (text: string, name: string) =>
  new RegExp(`export (?:declare )?(?:const|function|async function|interface|type|class) ${name}\\b`).test(text);

describe.each(recipes)('$title', ({ title, files, blocks }) => {
  const paths = files.map(({ path }) => path);
  const isNew = (path: string) => files.some((file) => file.path === path && file.what === 'new');

  /** Of a file, or of what the recipe shows of a new one; undefined for a new one that it does not show. */
  const textOf = (path: string) => (isNew(path) ? blocks.find((block) => block.path === path)?.code : read(path));

  it('touches as many files as it may, none of them twice', () => {
    expect(paths.length).toBe(limits[title]);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('puts new files into rooms that are there, and edits files that are there', () => {
    for (const { what, path } of files) {
      expect(existsSync(join(root, dirname(path))), dirname(path)).toBe(true);
      expect(existsSync(join(root, path)), path).toBe(what !== 'new');
    }
  });

  it('names lists only that a test holds against their folder', () => {
    for (const { what, path, heldBy } of files) {
      expect(heldBy === undefined, path).toBe(what !== 'list');
      if (heldBy === undefined) continue;
      const test = read(heldBy);
      expect(test, heldBy).toMatch(/readdir(Sync)?\(/);
      expect(test, heldBy).toContain(`${path}'`);
    }
  });

  it('shows the beginning of new files, with imports that are there', () => {
    expect(blocks.length).toBeGreaterThan(0);
    for (const { path, code } of blocks) {
      expect(isNew(path), path).toBe(true);
      for (const [, names = '', from = ''] of code.matchAll(/import (?:type )?\{([^}]*)\} from '(\.[^']+)'/g)) {
        const target = relative(root, resolve(root, dirname(path), from));
        const text = textOf(target);
        for (const name of text === undefined ? [] : names.split(',').map(importedName))
          expect(exportsName(text!, name), `${name} of ${target}`).toBe(true);
      }
    }
  });

  it('names only files that are there or are new', () => {
    const text = page
      .slice(page.indexOf(`## ${title}`))
      .slice(0, page.slice(page.indexOf(`## ${title}`)).indexOf('\n## ', 3));
    for (const [, path = ''] of text.matchAll(/`((?:[a-z-]+\/)+[a-z-]*(?:\.ts)?)`/g)) {
      const places = [path, `src/${path}`].map((each) => existsSync(join(root, each)));
      expect(places.includes(true) || isNew(path), path).toBe(true);
    }
  });
});
