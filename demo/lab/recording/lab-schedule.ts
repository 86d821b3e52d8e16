import type { NetworkSpec } from '../../network/spec.ts';
import { createRandom } from '../../network/world/random.ts';
import { causeOfLabFault, type LabFault, placesOf } from '../faults/faults.ts';

/** A fault from one second of a recording to another. */
export interface Scheduled {
  fault: LabFault;
  start: number;
  end: number;
}

/** Something that is no fault, at a second of the recording: a person logs in, or a switch is drained and given back. */
export type Ordinary = { at: number; device: string } & (
  | { kind: 'login'; seconds: number }
  | { kind: 'drain'; seconds: number }
);

export interface LabSchedule {
  faults: Scheduled[];
  ordinary: Ordinary[];
}

const kinds = ['delay', 'loss', 'hog', 'leak'] as const;
/** The first fault comes late, so that there is something to call usual. */
const quietSeconds = 60;

/**
 * Faults of all four kinds, one after the other, each at another place as long as there is one, with time to recover between. Logins go on all
 * the time, because each of them costs a device some of its memory. `without` are links and devices at which nothing goes wrong.
 */
export function scheduleFaults(
  spec: NetworkSpec,
  { seed, minutes, without = [] }: { seed: number; minutes: number; without?: readonly string[] },
): LabSchedule {
  const random = createRandom(seed).fork('lab');
  const end = minutes * 60;
  const links = spec.links.map(({ name }) => name).filter((name) => !without.includes(name));
  const devices = Object.keys(spec.devices).filter((name) => !without.includes(name));
  const turns = {
    delay: inTurn(random, links),
    loss: inTurn(random, links),
    hog: inTurn(random, devices),
    leak: inTurn(random, devices),
  };
  const kind = inTurn(random, kinds);
  const faults: Scheduled[] = [];
  for (let at = quietSeconds; ; ) {
    const drawn = kind();
    const place = turns[drawn]();
    const seconds = Math.round(random.between(24, 34));
    if (at + seconds + quietSeconds / 2 > end) break;
    faults.push({ fault: drawFault(random, drawn, place), start: at, end: at + seconds });
    at += seconds + Math.round(random.between(24, 36));
  }
  return {
    faults,
    ordinary: [...logins(random, Object.keys(spec.devices), end), ...drains(spec, random, faults, without)],
  };
}

type Random = ReturnType<typeof createRandom>;

function drawFault(random: Random, kind: (typeof kinds)[number], place: string): LabFault {
  if (kind === 'delay') return { kind, link: place, ms: Math.round(random.between(20, 90)) };
  // Of each way: a ping is lost on either.
  if (kind === 'loss') return { kind, link: place, pct: Math.round(random.between(8, 50)) };
  if (kind === 'hog') return { kind, device: place };
  return { kind, device: place, mbPerSecond: Math.round(random.between(15, 50)) / 10 };
}

function logins(random: Random, devices: readonly string[], end: number): Ordinary[] {
  const all: Ordinary[] = [];
  for (let at = 5; at < end - 20; at += random.between(2, 5))
    all.push({
      kind: 'login',
      at: Math.round(at),
      device: random.pick(devices),
      seconds: Math.round(random.between(2, 25)),
    });
  return all;
}

/** In the gap before every seventh fault a switch is drained for some seconds. */
function drains(
  spec: NetworkSpec,
  random: Random,
  faults: readonly Scheduled[],
  without: readonly string[],
): Ordinary[] {
  const switches = Object.keys(spec.devices).filter(
    (name) => spec.devices[name]!.role === 'switch' && !without.includes(name),
  );
  return faults.flatMap(({ start }, i) =>
    i % 7 === 3 && switches.length > 0
      ? [{ kind: 'drain' as const, at: start - 16, device: random.pick(switches), seconds: 10 }]
      : [],
  );
}

/** Draws all values in a random order, then all of them again in another one. */
function inTurn<T>(random: Random, values: readonly T[]): () => T {
  const rest: T[] = [];
  return () => {
    if (rest.length === 0)
      for (const left = [...values]; left.length > 0; )
        rest.push(...left.splice(Math.floor(random.next() * left.length), 1));
    return rest.pop()!;
  };
}

/**
 * How long telemetry tells of a fault that has ended, in seconds: the loss of the last three seconds, and the agent's figures that are five
 * seconds old. A label ends no sooner, and it begins with the fault: what begins late takes the onset for ordinary.
 */
const tellsLater: Record<LabFault['kind'], number> = { delay: 2, loss: 4, hog: 7, leak: 7, scan: 7, flood: 7 };

/** `labels.csv`: one row for each place of each fault. `at` gives when a fault really began and ended, in ms since 1970. */
export function labelRows(spec: NetworkSpec, faults: readonly { fault: LabFault; from: number; to: number }[]): string {
  const rows = faults.flatMap(({ fault, from, to }) =>
    placesOf(spec, fault).map(({ device, interface: port }) =>
      [
        Math.floor(from / 1000) * 1000,
        Math.ceil(to / 1000 + tellsLater[fault.kind]) * 1000,
        device,
        port ?? '',
        causeOfLabFault[fault.kind],
      ].join(','),
    ),
  );
  return ['start,end,device,interface,cause', ...rows].map((row) => `${row}\n`).join('');
}
