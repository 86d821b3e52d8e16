import { randomNormal } from '../../../src/models/random.ts';
import type { Drawn } from './drawn.ts';

/** One round of pings, as Telegraf sums it up. Times are null when no answer came. */
export interface PingValues {
  sent: number;
  received: number;
  ms: { mean: number; least: number; most: number; deviation: number } | null;
}

/** What is between the poller and a device at the moment. */
export interface PingWay {
  /** There and back, without waiting. */
  delayMs: number;
  /** Mean time in queues and by faults, there and back. */
  waitMs: number;
  /** Share of the pings that get lost, there or back. */
  loss: number;
  /** How busy the device is that has to answer, 0 to 100. */
  busyPct: number;
}

const pings = 5;
/** Devices answer pings when nothing else is to be done: now and then late, and hardly ever not. */
const [lateShare, lateMs] = [0.004, 60];
const usualLoss = 2e-5;

export function createPinged({ levels, chance }: Drawn): (way: PingWay) => PingValues {
  const answerMs = 0.2 + 0.8 * levels();
  const jitterMs = 0.03 + 0.2 * levels();
  return ({ delayMs, waitMs, loss, busyPct }) => {
    const times: number[] = [];
    for (let i = 0; i < pings; i++) {
      if (chance() < usualLoss + loss) continue;
      const late = chance() < lateShare ? lateMs * chance() : 0;
      const busy = busyPct > 75 ? (busyPct - 75) * 0.2 * -Math.log(1 - chance()) : 0;
      const wait = waitMs * Math.max(0, 1 + 0.25 * randomNormal(chance));
      times.push(delayMs + answerMs + jitterMs * Math.abs(randomNormal(chance)) + wait + late + busy);
    }
    if (times.length === 0) return { sent: pings, received: 0, ms: null };
    const mean = times.reduce((sum, one) => sum + one, 0) / times.length;
    const variance = times.reduce((sum, one) => sum + (one - mean) ** 2, 0) / times.length;
    const ms = { mean, least: Math.min(...times), most: Math.max(...times), deviation: Math.sqrt(variance) };
    return { sent: pings, received: times.length, ms };
  };
}
