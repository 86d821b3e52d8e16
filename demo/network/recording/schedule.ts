import type { FaultInput, NetworkSpec } from '../spec.ts';
import type { Random } from '../world/random.ts';

export interface ScheduledFault {
  fault: FaultInput;
  /** Milliseconds since 1970. */
  start: number;
  end: number;
}

const kinds = ['latency', 'loss', 'cpu', 'memory'] as const;
type Kind = (typeof kinds)[number];

/**
 * A made-up history: faults of all four kinds, one after the other with time to recover between, of strengths that vary, at one place after
 * the other, so that each is hit before one is hit again. Weak ones are hard to tell from a busy minute on purpose.
 */
export function generateFaults(spec: NetworkSpec, random: Random, from: number, minutes: number): ScheduledFault[] {
  const end = from + minutes * 60_000;
  const faults: ScheduledFault[] = [];
  const nextKind = drawInTurn(random, kinds);
  const draw = createFaultDraw(spec, random);
  let at = from + random.between(60, 120) * 1000;
  for (;;) {
    const kind = nextKind();
    const start = roundToSecond(at);
    const stop = roundToSecond(start + random.between(45, 150) * 1000);
    if (stop >= end) return faults;
    faults.push({ fault: draw(kind), start, end: stop });
    at = stop + random.between(60, 180) * 1000;
  }
}

function createFaultDraw(spec: NetworkSpec, random: Random): (kind: Kind) => FaultInput {
  const linkNames = spec.links.map(({ name }) => name);
  const links = { latency: drawInTurn(random, linkNames), loss: drawInTurn(random, linkNames) };
  const names = Object.keys(spec.devices);
  const devices = { cpu: drawInTurn(random, names), memory: drawInTurn(random, names) };
  const nextForwarding = drawInTurn(random, forwarding(spec));
  return (kind) => {
    const rampSeconds = random.chance(0.5) ? 0 : Math.round(random.between(2, 30));
    if (kind === 'latency') {
      const magnitude = logBetween(random, 12, 200);
      return { kind, link: links.latency(), magnitude, jitterMs: magnitude * random.between(0.01, 0.12), rampSeconds };
    }
    if (kind === 'loss') {
      const magnitude = logBetween(random, 1.5, 25);
      // A bad optic shows as errors on the interface; loss inside a carrier's network doesn't.
      const errorRatePct = random.chance(0.5) ? magnitude * random.between(0.2, 0.6) : 0;
      // Queues make jitter, a bad cable does not.
      const jitterMs = random.chance(0.5) ? random.between(0, 2) : 0;
      return { kind, link: links.loss(), magnitude, errorRatePct, jitterMs, rampSeconds };
    }
    if (kind === 'cpu') {
      // Half of them where traffic passes through, because there the neighbours suffer as well.
      const device = random.chance(0.5) ? nextForwarding() : devices.cpu();
      return { kind, device, magnitude: random.between(48, 92), process: 'telemetryd', rampSeconds };
    }
    const process = random.chance(0.5) ? 'ospfd' : 'telemetryd';
    return { kind, device: devices.memory(), magnitude: logBetween(random, 0.7, 6), process };
  };
}

function forwarding(spec: NetworkSpec): string[] {
  return Object.keys(spec.devices).filter(
    (name) => spec.links.filter(({ a, b }) => a.device === name || b.device === name).length > 2,
  );
}

function logBetween(random: Random, low: number, high: number): number {
  return Math.exp(random.between(Math.log(low), Math.log(high)));
}

/** Draws all values in a random order, then all of them again in another one. */
function drawInTurn<T>(random: Random, values: readonly T[]): () => T {
  let rest: T[] = [];
  return () => {
    if (rest.length === 0) rest = shuffle(random, values);
    return rest.pop() as T;
  };
}

function shuffle<T>(random: Random, values: readonly T[]): T[] {
  const rest = [...values];
  const result: T[] = [];
  while (rest.length > 0) result.push(...rest.splice(Math.floor(random.next() * rest.length), 1));
  return result;
}

function roundToSecond(at: number): number {
  return Math.round(at / 1000) * 1000;
}
