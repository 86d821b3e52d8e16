import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCircles, readImports } from './import-graph.ts';

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');

/** Left to right: a room may import itself and what stands before it; rooms in one step don't import each other. */
const order = [
  ['errors', 'log'],
  ['domain'],
  ['foundation'],
  ['store', 'telemetry', 'models', 'network', 'charts'],
  ['diagnosis', 'routes'],
  ['incidents'],
  ['changes'],
  ['learning'],
  ['tools'],
  ['risks'],
  ['digests'],
  ['questions'],
  ['agents'],
  ['jobs'],
  ['bot', 'web'],
  ['config'],
  ['app'],
  ['cli'],
  ['main'],
];

/** What only these places may import or say. */
const exclusive: { what: RegExp; where: RegExp; name: string }[] = [
  { name: 'process.env', what: /\bprocess\.env\b/, where: /^config\.ts$/ },
  { name: 'bullmq', what: /from 'bullmq'/, where: /^jobs\/queue\// },
  { name: 'ioredis', what: /from 'ioredis'/, where: /^(jobs\/queue\/place|telemetry\/streams)\.ts$/ },
  { name: '@slack', what: /from '@slack\//, where: /^bot\// },
  { name: 'langchain', what: /from '(@langchain\/|langchain)/, where: /^(agents|tools)\// },
  { name: 'tensorflow and ml-random-forest', what: /['"](@tensorflow\/|ml-random-forest)/, where: /^models\// },
  { name: 'ssh2', what: /from 'ssh2'/, where: /^network\/transport\// },
  { name: 'pg and PGlite', what: /from '(pg|@electric-sql\/pglite.*)'/, where: /^store\// },
  { name: 'csv-parse', what: /from 'csv-parse/, where: /^telemetry\/csv\// },
  { name: 'fastest-levenshtein', what: /from 'fastest-levenshtein'/, where: /^foundation\// },
  { name: 'DuckDB', what: /from '(@duckdb\/|@grpc\/)/, where: /^telemetry\/history\// },
  { name: 'vega and resvg', what: /from '(vega|vega-lite|@resvg\/.*)'/, where: /^charts\// },
];

/** What only src/app/compose/ may build: everything that decides is the same in a live bot, a replay and a benchmark. By the file that holds it. */
const composed: Record<string, string> = {
  createRecent: 'telemetry/recent.ts',
  createIncidents: 'incidents/incidents.ts',
  createIntake: 'app/intake.ts',
  createGuard: 'network/guard.ts',
  createSessions: 'network/sessions.ts',
  createChanges: 'changes/changes.ts',
  createToolPorts: 'app/tool-ports.ts',
  createChatModel: 'agents/chat-model.ts',
  createOncallGraph: 'agents/oncall-graph.ts',
};

/** An attack on the ports needs an incident that nobody opened. */
const buildsAlone = new Map([['bench/safety/try-model-output.ts', ['createToolPorts']]]);

const roomOf = (file: string) => file.split('/')[0]!.replace(/\.ts$/, '');
const stepOf = (room: string) => order.findIndex((rooms) => rooms.includes(room));

describe('the house', () => {
  const folders = new Map(['src', 'demo', 'bench', 'test'].map((folder) => [folder, readImports(root, folder)]));
  const files = folders.get('src')!;
  const named = (folder: string) => folders.get(folder)!.map((read) => [`${folder}/${read.file}`, read] as const);

  it.each(files.map((read) => [read.file, read] as const))('%s leans only to the left', (file, { text, imported }) => {
    const room = roomOf(file);
    expect(stepOf(room), `room ${room} is on no plan`).toBeGreaterThanOrEqual(0);
    for (const { name, target } of imported) {
      if (target === null) continue;
      expect(target.startsWith('src/') || name.endsWith('.json'), `${file} leaves src with ${name}`).toBe(true);
      const other = roomOf(target.replace(/^src\//, ''));
      if (other !== room) expect(stepOf(other), `${file} imports ${name}`).toBeLessThan(stepOf(room));
    }
    for (const rule of exclusive) {
      if (!rule.where.test(file)) expect(rule.what.test(text), `${file} uses ${rule.name}`).toBe(false);
    }
  });

  it('has no files that import each other in a circle', () => {
    const all = [...folders.keys()].flatMap(named);
    const graph = all.map(([file, { imported }]) => [file, imported.flatMap(({ target }) => target ?? [])] as const);
    expect(findCircles(new Map(graph))).toEqual([]);
  });

  it('finds every circle, however long', () => {
    const graph = { a: ['b', 'x'], b: ['c'], c: ['a', 'd'], d: ['e'], e: ['d', 'f'], f: ['g'], g: [], self: ['self'] };
    expect(findCircles(new Map(Object.entries(graph)))).toEqual([['a', 'b', 'c'], ['d', 'e'], ['self']]);
  });

  it.each(named('demo'))('%s reaches the product only through its doors', (_file, { imported }) => {
    for (const { name } of imported.filter((each) => each.name.includes('src/'))) {
      expect(name).toMatch(/src\/(domain\/|errors\.ts)/);
    }
  });

  it.each([...named('src'), ...named('bench')])(
    '%s builds nothing that decides beside the composition',
    (file, { text }) => {
      if (file.startsWith('src/app/compose/')) return;
      const built = [...text.matchAll(/import \{([^}]*)\} from '([^']+)'/g)].flatMap(([, names = '', from = '']) =>
        names
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name in composed && resolve(root, file, '..', from) === join(src, composed[name]!)),
      );
      expect(built).toEqual(buildsAlone.get(file) ?? []);
    },
  );

  it('names builders that are there', () => {
    for (const [name, file] of Object.entries(composed)) {
      expect(readFileSync(join(src, file), 'utf8'), file).toContain(`function ${name}(`);
    }
  });
});
