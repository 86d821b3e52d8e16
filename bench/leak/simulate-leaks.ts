import { createRandom, type Random, randomInt, randomNormal } from '../../src/models/random.ts';

/** What a simulated device-day looks like. All are in points of the metric, which runs from 0 to 100. */
export interface LeakWorld {
  name: string;
  /** Share of the days with a leak. */
  leaks: number;
  /** Standard deviation of the noise, each minute anew. */
  noise: readonly [number, number];
  /** Half the height of the daily shape. */
  daily: readonly [number, number];
  /** Height of the saw-teeth that memory has between two rounds of a collector, and their length in minutes. */
  teeth: readonly [number, number];
  toothMinutes: readonly [number, number];
  /** Steps a day, up or down, which stay. */
  steps: number;
  stepHeight: readonly [number, number];
  /** Hours in which a leak goes from where it begins to the limit. */
  leakHours: readonly [number, number];
  /** Share of the values that are missing. */
  missing: number;
}

const everyday: LeakWorld = {
  name: 'everyday',
  leaks: 0.5,
  noise: [0.3, 2],
  daily: [1, 6],
  teeth: [1, 8],
  toothMinutes: [8, 90],
  steps: 1.5,
  stepHeight: [2, 8],
  leakHours: [2, 10],
  missing: 0.02,
};

/** Worlds that differ from the everyday one in one thing each: a rule is chosen by the one in which it does worst. */
export const leakWorlds: readonly LeakWorld[] = [
  everyday,
  { ...everyday, name: 'noisy', noise: [2, 4] },
  { ...everyday, name: 'daily shape', daily: [8, 14] },
  { ...everyday, name: 'high teeth', teeth: [8, 18], toothMinutes: [20, 180] },
  { ...everyday, name: 'steps', steps: 6, stepHeight: [4, 15] },
  { ...everyday, name: 'fast leaks', leakHours: [0.9, 2] },
  { ...everyday, name: 'slow leaks', leakHours: [8, 20] },
  { ...everyday, name: 'gaps', missing: 0.3 },
];

/** One day of one device at one-minute steps. NaN is missing. */
export interface LeakDay {
  values: Float64Array;
  /** The minute from which it leaks; null on a day without a leak. */
  leaksFrom: number | null;
}

export const dayMinutes = 1440;

/** Draws a day: base level, daily shape, saw-teeth, steps that stay, noise, lone peaks, and on some days a leak that ends in a restart. */
export function simulateLeakDay(world: LeakWorld, limit: number, seed: number): LeakDay {
  const random = createRandom(seed);
  const within = ([low, high]: readonly [number, number]) => low + (high - low) * random();
  const daily = within(world.daily);
  const height = within(world.teeth);
  const base = limit - daily - height - within([12, 45]);
  const phase = random() * dayMinutes;
  const noise = within(world.noise);
  const steps = drawSteps(world, random);
  const teeth = drawTeeth(within(world.toothMinutes), height, random);
  const leaksFrom = random() < world.leaks ? randomInt(random, dayMinutes * 0.6) : null;
  const perMinute = (limit - base - height) / (within(world.leakHours) * 60);
  const values = new Float64Array(dayMinutes);
  let leaked = 0;
  let over = 0;
  for (let minute = 0; minute < dayMinutes; minute++) {
    if (leaksFrom !== null && minute >= leaksFrom) leaked += perMinute;
    const level = base + daily * Math.sin((2 * Math.PI * (minute - phase)) / dayMinutes) + steps[minute]!;
    const calm = level + teeth[minute]! + leaked;
    if (calm > limit && ++over > 20) {
      // Somebody restarts it, and it leaks no more that day.
      leaked = 0;
      over = 0;
      if (leaksFrom !== null) for (let i = minute; i < dayMinutes; i++) steps[i] = Math.min(steps[i]!, 0);
    }
    const peak = random() < 0.003 ? within([5, 20]) : 0;
    const read = Math.min(100, Math.max(0, calm + noise * randomNormal(random) + peak));
    values[minute] = random() < world.missing ? Number.NaN : read;
  }
  return { values, leaksFrom };
}

function drawSteps({ steps, stepHeight: [low, high] }: LeakWorld, random: Random): Float64Array {
  const drawn = new Float64Array(dayMinutes);
  let at = 0;
  for (let minute = 0; minute < dayMinutes; minute++) {
    if (random() < steps / dayMinutes) {
      const height = low + (high - low) * random();
      // Back towards where it was, so that steps alone do not walk away.
      at += at > 0 || (at === 0 && random() < 0.5) ? -height : height;
      if (Math.abs(at) < 1) at = 0;
    }
    drawn[minute] = at;
  }
  return drawn;
}

function drawTeeth(usualLength: number, height: number, random: Random): Float64Array {
  const drawn = new Float64Array(dayMinutes);
  let start = -randomInt(random, Math.ceil(usualLength));
  while (start < dayMinutes) {
    const length = Math.max(2, Math.round(usualLength * (0.7 + 0.6 * random())));
    const top = height * (0.8 + 0.2 * random());
    for (let i = Math.max(0, -start); i < length && start + i < dayMinutes; i++) drawn[start + i] = (top * i) / length;
    start += length;
  }
  return drawn;
}
