import type { Random } from '../../src/models/random.ts';
import type { CoreMinute } from '../datasets/kddi-ipcore.ts';

/** What may stand elsewhere for days on healthy routers. None of it is a sign of a fault by itself. */
export type LevelShift = (minute: CoreMinute, random: Random) => CoreMinute;

/** Points of CPU by which a router may work more, or less, than it did; and by how much the traffic, and the table of routes, may have grown or shrunk. */
const [leastCpu, mostCpu] = [2, 6];
const mostTraffic = 0.1;
const mostRoutes = 0.02;

/** One router's CPU. */
export const shiftCpu: LevelShift = (minute, random) => {
  const cpu = Float64Array.from(minute.cpu);
  const points = leastCpu + (mostCpu - leastCpu) * random();
  cpu[Math.floor(random() * cpu.length)]! += random() < 0.5 ? points : -points;
  return { ...minute, cpu };
};

/** All traffic together, so that what enters still leaves. */
export const shiftTraffic: LevelShift = (minute, random) => {
  const factor = 1 + mostTraffic * (2 * random() - 1);
  const scaled = (values: Float64Array) => values.map((value) => value * factor);
  const { rxPps, txPps, inPps, outPps } = minute;
  return { ...minute, rxPps: scaled(rxPps), txPps: scaled(txPps), inPps: scaled(inPps), outPps: scaled(outPps) };
};

/** All sessions together: the rest of the world has more routes, or fewer. */
export const shiftRoutes: LevelShift = (minute, random) => {
  const factor = 1 + mostRoutes * (2 * random() - 1);
  return { ...minute, prefixes: minute.prefixes.map((value) => Math.round(value * factor)) };
};

/** Of the minutes that teach, how many have each level moved. */
const shiftedShare = { cpu: 0.2, traffic: 0.2, routes: 0.2 };

/** A minute as it might have been with other levels: what a model learns from it can't rest on a level alone. */
export function moveLevels(minute: CoreMinute, random: Random): CoreMinute {
  let moved = minute;
  if (random() < shiftedShare.cpu) moved = shiftCpu(moved, random);
  if (random() < shiftedShare.traffic) moved = shiftTraffic(moved, random);
  if (random() < shiftedShare.routes) moved = shiftRoutes(moved, random);
  return moved;
}
