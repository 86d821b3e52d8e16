import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { recordingFiles } from '../domain/recording.ts';
import type { Sample } from '../domain/sample.ts';
import { NocturneError } from '../errors.ts';
import { decodePoints } from './decode-points.ts';
import { readersOf } from './line-blocks.ts';
import { formatSamples } from './line-format.ts';
import { type BadLine, formatBadLine } from './line-point.ts';
import type { LineOptions } from './line-protocol.ts';
import { addLosses, type Losses } from './mapping/losses.ts';
import { createMetricMapping, type MetricMapping } from './mapping/metric-mapping.ts';
import type { Precision } from './precision.ts';
import { createRecordingTimes, findRecordingTimes, precisionLine, type RecordingTimes } from './recording-times.ts';
import { isReadable, readTextBlocks, type TextBlock } from './text-lines.ts';

/** Something that happened during a recording. What else it holds is up to who wrote it. */
export interface RecordedEvent {
  /** Milliseconds since 1970. */
  at: number;
  [key: string]: unknown;
}

export interface ReadSamplesOptions {
  /** Unit of the times; when left out, what the file says, or by their size. */
  precision?: Precision | undefined;
  /** The built-in names when left out. */
  mapping?: MetricMapping;
  /** Told of each bad line instead of the error that ends the reading. */
  onBadLine?: (bad: BadLine, file: string) => void;
  /** Counts values without a sample, by reason. */
  lost?: Losses;
}

async function lookForSamples(folder: string): Promise<string | undefined> {
  const plain = join(folder, recordingFiles.samples);
  for (const file of [plain, `${plain}.gz`]) if (await isReadable(file)) return file;
  return undefined;
}

/** How the times of a recording are written; a folder without samples has none to go by. */
export async function readRecordingTimes(folder: string, precision: Precision | undefined): Promise<RecordingTimes> {
  const file = await lookForSamples(folder);
  return file === undefined ? createRecordingTimes(precision, undefined) : findRecordingTimes(file, precision);
}

/** The samples file of a recording. Throws `recording-incomplete` when the folder has none. */
async function findSamplesFile(folder: string): Promise<string> {
  const file = await lookForSamples(folder);
  if (file !== undefined) return file;
  throw new NocturneError(
    'recording-incomplete',
    `${folder} has neither ${recordingFiles.samples} nor ${recordingFiles.samples}.gz`,
    {
      hint: 'a recording is a folder with samples.lp or samples.lp.gz, topology.yaml and events.jsonl',
    },
  );
}

/**
 * Streams the samples of a recording in the order of the file, in batches. Every line carries its time, all in one unit. Throws
 * `recording-bad-line`, which names file and line, unless `onBadLine` is given.
 */
export async function* readSamples(folder: string, options: ReadSamplesOptions = {}): AsyncGenerator<Sample[]> {
  const file = await findSamplesFile(folder);
  const { ofLine } = await findRecordingTimes(file, options.precision);
  yield* decodeBlocks(file, readTextBlocks(file), { ...options, readTime: ofLine });
}

/** The same for blocks of lines, wherever they are cut. `file` is the name in errors. */
export async function* decodeBlocks(
  file: string,
  blocks: AsyncIterable<TextBlock>,
  options: ReadSamplesOptions & Pick<LineOptions, 'readTime'>,
): AsyncGenerator<Sample[]> {
  const { mapping = createMetricMapping(), readTime, onBadLine, lost = {} } = options;
  for await (const { reader, startLine, isLast } of readersOf(blocks, { readTime, now: null })) {
    const slices = decodePoints(reader, { mapping, badLimit: Number.POSITIVE_INFINITY, isGoingOn: !isLast });
    let slice = slices.next();
    for (; !slice.done; slice = slices.next()) if (slice.value.length > 0) yield slice.value;
    for (const bad of slice.value.bad) {
      const inFile = { ...bad, line: bad.line + startLine - 1 };
      if (!onBadLine) throw new NocturneError('recording-bad-line', `${file} ${formatBadLine(inFile)}`);
      onBadLine(inFile, file);
    }
    addLosses(lost, slice.value.lost);
  }
}

export interface RecordingWriter {
  /** Writes samples in the order in which they come. Waits when the disk is slower. */
  samples(samples: readonly Sample[]): Promise<void>;
  event(event: RecordedEvent): Promise<void>;
  /** Writes out what is left. Resolves when it is with the system. */
  close(): Promise<void>;
}

interface LineSink {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

function createLineSink(file: string): LineSink {
  const target = createWriteStream(file);
  const head: Writable = file.endsWith('.gz') ? createGzip() : target;
  if (head !== target) head.pipe(target);
  const done = finished(target);
  // Waited for in close; until then a failure must not count as unhandled.
  done.catch(() => undefined);
  return {
    async write(text) {
      if (target.errored) await done;
      if (!head.write(text)) await Promise.race([new Promise<void>((resolve) => head.once('drain', resolve)), done]);
    },
    async close() {
      head.end();
      await done;
    },
  };
}

/** Starts a recording in a folder, which is made when it is not there. Existing samples and events are replaced. */
export async function createRecordingWriter(
  folder: string,
  options: { gzip?: boolean } = {},
): Promise<RecordingWriter> {
  await mkdir(folder, { recursive: true });
  const samples = createLineSink(join(folder, recordingFiles.samples + (options.gzip ? '.gz' : '')));
  const events = createLineSink(join(folder, recordingFiles.events));
  await samples.write(`${precisionLine('ms')}\n`);
  return {
    async samples(batch) {
      const lines = formatSamples(batch);
      if (lines.length > 0) await samples.write(`${lines.join('\n')}\n`);
    },
    event: (event) => events.write(`${JSON.stringify(event)}\n`),
    async close() {
      await Promise.all([samples.close(), events.close()]);
    },
  };
}
