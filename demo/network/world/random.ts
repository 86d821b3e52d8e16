/** Seeded random numbers. The same seed and the same calls give the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  chance(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** Successes in n trials: exact for rare events, normal approximation otherwise. */
  binomial(n: number, probability: number): number;
  /** An independent stream, so that one part drawing more numbers does not change another. */
  fork(label: string): Random;
}

/** mulberry32 by Tommy Ettinger (public domain): 32 bits of state, enough for a simulation. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const random: Random = {
    next,
    normal,
    between: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    pick: (values) => {
      if (values.length === 0) throw new Error('Nothing to pick from');
      return values[Math.floor(next() * values.length)] as (typeof values)[number];
    },
    binomial: (n, probability) => {
      if (probability <= 0) return 0;
      if (probability >= 1) return n;
      if (n * probability < 5) return rareEvents(next, n * probability, n);
      return clampRound(n * probability + normal() * Math.sqrt(n * probability * (1 - probability)), n);
    },
    fork: (label) => createRandom(hash(`${seed}/${label}`)),
  };
  return random;
}

/** FNV-1a over UTF-16 code units. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

function rareEvents(next: () => number, mean: number, most: number): number {
  const limit = Math.exp(-mean);
  let product = next();
  let count = 0;
  while (product > limit && count < most) {
    product *= next();
    count += 1;
  }
  return count;
}

function clampRound(value: number, high: number): number {
  return Math.min(high, Math.max(0, Math.round(value)));
}
