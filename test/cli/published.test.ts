import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** What a Markdown file points to inside the package: links, pictures, and files below docs that it names. */
function namedIn(file: string): string[] {
  const patterns = [/\]\(([^)\s#]+)/g, /\bsrc="([^"]+)"/g];
  const linked = patterns.flatMap((pattern) => [...read(file).matchAll(pattern)].map((match) => match[1]!));
  const own = linked.filter((path) => !/^[a-z]+:/.test(path)).map((path) => posix.join(posix.dirname(file), path));
  const quoted = [...read(file).matchAll(/`(docs\/[\w./-]+\.\w+)`/g)].map((match) => match[1]!);
  return [...own, ...quoted];
}

it('holds every file that its README and its documents name', () => {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'], {
      ...{ cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    }),
  );
  const files: string[] = packed.files.map(({ path }: { path: string }) => path);
  expect(files).toContain('docs/frr-operator-shell.sh');
  const documents = files.filter((file) => /^(README|docs\/.*)\.md$/.test(file));
  expect(documents.length).toBeGreaterThan(5);
  const missing = documents.flatMap((file) =>
    namedIn(file)
      .filter((named) => !files.some((each) => each === named || each.startsWith(`${named.replace(/\/$/, '')}/`)))
      .map((named) => `${file} names ${named}`),
  );
  expect(missing).toEqual([]);
});

/** Whether a range of versions admits one. As much of the grammar as packages use for `engines`. */
function admits(range: string, version: readonly number[]): boolean {
  return range.split('||').some((part) =>
    [...part.matchAll(/(>=|<=|>|<|\^|~|=)?\s*v?(\d+)(?:\.(\d+|x))?(?:\.(\d+|x))?/g)].every(
      ([, sign = '=', ...numbers]) => {
        const least = numbers.map((each) => (each === undefined || each === 'x' ? 0 : Number(each)));
        const compared = version.findIndex((each, i) => each !== least[i]);
        const difference = compared < 0 ? 0 : version[compared]! - least[compared]!;
        if (sign === '>=') return difference >= 0;
        if (sign === '>') return difference > 0;
        if (sign === '<=') return difference <= 0;
        if (sign === '<') return difference < 0;
        return version[0] === least[0] && difference >= 0;
      },
    ),
  );
}

it('asks for no package that refuses the least Node.js it promises', () => {
  expect(
    ['>=22', '^18.0.0 || >=20.0.0', '^20.19.0 || >=22.12.0', '>=20.20', '>= 6 < 20', '20 || 22'].map((each) =>
      admits(each, [20, 19, 0]),
    ),
  ) //
    .toEqual([false, true, true, false, false, true]);
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { engines?: { node?: string } }>;
  };
  expect(packages['']?.engines?.node).toBe('>=20.19');
  const refusing = Object.entries(packages)
    .filter(([, { engines }]) => engines?.node && !admits(engines.node, [20, 19, 0]))
    .map(([name, { engines }]) => `${name} needs ${engines!.node}`);
  expect(refusing).toEqual([]);
});
