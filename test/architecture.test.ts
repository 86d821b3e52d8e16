import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');

/** Left to right: a room may import itself and what stands before it; rooms in one step don't import each other. */
const order = [
  ['errors', 'log'],
  ['domain'],
  ['foundation'],
  ['store', 'telemetry', 'models', 'network', 'charts'],
  ['diagnosis'],
  ['incidents'],
  ['changes'],
  ['learning'],
  ['tools'],
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

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map((match) => match[1]!);
}

const roomOf = (file: string) => file.split(sep)[0]!.replace(/\.ts$/, '');
const stepOf = (room: string) => order.findIndex((rooms) => rooms.includes(room));

describe('the house', () => {
  const files = filesBelow(src);

  it.each(files)('%s leans only to the left', (file) => {
    const room = roomOf(file);
    expect(stepOf(room), `room ${room} is on no plan`).toBeGreaterThanOrEqual(0);
    const text = readFileSync(join(src, file), 'utf8');
    for (const imported of importsOf(text).filter((name) => name.startsWith('.'))) {
      const target = relative(src, resolve(src, file, '..', imported));
      expect(target.startsWith('..') && !imported.endsWith('.json'), `${file} leaves src with ${imported}`).toBe(false);
      const other = roomOf(target);
      if (other !== room) expect(stepOf(other), `${file} imports ${imported}`).toBeLessThan(stepOf(room));
    }
    for (const rule of exclusive) {
      if (!rule.where.test(file.replaceAll(sep, '/')))
        expect(rule.what.test(text), `${file} uses ${rule.name}`).toBe(false);
    }
  });

  it.each(filesBelow(join(root, 'demo')))('demo/%s reaches the product only through its doors', (file) => {
    const text = readFileSync(join(root, 'demo', file), 'utf8');
    for (const imported of importsOf(text).filter((name) => name.includes('src/'))) {
      expect(imported).toMatch(/src\/(domain\/|errors\.ts)/);
    }
  });

  it.each([...files.map((file) => `src/${file}`), ...filesBelow(join(root, 'bench')).map((file) => `bench/${file}`)])(
    '%s builds nothing that decides beside the composition',
    (file) => {
      if (file.startsWith('src/app/compose/')) return;
      const text = readFileSync(join(root, file), 'utf8');
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
