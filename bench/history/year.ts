import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { bucketMs, type HistoryBucket } from '../../src/domain/history-reader.ts';
import { NocturneError } from '../../src/errors.ts';
import { formatBytes } from '../../src/foundation/number-words.ts';
import { createLog } from '../../src/log.ts';
import { answerQuestion } from '../../src/questions/answer-question.ts';
import { questionKinds } from '../../src/questions/list.ts';
import type { Asked } from '../../src/questions/question-kind.ts';
import { createFileChecks } from '../../src/telemetry/history/checksums.ts';
import { dayFolder } from '../../src/telemetry/history/day-files.ts';
import { openHistory } from '../../src/telemetry/history/history.ts';
import { measureHistory } from '../../src/telemetry/history/history-stock.ts';
import { rollupFolder } from '../../src/telemetry/history/roll-ups.ts';
import { addChecksumSql, seriesOrder, tablesSql } from '../../src/telemetry/history/sql/tables.sql.ts';
import { copied } from './generated-history.ts';
import { peakMbOf } from './process-costs.ts';

const start = Date.UTC(2025, 0, 1);
const dayMs = 86_400_000;
const buckets = ['minute', 'hour'] as const;

/** The roll-ups of a day: one metric of each device, four readings a minute, with a wave of a day and noise that a seed draws. */
function daySql(devices: number, from: number, bucket: HistoryBucket): string {
  const perDay = dayMs / bucketMs[bucket];
  const drawn = `(hash(1, d, ${from} + m * ${bucketMs[bucket]}) / 18446744073709551616.0)`;
  return `
SELECT format('switch-{:04d}', d) AS device, '' AS interface, 'cpu_pct' AS metric,
  make_timestamp((${from} + m * ${bucketMs[bucket]}) * 1000) AS ts, CAST(${bucketMs[bucket] / 15_000} AS DOUBLE) AS n,
  middle AS mean, round(1 + 2 * noise, 1) AS deviation, middle - round(3 * noise, 1) AS least, middle AS median,
  middle + round(3 * noise, 1) AS p95, middle + round(5 * noise, 1) AS most
FROM (
  SELECT d, m, ${drawn} AS noise, round(30 + d % 9 + 10 * sin(2 * pi() * m / ${perDay}) + 5 * ${drawn}, 1) AS middle
  FROM range(${devices}) AS of_device(d), range(${perDay}) AS of_bucket(m)
)
ORDER BY ${seriesOrder}`;
}

