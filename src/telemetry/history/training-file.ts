import { rename, rm } from 'node:fs/promises';
import { DOUBLE, type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, INTEGER } from '@duckdb/node-api';
import { type Place, placeKey } from '../../domain/place.ts';
import type { Reading, ReadingList } from '../../domain/reading.ts';
import { describeError, NocturneError } from '../../errors.ts';
import { createRoom, type Room, usableBytes } from '../../foundation/room.ts';
import { createPackedReadings } from '../packed-readings.ts';
import { runCancellable } from './cancellable.ts';
import { copySql, quoted } from './sql/tables.sql.ts';

/** Rows that go to DuckDB at once: its vectors hold this many (STANDARD_VECTOR_SIZE). */
const chunkRows = 2048;

/** The key in the file's metadata under which what goes with the rows is kept. */
export const besideKey = 'nocturne';

/** For work that nobody calls off. */
const never = () => new AbortController().signal;

/** What does not fit into memory goes beside the file for as long as the work lasts. */
async function withDuckDb<T>(
  file: string,
  signal: AbortSignal,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const spill = `${file}.spill`;
  const options = { threads: '1', memory_limit: '1GB', temp_directory: spill };
  const instance = await DuckDBInstance.create(':memory:', options);
  const connection = await instance.connect();
  try {
    return await runCancellable(connection, signal, async () => {
      await connection.run("SET TimeZone = 'UTC'");
      return await work(connection);
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(spill, { recursive: true, force: true });
  }
}

/**
 * Writes readings, in their order, to one Parquet file: `reading` (BIGINT, counts from 0), `device`, `interface` (empty for the whole device),
 * `metric`, `ts` (UTC), `value`; `beside` (JSON) stands in its metadata. The file appears when it is whole. Answers with its number of rows.
 * Throws `history-cancelled` when the signal aborts.
 */
export async function writeTrainingFile(
  file: string,
  batches: AsyncIterable<readonly Reading[]>,
  beside: () => unknown,
  signal: AbortSignal = never(),
): Promise<number> {
  const part = `${file}.part`;
  try {
    const rows = await withDuckDb(file, signal, async (connection) => {
      await connection.run('CREATE TABLE series (id INTEGER, device VARCHAR, interface VARCHAR, metric VARCHAR)');
      await connection.run(
        'CREATE TABLE samples (n DOUBLE, reading DOUBLE, series INTEGER, "at" DOUBLE, value DOUBLE)',
      );
      const count = await insertAll(connection, batches, signal);
      const query = `SELECT CAST(reading AS BIGINT) AS reading, device, interface, metric, make_timestamp(CAST("at" AS BIGINT) * 1000) AS ts, value
        FROM samples JOIN series ON series.id = samples.series ORDER BY n`;
      await connection.run(copySql(query, part, { [besideKey]: JSON.stringify(beside()) }));
      return count;
    });
    await rename(part, file);
    return rows;
  } finally {
    await rm(part, { force: true });
  }
}

async function insertAll(
  connection: DuckDBConnection,
  batches: AsyncIterable<readonly Reading[]>,
  signal: AbortSignal,
): Promise<number> {
  const ids = new Map<string, Map<string, number>>();
  let known = 0;
  const series = await connection.createAppender('series');
  const samples = await connection.createAppender('samples');
  const columns: number[][] = [[], [], [], [], []];
  const idOf = ({ device, interface: port }: Place, ofPlace: Map<string, number>, metric: string): number => {
    const id = ofPlace.get(metric);
    if (id !== undefined) return id;
    series.appendInteger(known);
    for (const name of [device, port ?? '', metric]) series.appendVarchar(name);
    series.endRow();
    ofPlace.set(metric, known);
    return known++;
  };
  const send = () => {
    const chunk = DuckDBDataChunk.create([DOUBLE, DOUBLE, INTEGER, DOUBLE, DOUBLE], columns[0]!.length);
    for (const [index, values] of columns.entries()) chunk.setColumnValues(index, values.splice(0));
    samples.appendDataChunk(chunk);
  };
  let rows = 0;
  let readings = 0;
  for await (const batch of batches) {
    signal.throwIfAborted();
    for (const { place, at, values } of batch) {
      const key = placeKey(place);
      const ofPlace = ids.get(key) ?? new Map<string, number>();
      ids.set(key, ofPlace);
      for (const [metric, value] of values) {
        const row = [rows++, readings, idOf(place, ofPlace, metric), at, value];
        for (let c = 0; c < row.length; c++) columns[c]!.push(row[c]!);
        if (columns[0]!.length === chunkRows) send();
      }
      readings += 1;
    }
  }
  if (columns[0]!.length > 0) send();
  series.closeSync();
  samples.closeSync();
  return rows;
}

/** What a training file holds. */
export interface TrainingFile {
  /** As it was handed to {@link writeTrainingFile}. */
  beside: unknown;
  /** In the order in which they were written. */
  readings: ReadingList;
}

/**
 * Reads a training file. Throws `training-file-unreadable`, which names it, `data-too-large`, and `history-cancelled` when the signal aborts.
 *
 * @param mostBytes how much memory the readings may take; the training needs as much beside them
 */
export async function readTrainingFile(
  file: string,
  signal: AbortSignal = never(),
  mostBytes: number = usableBytes() / 2,
): Promise<TrainingFile> {
  const room = createRoom('The telemetry to train on', 'train on a shorter span or on fewer recordings', mostBytes);
  try {
    return await withDuckDb(file, signal, async (connection) => {
      const found = await connection.runAndReadAll(
        `SELECT decode(value) FROM parquet_kv_metadata(${quoted(file)}) WHERE decode(key) = ${quoted(besideKey)}`,
      );
      const beside = JSON.parse(found.getRows()[0]![0] as string) as unknown;
      return { beside, readings: await readReadings(connection, file, room) };
    });
  } catch (thrown) {
    if (signal.aborted || (thrown instanceof NocturneError && thrown.code === 'data-too-large')) throw thrown;
    throw new NocturneError(
      'training-file-unreadable',
      `Cannot read the training data ${file}: ${describeError(thrown)}`,
      {
        hint: 'start the training again: it writes the file anew',
        cause: thrown,
      },
    );
  }
}

/** Names are read once and rows as numbers, because a text for each row costs more than all the rest. */
async function readReadings(connection: DuckDBConnection, file: string, room: Room): Promise<ReadingList> {
  const rows = `read_parquet(${quoted(file)}, file_row_number = true)`;
  await connection.run(
    `CREATE TEMP TABLE names AS SELECT CAST(row_number() OVER (ORDER BY device, interface, metric) - 1 AS INTEGER) AS id, device, interface, metric
     FROM (SELECT DISTINCT device, interface, metric FROM ${rows})`,
  );
  const named = await connection.runAndReadAll('SELECT device, interface, metric FROM names ORDER BY id');
  const series = (named.getRows() as [string, string, string][]).map(([device, port, metric]) => ({
    place: { device, interface: port === '' ? null : port },
    metric,
  }));
  const result = await connection.stream(
    `SELECT CAST(reading AS DOUBLE), id, CAST(epoch_ms(ts) AS DOUBLE), value
     FROM ${rows} JOIN names USING (device, interface, metric) ORDER BY file_row_number`,
  );
  const readings = createPackedReadings(room);
  let number = -1;
  let reading: Reading | undefined;
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const [numbers, ids, times, values] = chunk.getColumns() as [number[], number[], number[], number[]];
    for (let i = 0; i < numbers.length; i++) {
      const { place, metric } = series[ids[i]!]!;
      if (!reading || numbers[i] !== number) {
        if (reading) readings.push(reading);
        number = numbers[i]!;
        reading = { place, at: times[i]!, values: new Map() };
      }
      reading.values.set(metric, values[i]!);
    }
  }
  if (reading) readings.push(reading);
  return readings;
}
