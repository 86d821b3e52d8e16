import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom, randomInt } from '../../src/models/random.ts';
import { questionFor } from '../../src/questions/answer-question.ts';
import { questionKinds } from '../../src/questions/list.ts';
import { partDevices, readByDevices, readTableByDevices } from '../../src/telemetry/history/device-parts.ts';
import { readBySeries } from '../../src/telemetry/history/history-read.ts';
import { statements } from '../../src/telemetry/history/history-statements.ts';
import { readManifest } from '../../src/telemetry/history/manifest.ts';
import { readTable } from '../../src/telemetry/history/records-table.ts';
import { samplesSql, tablesSql, withTables } from '../../src/telemetry/history/sql/tables.sql.ts';
import { contract, fillHistory, from, to } from './history-world.ts';

it('cuts devices into parts that hold all of them once, in order, and no more readings than allowed where one device has no more', () => {
  const random = createRandom(3);
  for (let round = 0; round < 200; round++) {
    const devices = Array.from({ length: randomInt(random, 12) }, (_, i): [string, number] => [
      `R${i + 10}`,
      1 + randomInt(random, 50),
    ]);
    const most = 1 + randomInt(random, 100);
    const parts = partDevices(devices, most).map(({ first, last }) =>
      devices.filter(([name]) => name >= first && name <= last),
    );
    expect(parts.flat()).toEqual(devices);
    const sizes = parts.map((part) => part.reduce((sum, [, rows]) => sum + rows, 0));
    for (const [i, part] of parts.entries()) {
      if (part.length > 1) expect(sizes[i]).toBeLessThanOrEqual(most);
      // No two neighbours would have fitted into one part.
      if (i > 0) expect(sizes[i - 1]! + part[0]![1]).toBeGreaterThan(most);
    }
  }
});

describe('a question that is asked for some devices at a time', () => {
  let world: Awaited<ReturnType<typeof fillHistory>>;
  let instance: DuckDBInstance;
  let connection: Awaited<ReturnType<DuckDBInstance['connect']>>;
  let samples: string;
  const atOnce = <Question extends { sql: string }>(question: Question): Question => ({
    ...question,
    sql: withTables({ samples }, question.sql),
  });
  beforeAll(async () => {
    world = await fillHistory();
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
    await connection.run(tablesSql);
    const files = (await readManifest(world.dir)).samples.map(({ file }) => join(world.dir, file));
    samples = samplesSql(files, true);
  });
  afterAll(async () => {
    connection?.closeSync();
    instance?.closeSync();
    await world?.close();
  });

  const all = { from, to };
  it.each([
    ...contract.filter(([, { ofDevices }]) => ofDevices !== undefined),
    ['of one device', statements.percentiles({ ...all, device: 'Zürich-⚡' }, [0.5], 100)],
    ['of nobody', statements.percentiles({ ...all, device: 'nobody' }, [0.5], 100)],
    ...[1, 2, 3, 4, 9, 12, 13].map((rows): (typeof contract)[number] => [
      `that is cut to ${rows} series`,
      statements.percentiles(all, [0.5], rows),
    ]),
  ] as typeof contract)('has the answer of one that is asked at once: %s', async (_name, statement) => {
    const whole = await readBySeries(connection, atOnce(statement));
    for (const most of [1, 2000, 4000, 1e9])
      expect(await readByDevices(connection, statement, { samples, most })).toEqual(whole);
  });

  const places = { devices: null, interface: null, metric: null, places: 'all places', compared: null };
  it.each(questionKinds.filter(({ ofDevices }) => ofDevices !== undefined).map((kind) => [kind.name, kind] as const))(
    'has the table of one that is asked at once: %s',
    async (_name, kind) => {
      const metric = typeof kind.metric === 'object' ? kind.metric.usual : null;
      for (const devices of [null, ['R1'], ['nobody']]) {
        const question = questionFor(kind, { ...places, devices, metric, span: all });
        const whole = await readTable(connection, atOnce(question));
        for (const most of [1, 2000, 4000, 1e9]) {
          const shares: number[] = [];
          const inParts = await readTableByDevices(connection, question, { samples, most }, (share) =>
            shares.push(share),
          );
          // Where there is nobody, no part is asked.
          expect(inParts).toEqual(whole.rows.length === 0 ? { columns: [], rows: [] } : whole);
          expect(shares.at(-1)).toBe(whole.rows.length === 0 ? undefined : 1);
        }
        expect(whole.rows.length > 0).toBe(devices?.[0] !== 'nobody');
      }
    },
  );
});
