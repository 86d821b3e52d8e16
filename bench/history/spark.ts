import { join } from 'node:path';
import { readRemote } from '../../src/telemetry/history/spark/remote.ts';
import { createSparkReader } from '../../src/telemetry/history/spark/spark-reader.ts';
import { openSparkSession } from '../../src/telemetry/history/spark/spark-session.ts';
import { type SparkServer, startSpark } from '../services/spark.ts';
import type { Engine, Measured, MeasureOptions } from './engine.ts';
import type { WrittenHistory } from './generated-history.ts';
import { peakMbOfTree } from './peak-memory.ts';
import { featureStatistics } from './query.ts';
import { toStatistics } from './statistics.ts';

const never = new AbortController().signal;

/** The same statement by the product's reader, on a Spark Connect server of this machine with two cores; a fresh one for each history. */
export const spark: Engine = {
  name: 'Spark',
  mostRows: 10_000_000,
  async missing() {
    const started = await startSpark();
    if ('missing' in started) return started.missing;
    await started.close();
    return undefined;
  },
  async measure(history, options) {
    const server = await startSpark();
    if ('missing' in server) throw new Error(server.missing);
    try {
      return await ask(server, history, options);
    } finally {
      await server.close();
    }
  },
};

async function ask(server: SparkServer, { dir, span }: WrittenHistory, { again }: MeasureOptions): Promise<Measured> {
  const session = openSparkSession(readRemote(server.remote));
  const read = createSparkReader({ session, samplesDir: join(dir, 'samples') });
  async function timed() {
    const began = performance.now();
    const found = await read(featureStatistics(span), never);
    return { found, seconds: (performance.now() - began) / 1000 };
  }
  try {
    const first = await timed();
    const seconds: number[] = [];
    for (let i = 0; i < again; i++) seconds.push((await timed()).seconds);
    return {
      ...{ firstSeconds: first.seconds, seconds, peakMb: peakMbOfTree(server.pid) },
      answer: toStatistics(first.found),
    };
  } finally {
    await session.close();
  }
}
