/** A source of numbers, uniform in [0, 1), 32 bits each. */
export type Random = () => number;

/** One step of splitmix32: turns any two seeds that differ in one bit into unrelated states. */
function mix(state: number): number {
  let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) | 0;
}

/**
 * Creates a seeded generator: sfc32 (Doty-Humphrey, PractRand), state filled by splitmix32.
 * The same seed and stream give the same numbers on every machine. Streams of one seed are independent, so that tree 7 of a forest
 * does not depend on how many numbers tree 6 drew.
 *
 * @param seed any number; only its lower 32 bits count
 */
export function createRandom(seed: number, stream = 0): Random {
  let a = mix(seed + 0x9e3779b9);
  let b = mix(stream + 0x3c6ef372);
  let c = mix(a ^ Math.imul(stream + 1, 0x85ebca6b));
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** An integer, uniform in [0, bound). */
export function randomInt(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** A standard normal number, after Box and Muller 1958. */
export function randomNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Brings `take` randomly chosen items of `items` to its front, without replacement (Fisher and Yates, stopped early). */
export function shuffleFront(random: Random, items: Int32Array, take: number): void {
  for (let i = 0; i < take; i++) {
    const j = i + randomInt(random, items.length - i);
    const chosen = items[j]!;
    items[j] = items[i]!;
    items[i] = chosen;
  }
}
