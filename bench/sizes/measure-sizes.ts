import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HistoryBucket, historyBuckets } from '../../src/domain/history-reader.ts';
import { NocturneError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { bytesOf, listOwnFiles } from '../../src/telemetry/history/day-files.ts';
import { closedUntil } from '../../src/telemetry/history/day-slices.ts';
import { openHistory } from '../../src/telemetry/history/history.ts';
import { measureHistory } from '../../src/telemetry/history/history-stock.ts';
import { rollupFolder } from '../../src/telemetry/history/roll-ups.ts';
import { type SimulatedNetwork, simulatedDay } from './simulated-day.ts';

/** Seconds on the clock of the wall, and of all processors together: on a machine that has other work only the second says something. */
export interface Took {
  seconds: number;
  cpuSeconds: number;
}

/** What one day of a network costs. */
export interface SizesRow extends SimulatedNetwork {
  series: number;
  samples: number;
  /** The open file at the end of the day, with room for the last hour; it is used again. */
  openBytes: number;
  /** The finished day. */
  dayBytes: number;
  /** What was summed up of it. */
  rollupBytes: Record<HistoryBucket, number>;
  bytesPerSample: number;
  files: number;
  write: Took;
  /** From the end of the day until it is in one file and summed up, and the longest time that samples wait for it meanwhile. */
  seal: Took & { longestWaitSeconds: number };
  /** One series, all series of one device by the hour, and the ten highest of one metric over all places. */
  readOne: Took;
  readDevice: Took;
  readTop: Took;
  /** Most memory that this process held at any time, the database and the simulation included. */
  peakMemoryBytes: number;
}

const from = Date.UTC(2026, 10, 1);
const dayMs = 86_400_000;
const noBytes: Record<HistoryBucket, number> = { minute: 0, 'five-minutes': 0, hour: 0, day: 0 };
const patience = { withinMs: 600_000, rows: 1_000_000 };

/** Writes a day of a simulated network as the product does, seals it and reads it, in a folder that is removed again. */
export async function measureSizes(network: SimulatedNetwork): Promise<SizesRow> {
  const dir = mkdtempSync(join(tmpdir(), 'nocturne-sizes-'));
  let now = from;
  const history = await openHistory({
    ...{ dir, log: createLog({ level: 'error' }), clock: () => now, flushEveryMs: dayMs },
    deadline: (ms) => AbortSignal.timeout(ms),
  });
  const memory = watchMemory();
  try {
    let [samples, series] = [0, 0];
    let closed = closedUntil(from);
    const write = await take(async () => {
      for (const batch of simulatedDay(network, from)) {
        await history.append(batch);
        now = batch[0]!.at;
        if (closedUntil(now) > closed) {
          closed = closedUntil(now);
          await history.seal();
        }
        samples += batch.length;
        series = batch.length;
      }
      await history.flush();
    });
    if (history.counts().dropped > 0)
      throw new NocturneError('samples-dropped', 'the history did not take every sample');
    const { openBytes } = await measureHistory({ dir }, now);
    // The last hour is closed a little later.
    now = from + dayMs + 5 * 60_000;
    const waits = watchWaits(async () => {
      await history.append([{ at: now, device: 'late', interface: null, metric: 'cpu_pct', value: 1 }]);
      await history.flush();
    });
    let files = 0;
    const seal = await take(async () => {
      files = await history.seal();
    });
    const longestWaitSeconds = await waits.end();
    const span = { from, to: now };
    const [device, metric] = ['switch-001', 'throughput_mbps'];
    const place = { device, interface: 'GigabitEthernet1/0/1' };
    const readOne = await take(() => answered(history.range({ ...span, place, metric }, patience)));
    const readDevice = await take(() => answered(history.rollUp({ ...span, device }, 'hour', patience)));
    const readTop = await take(() => answered(history.top({ ...span, metric }, { by: 'p95', count: 10 }, patience)));
    const { finishedBytes: dayBytes } = await measureHistory({ dir }, now);
    const rollupBytes = { ...noBytes };
    for (const bucket of historyBuckets) {
      const below = join(dir, rollupFolder(bucket));
      rollupBytes[bucket] = await bytesOf(below, await listOwnFiles(below));
    }
    return {
      ...{ ...network, series, samples, openBytes, dayBytes, rollupBytes, files },
      ...{ bytesPerSample: dayBytes / samples, write, seal: { ...seal, longestWaitSeconds } },
      ...{ readOne, readDevice, readTop, peakMemoryBytes: memory.end() },
    };
  } finally {
    memory.end();
    await history.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function answered(asked: Promise<{ outcome: string; reason?: string }>): Promise<void> {
  const { outcome, reason } = await asked;
  if (outcome !== 'ok') throw new NocturneError('history-failed', `The history answers ${reason ?? outcome}`);
}

async function take(work: () => Promise<unknown>): Promise<Took> {
  const [usage, began] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(usage);
  return { seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 };
}

function watchMemory() {
  let most = 0;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 100);
  return {
    end() {
      look();
      clearInterval(timer);
      return most;
    },
  };
}

/** Writes a sample after the other until it is ended; answers with the longest time that one took, in seconds. */
function watchWaits(write: () => Promise<void>) {
  let isOver = false;
  let longest = 0;
  const writing = (async () => {
    while (!isOver) {
      const began = performance.now();
      await write();
      longest = Math.max(longest, performance.now() - began);
    }
  })();
  return {
    async end() {
      isOver = true;
      await writing;
      return longest / 1000;
    },
  };
}
