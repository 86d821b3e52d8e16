import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { dayFolder } from '../../src/telemetry/history/day-files.ts';
import { closedUntil } from '../../src/telemetry/history/day-slices.ts';
import { writeManifest } from '../../src/telemetry/history/manifest.ts';
import { copySql, seriesOrder, tablesSql } from '../../src/telemetry/history/sql/tables.sql.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const fileRows = 2_000_000;
const start = Date.UTC(2026, 5, 1);

/** Readings that are drawn from a seed: one a minute and series, but for 1 % that are left out and as many that come twice. */
export interface GeneratedReadings {
  /** About; `writeHistory` tells how many there are. */
  rows: number;
  seed: number;
  /** Some of several hundred minutes each when left out, and 1,000 at most. */
  series?: number;
}

/** A history that was written, and where its readings begin and end. */
export interface WrittenHistory {
  dir: string;
  rows: number;
  series: number;
  files: number;
  span: { from: number; to: number };
}

/** So many that 10 thousand readings are of some hours and 100 million of some months. */
export const seriesOf = (rows: number) => Math.max(1, Math.min(1000, Math.round(rows / 500)));

/** A number from 0 to 1 for each series, minute and purpose. */
const drawn = (seed: number, purpose: number) => `(hash(${seed}, s, m, ${purpose}) / 18446744073709551616.0)`;

/** The readings of the minutes from one (inclusive) to another (exclusive), counted from the start: twenty series a device, a wave of a day with noise. */
function readingsSql({ seed }: GeneratedReadings, series: number, [first, last]: [number, number]): string {
  const value = `20 + s % 7 * 10 + 5 * sin(2 * pi() * m / 1440 + s) + 8 * ${drawn(seed, 1)}`;
  return `
SELECT ts, time_bucket(INTERVAL 5 MINUTE, ts) AS bucket, device, interface, metric, value
FROM (
  SELECT make_timestamp((${start} + m * ${minuteMs}) * 1000) AS ts,
    format('switch-{:03d}', s // 20) AS device,
    CASE WHEN s % 20 < 4 THEN '' ELSE format('Gi1/0/{}', s % 20 // 4) END AS interface,
    ['cpu_pct', 'latency_ms', 'jitter_ms', 'throughput_mbps'][s % 4 + 1] AS metric,
    round(${value} - repeated, 3) AS value
  FROM range(${series}) AS of_series(s), range(${first}, ${last}) AS of_minute(m), range(2) AS of_repeat(repeated)
  WHERE CASE repeated WHEN 0 THEN ${drawn(seed, 2)} >= 0.01 ELSE ${drawn(seed, 2)} >= 0.99 END
)
ORDER BY ${seriesOrder}`;
}

/** Writes a history as the product would have it after the last hour is closed, with day files and manifest, into an empty folder. */
export async function writeHistory(dir: string, readings: GeneratedReadings): Promise<WrittenHistory> {
  const { series = seriesOf(readings.rows) } = readings;
  const minutes = Math.ceil(readings.rows / series);
  const samples = join(dir, 'samples');
  mkdirSync(samples, { recursive: true });
  const instance = await DuckDBInstance.create(join(dir, 'history.duckdb'), { memory_limit: '2GB' });
  const connection = await instance.connect();
  try {
    await connection.run(tablesSql);
    const files: { day: string; file: string }[] = [];
    let rows = 0;
    for (const part of partsOf(minutes, Math.max(1, Math.floor(fileRows / series)))) {
      const day = new Date(start + part[0] * minuteMs).toISOString().slice(0, 10);
      const file = join(dayFolder(day), `part-${files.filter((other) => other.day === day).length}.parquet`);
      mkdirSync(join(samples, dayFolder(day)), { recursive: true });
      rows += await copied(connection, readingsSql(readings, series, part), join(samples, file));
      await connection.run('INSERT INTO sealed VALUES (?, ?)', [day, file]);
      files.push({ day, file: join('samples', file) });
    }
    const to = start + minutes * minuteMs;
    await writeManifest(dir, { closedUntil: closedUntil(to + dayMs), samples: files, rollups: [] });
    return { dir, rows, series, files: files.length, span: { from: start, to } };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Cuts minutes into parts that lie within one day. */
function partsOf(minutes: number, most: number): [from: number, to: number][] {
  const parts: [number, number][] = [];
  for (let from = 0; from < minutes; ) {
    const endOfDay = (Math.floor(from / 1440) + 1) * 1440;
    const to = Math.min(from + most, endOfDay, minutes);
    parts.push([from, to]);
    from = to;
  }
  return parts;
}

/** Writes the outcome of a query to a Parquet file; answers with its number of rows. */
export async function copied(connection: DuckDBConnection, query: string, file: string): Promise<number> {
  return Number((await connection.runAndReadAll(copySql(query, file))).getRows()[0]![0]);
}
