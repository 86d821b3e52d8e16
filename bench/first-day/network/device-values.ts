import { type Random, randomInt } from '../../../src/models/random.ts';
import type { Drawn } from './drawn.ts';
import type { DeviceKind, PlannedDevice } from './plan.ts';
import { createNoise, loadOf } from './rhythms.ts';

/** What a device tells of itself at a poll. */
export interface DeviceValues {
  /** One for each processor or card, in whole percent, as the tables of SNMP have them. */
  processors: number[];
  /** Share of memory that is used, 0 to 100. */
  memoryPct: number;
}

interface KindValues {
  processors: number;
  /** Percent of the processor at night, and what the busiest hour adds. */
  idle: [number, number];
  byLoad: [number, number];
  noise: number;
  memory: [number, number];
  memoryNoise: number;
  /** Percent of memory that a process fills within hours and gives back. */
  saw: number;
}

const values: Record<DeviceKind, KindValues> = {
  router: { processors: 2, idle: [5, 15], byLoad: [3, 10], noise: 1.5, memory: [35, 60], memoryNoise: 0.3, saw: 0 },
  switch: { processors: 1, idle: [10, 30], byLoad: [0, 3], noise: 1, memory: [40, 65], memoryNoise: 0.1, saw: 0 },
  firewall: { processors: 2, idle: [10, 18], byLoad: [15, 35], noise: 3, memory: [45, 60], memoryNoise: 0.5, saw: 1 },
  server: { processors: 4, idle: [4, 12], byLoad: [5, 15], noise: 2.5, memory: [30, 50], memoryNoise: 0.6, saw: 2.5 },
};

/** SNMP tells the mean of about the last minute. */
const averageS = 60;
/** Of the hour, at which something is done each hour, such as a backup of the configuration. */
const hourlyS = 30;
/** Short peaks for no reason anybody knows. */
const peaksADay = 5;
const daySeconds = 86_400;
const between = (random: Random, [low, high]: readonly [number, number]) => low + random() * (high - low);

/** Values of one device, poll by poll. `busier` and `fuller` are what a fault adds, in percent; `at` in milliseconds since 1970. */
export function createDeviceValues(
  { kind, ports }: PlannedDevice,
  { levels, chance }: Drawn,
): (at: number, dtS: number, fault: { busier: number; fuller: number }) => DeviceValues {
  const { processors, idle, byLoad, noise, memory, memoryNoise, saw } = values[kind];
  const [base, busy, used] = [between(levels, idle), between(levels, byLoad), between(levels, memory)];
  const rhythm = ports[0]!.rhythm;
  const common = createNoise(chance, 120);
  const own = Array.from({ length: processors }, () => createNoise(chance, 30));
  const breath = createNoise(chance, 3_600);
  const hourlyAt = randomInt(levels, 3_600);
  const hourlyHeight = 5 + 20 * levels();
  const sawS = (3 + 4 * levels()) * 3_600;
  let means: number[] | undefined;
  let peak = { left: 0, height: 0 };
  return (at, dtS, { busier, fuller }) => {
    if (chance() < (peaksADay * dtS) / daySeconds) peak = { left: 15 + 30 * chance(), height: 15 + 45 * chance() };
    const isHourly = (at / 1000 - hourlyAt) % 3_600 < hourlyS;
    // A peak or an hourly job that is shorter than the time between two polls counts for its share of it.
    const jobs = (isHourly ? hourlyHeight : 0) + (peak.left > 0 ? peak.height * Math.min(1, peak.left / dtS) : 0);
    peak.left -= dtS;
    const all = base + busy * loadOf(rhythm, at) + (noise * common(dtS)) / Math.SQRT2 + jobs + busier;
    const now = own.map((noiseOf) => Math.min(99, Math.max(1, all + (noise * noiseOf(dtS)) / Math.SQRT2)));
    const kept = Math.exp(-dtS / averageS);
    means = now.map((value, i) => kept * (means?.[i] ?? value) + (1 - kept) * value);
    const filled = saw * (((at / 1000) % sawS) / sawS);
    const memoryPct = Math.min(99, used + memoryNoise * breath(dtS) + filled + fuller);
    return { processors: means.map(Math.round), memoryPct };
  };
}
