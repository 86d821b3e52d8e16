import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, randomInt } from '../../../src/models/random.ts';
import { daysTooOld } from '../../../src/telemetry/history/day-files.ts';
import { countFault, type FaultRow, type Readings, sumOf } from './fault-row.ts';
import { type Killed, killWriter } from './killed-writer.ts';
import { reopened, storedRows } from './stored-rows.ts';
import { readingsOf, type WriterOrder, type WriterPhase } from './written-steps.ts';

/** How long a phase goes on about, in milliseconds, so that most kills come before its end. */
const longestMs: Record<WriterPhase, number> = {
  inserting: 10,
  sealing: 40,
  'sealing, and making one file of a day': 80,
  'removing old days': 8,
};
const phases = Object.keys(longestMs) as WriterPhase[];
const keepDays = 1;
const steps = { start: Date.UTC(2026, 10, 22), stepHours: 6, rowsPerStep: 600, partRows: 200 };

/** Kills a writer so often, in each phase by turns, and counts what the next process reads. */
export async function killedWriters(kills: number, seed: number, say: (line: string) => void): Promise<FaultRow[]> {
  const random = createRandom(seed);
  const byPhase = new Map<WriterPhase, Omit<FaultRow, 'what'>[]>();
  for (let i = 0; i < kills; i++) {
    const dir = mkdtempSync(join(tmpdir(), 'nocturne-history-killed-'));
    try {
      const phase = phases[i % phases.length]!;
      const moment = { phase, time: 1 + randomInt(random, 3), afterMs: randomInt(random, longestMs[phase]) };
      const order = { ...steps, dir, keepDays };
      const killed = await killWriter(order, moment);
      byPhase.set(killed.phase, [...(byPhase.get(killed.phase) ?? []), await count(order, killed)]);
      say(`kill ${i + 1} of ${kills}: ${killed.phase}`);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
  return [...byPhase].map(([phase, rows]) => sumOf(rows, `killed while ${phase} (${rows.length} times)`));
}

async function count(order: WriterOrder, killed: Killed): Promise<Omit<FaultRow, 'what'>> {
  const read = await reopened(order.dir, storedRows);
  return countFault(kept(readingsOf(order, killed.steps), killed), read);
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The readings of days that are not too old to keep. */
function kept(readings: Readings, { removedAt }: Killed): Readings {
  if (removedAt === null) return readings;
  const gone = new Set(daysTooOld([...readings.keys()].map(dayOf), { keepDays, now: removedAt }));
  return new Map([...readings].filter(([at]) => !gone.has(dayOf(at))));
}
