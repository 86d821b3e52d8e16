import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderSvg } from '../../src/charts/render.ts';
import { chartKind } from '../../src/charts/specs/index.ts';
import type { HistoryTables } from '../../src/domain/history-table.ts';
import { answerQuestion } from '../../src/questions/answer-question.ts';
import { questionKinds } from '../../src/questions/list.ts';
import { dealt } from '../sampled.ts';
import { fillHistory } from '../telemetry/history-world.ts';
import { everyAsked, everyQuestion, now, records } from './question-world.ts';

const never = new AbortController().signal;
let world: Awaited<ReturnType<typeof fillHistory>>;
let tables: HistoryTables;
beforeAll(async () => {
  world = await fillHistory();
  tables = {
    async table(question) {
      const { columns, rows } = await world.database.readTable(question, never, () => undefined);
      return {
        outcome: 'ok',
        table: { columns, rows: rows.slice(0, question.rows), more: rows.length > question.rows, until: null },
      };
    },
  };
});
afterAll(() => world?.close());

describe.each(questionKinds.map((kind, turn) => [kind.name, kind, turn] as const))(
  'the question %s',
  (_name, kind, turn) => {
    const metric = typeof kind.metric === 'object' ? 'cpu_pct' : null;

    it.each(dealt(everyAsked(metric), turn, 3))(
      'has the columns that it names, a sentence and a chart: %s',
      async (_which, asked) => {
        const answer = await answerQuestion(kind, asked, { tables, records, now }, { withinMs: 1000 });
        if ('problem' in answer) throw new Error(answer.problem);
        const { rows, columns, sentence, chart } = answer;
        for (const row of rows) expect(Object.keys(row)).toEqual(columns.map(({ name }) => name));
        expect(sentence).toMatch(/\.$/);
        expect(sentence).not.toMatch(/NaN|Infinity|undefined|null|\[object/);
        if (rows.length === 0) expect(sentence).toMatch(/^(No readings are stored|Nothing is recorded)/);
        if (!chart) return;
        const { problem, spec, altText } = chartKind('history');
        expect(problem(chart)).toBeNull();
        expect(altText(chart)).not.toMatch(/NaN|Infinity|undefined|null/);
        expect(await renderSvg(spec(chart))).toContain('<svg');
      },
    );
  },
);

it('the list has each file of the folder, under its name', () => {
  const files = readdirSync(join(import.meta.dirname, '../../src/questions/kinds'));
  expect(questionKinds.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
});

it('every question has an answer on the whole world for some shape', async () => {
  const found = new Map<string, number>();
  for (const [name, question] of await everyQuestion()) {
    const { rows } = await world.database.readTable(question, never, () => undefined);
    const kind = name.split(':')[0]!;
    found.set(kind, Math.max(found.get(kind) ?? 0, rows.length));
  }
  expect([...found].filter(([, rows]) => rows === 0)).toEqual([]);
  expect(found.size).toBe(questionKinds.length);
});
