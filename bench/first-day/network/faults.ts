import type { Label } from '../../../src/domain/recording.ts';
import { createRandom, type Random, randomInt, shuffleFront } from '../../../src/models/random.ts';
import type { PlannedNetwork } from './plan.ts';
import { randomSize } from './rhythms.ts';

export const faultCauses = ['packet_loss', 'latency_spike', 'cpu_overload', 'memory_leak'] as const;
export type FaultCause = (typeof faultCauses)[number];

/** One fault. Times are milliseconds since 1970. */
export interface PlannedFault {
  cause: FaultCause;
  start: number;
  end: number;
  /** Index of the link that is lossy or slow, or the name of the device that is busy or leaks. */
  where: number | string;
  /** Share of packets that are lost, milliseconds of one way, percent of the processor, percent of memory at the end. */
  size: number;
  /** How long it takes to grow; a leak grows to its end. */
  rampMs: number;
  /** Where the loss is counted: by the port that receives broken packets, by the one that drops them, or nowhere but by ping. */
  counted: 'errors' | 'discards' | 'nowhere';
}

/** Faults a day, after the first stage. */
export const faultsADay = 20;

const minuteMs = 60_000;
const dayMs = 86_400_000;

interface FaultSize {
  low: number;
  high: number;
  /** Minutes. */
  shortest: number;
  longest: number;
}

/** From what a person sees on a chart to what stops work. Sizes between two numbers are as often in the lower as in the upper half of their logarithm. */
export const faultSizes: Record<FaultCause, FaultSize> = {
  packet_loss: { low: 0.006, high: 0.12, shortest: 6, longest: 40 },
  latency_spike: { low: 3, high: 60, shortest: 6, longest: 40 },
  cpu_overload: { low: 22, high: 75, shortest: 6, longest: 40 },
  memory_leak: { low: 8, high: 40, shortest: 30, longest: 58 },
};
/** Loss that no port counts: one ping in five is lost now and then without it. */
const leastUncounted = 0.1;

/**
 * One fault in the first half hour, and then one in each of the slots of a day, the four kinds equally often, from `firstAt` on. Faults do not
 * overlap. Only what somebody can see is made: a link that no ping crosses can be lossy, where a port counts that, and is not slow.
 */
export function planFaults(
  network: PlannedNetwork,
  { seed, startAt, firstAt, until }: { seed: number; startAt: number; firstAt: number; until: number },
): PlannedFault[] {
  const random = createRandom(seed, 1);
  const early = planOne(network, random, faultCauses[randomInt(random, 3)]!, (lengthMs) => {
    const length = Math.min(lengthMs, 10 * minuteMs);
    const start = startAt + (8 + 7 * random()) * minuteMs;
    return { start, end: start + length };
  });
  const slotMs = dayMs / faultsADay;
  const slots = Math.floor((until - firstAt) / slotMs);
  const kinds = Array.from({ length: Math.ceil(slots / faultCauses.length) }, () => shuffled(random)).flat();
  const later = Array.from({ length: slots }, (_, i) =>
    planOne(network, random, kinds[i]!, (lengthMs) => {
      // The rest of a slot is calm, so that an incident ends before the next fault.
      const spareMs = slotMs - lengthMs - 8 * minuteMs;
      const start = firstAt + i * slotMs + random() * spareMs;
      return { start, end: start + lengthMs };
    }),
  );
  return [early, ...later];
}

function shuffled(random: Random): FaultCause[] {
  const order = Int32Array.from(faultCauses, (_, i) => i);
  shuffleFront(random, order, order.length);
  return Array.from(order, (i) => faultCauses[i]!);
}

function planOne(
  { devices, links, pathTo }: PlannedNetwork,
  random: Random,
  cause: FaultCause,
  spanOf: (lengthMs: number) => { start: number; end: number },
): PlannedFault {
  const { low, high, shortest, longest } = faultSizes[cause];
  const span = spanOf(randomSize(random, shortest, longest) * minuteMs);
  const size = randomSize(random, low, high);
  const rampMs =
    cause === 'memory_leak' ? span.end - span.start : random() < 0.5 ? 0 : (0.5 + 2.5 * random()) * minuteMs;
  const fault = { cause, ...span, size, rampMs, counted: 'nowhere' as const };
  if (cause === 'cpu_overload' || cause === 'memory_leak')
    return { ...fault, where: devices[randomInt(random, devices.length)]!.name };
  const pinged = [...new Set([...pathTo.values()].flat())];
  const onPath = () => pinged[randomInt(random, pinged.length)]!;
  if (cause === 'latency_spike') return { ...fault, where: onPath() };
  const counted = (['errors', 'errors', 'discards', 'nowhere'] as const)[randomInt(random, 4)]!;
  if (counted !== 'nowhere') return { ...fault, counted, where: randomInt(random, links.length) };
  return { ...fault, where: onPath(), size: randomSize(random, leastUncounted, 3 * leastUncounted) };
}

/** A fault that acts, and how much of it: in the unit of its size. */
export interface ActingFault extends PlannedFault {
  now: number;
}

/** The faults that act at a moment, milliseconds since 1970. */
export const actingAt = (faults: readonly PlannedFault[], at: number): ActingFault[] =>
  faults
    .filter(({ start, end }) => start <= at && at < end)
    .map((fault) => ({ ...fault, now: fault.size * grownTo(fault, at) }));

const grownTo = ({ start, rampMs }: PlannedFault, at: number) => (rampMs > 0 ? Math.min(1, (at - start) / rampMs) : 1);

/** How much the faults of one cause add up to. */
export const sizeOf = (acting: readonly ActingFault[], cause: FaultCause) =>
  acting.reduce((sum, fault) => sum + (fault.cause === cause ? fault.now : 0), 0);

/** What a person who knows the faults would write down. */
export function labelsOf({ links }: PlannedNetwork, faults: readonly PlannedFault[]): Label[] {
  return faults.map(({ cause, start, end, where }) => {
    const place =
      typeof where === 'string'
        ? { device: where, interface: null }
        : { device: links[where]!.a.device, interface: links[where]!.a.port };
    return { start: Math.round(start), end: Math.round(end), ...place, cause };
  });
}