/** Roll-ups of days whose readings were removed, as a history has them. */
async function writeYear(dir: string, devices: number, days: number, say: (line: string) => void): Promise<number> {
  const instance = await DuckDBInstance.create(join(dir, 'history.duckdb'), { memory_limit: '2GB' });
  const connection = await instance.connect();
  const checks = createFileChecks(dir);
  let rows = 0;
  try {
    await connection.run(tablesSql);
    for (let day = 0; day < days; day++) {
      const from = start + day * dayMs;
      const name = new Date(from).toISOString().slice(0, 10);
      for (const bucket of buckets) {
        const file = join(rollupFolder(bucket), dayFolder(name), 'part-0.parquet');
        mkdirSync(join(dir, rollupFolder(bucket), dayFolder(name)), { recursive: true });
        const count = await copied(connection, daySql(devices, from, bucket), join(dir, file));
        if (bucket === 'minute') rows += count;
        await connection.run('INSERT INTO rolled VALUES (?, ?, ?, ?)', [bucket, name, file, '']);
        await connection.run(addChecksumSql, [file, await checks.checksumOf(file)]);
      }
      if (day % 30 === 29) say(`${day + 1} of ${days} days are written`);
    }
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** One question: how long the first one took, which reads its files for the first time, and the middle of five further ones. */
export interface YearRow {
  question: string;
  rowsRead: number;
  rowsGiven: number;
  firstSeconds: number;
  seconds: number;
}

export interface Year {
  devices: number;
  days: number;
  /** Roll-ups of a minute. */
  rows: number;
  bytes: number;
  peakMb: number | null;
  questions: YearRow[];
}

/** Writes a year of roll-ups into a temporary folder, asks for its last week, and removes it. */
export async function measureYear(
  { devices, days }: { devices: number; days: number },
  say: (line: string) => void,
): Promise<Year> {
  const dir = mkdtempSync(join(tmpdir(), 'nocturne-year-'));
  try {
    const { bavail, bsize } = statfsSync(dir);
    const needed = devices * days * 1440 * 30;
    if (bavail * bsize < needed)
      throw new NocturneError('disk-too-small', `The year needs up to ${formatBytes(needed)} in ${dir}`, {
        hint: 'name another folder in TMPDIR, or fewer devices or days',
      });
    const rows = await writeYear(dir, devices, days, say);
    const to = start + days * dayMs;
    const history = await openHistory({
      dir,
      log: createLog({ level: 'error' }),
      clock: () => to,
      flushEveryMs: dayMs,
    });
    try {
      const span = { from: to - 7 * dayMs, to };
      const bounds = { withinMs: 600_000, rows: 100_000 };
      const place = { device: 'switch-0042', interface: null };
      const asked: Asked = {
        devices: null,
        interface: null,
        metric: 'cpu_pct',
        places: 'all places',
        span,
        compared: null,
      };
      const records = { incidents: async () => [], anomaliesOf: async () => [], importances: async () => [] };
      const ofKind = (name: string, change: Partial<Asked>, bucket?: HistoryBucket) => async () => {
        const found = questionKinds.find((one) => one.name === name)!;
        const kind = bucket ? { ...found, bucket: () => bucket } : found;
        const answer = await answerQuestion(
          kind,
          { ...asked, ...change },
          { tables: history, records, now: to },
          bounds,
        );
        if ('problem' in answer) throw new NocturneError('history-failed', answer.problem);
        return answer.rows.length;
      };
      const week = (devicesRead: number) => devicesRead * 7 * 1440;
      const questions: [name: string, rowsRead: number, ask: () => Promise<number>][] = [
        [
          'every minute of a week, of one device',
          week(1),
          async () => {
            const answer = await history.rollUp({ place, metric: 'cpu_pct', ...span }, 'minute', bounds);
            if (answer.outcome !== 'ok') throw new NocturneError('history-failed', 'The history did not answer');
            return answer.series[0]!.at.length;
          },
        ],
        ['the devices with the highest mean of a week, from its minutes', week(devices), ofKind('top', {}, 'minute')],
        [
          'mean and extremes of each minute of a week, of one device',
          week(1),
          ofKind('values', { devices: ['switch-0042'] }, 'minute'),
        ],
        [
          'the pattern of a day, from the minutes of a week of all devices',
          week(devices),
          ofKind('hours', {}, 'minute'),
        ],
        ['the same as people ask it: from its hours', devices * 7 * 24, ofKind('hours', {})],
        ['the devices with the highest mean of a week, as people ask it', devices * 7 * 24, ofKind('top', {})],
      ];
      const measured: YearRow[] = [];
      for (const [question, rowsRead, ask] of questions) {
        const took: number[] = [];
        let rowsGiven = 0;
        for (let i = 0; i < 6; i++) {
          const began = performance.now();
          rowsGiven = await ask();
          took.push((performance.now() - began) / 1000);
        }
        const [firstSeconds, ...further] = took as [number, ...number[]];
        measured.push({ question, rowsRead, rowsGiven, firstSeconds, seconds: further.sort((a, b) => a - b)[2]! });
        say(`${question}: ${further[2]!.toFixed(3)} s`);
      }
      const { rollupBytes } = await measureHistory({ dir }, to);
      return { devices, days, rows, bytes: rollupBytes, peakMb: peakMbOf('self'), questions: measured };
    } finally {
      await history.close();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
