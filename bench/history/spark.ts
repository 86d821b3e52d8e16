import { NocturneError } from '../../src/errors.ts';
import { readRemote } from '../../src/telemetry/history/spark/remote.ts';
import { createSparkReader } from '../../src/telemetry/history/spark/spark-reader.ts';
import { openSparkSession } from '../../src/telemetry/history/spark/spark-session.ts';
import { type SparkServer, startSpark } from '../services/spark.ts';
import type { Engine, Measured, MeasureOptions, Took } from './engine.ts';
import type { WrittenHistory } from './generated-history.ts';
import { cpuSecondsOf, peakMbOfTree } from './process-costs.ts';
import { featuresQuestion } from './query.ts';
import { toStatistics } from './statistics.ts';

const never = new AbortController().signal;

/** The same question by the product's reader, on a Spark Connect server of this machine with two cores; a fresh one for each history. */
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
    if ('missing' in server) throw new NocturneError('engine-missing', server.missing);
    try {
      return await ask(server, history, options);
    } finally {
      await server.close();
    }
  },
};

async function ask(server: SparkServer, { dir, span }: WrittenHistory, { again }: MeasureOptions): Promise<Measured> {
  const session = openSparkSession(readRemote(server.remote));
  const { readTable } = createSparkReader({ session, folder: dir });
  async function timed() {
    const [used, began] = [cpuSecondsOf(server.pid), performance.now()];
    const found = await readTable(featuresQuestion(span), never);
    const seconds = (performance.now() - began) / 1000;
    return { found, took: { seconds, cpuSeconds: cpuSecondsOf(server.pid) - used } };
  }
  try {
    const first = await timed();
    const further: Took[] = [];
    for (let i = 0; i < again; i++) further.push((await timed()).took);
    return {
      ...{ first: first.took, further, peakMb: peakMbOfTree(server.pid) },
      answer: toStatistics(first.found),
    };
  } finally {
    await session.close();
  }
}
