import type { RandomForest } from '../../src/models/random-forest.ts';
import type { CoreLabel, CoreLayout } from '../datasets/kddi-ipcore.ts';
import { fitTrees, stack } from './core-trees.ts';

/** One minute as the models see it: the network as a whole, and each port. */
export interface Described {
  features: Float64Array;
  ports: number[][];
}

/** Where a cause sits. */
export interface Places {
  pick(described: Described, cause: string): { device: string; interface: string };
}

/**
 * Two views of the place, averaged: one model over all places of the network, and one that asks every port the same question and has seen as
 * many normal minutes as faulty ones. Causes whose labels name a device only are placed on a device, causes whose labels name nothing nowhere.
 */
export function fitPlaces(
  learned: (Described & { label: CoreLabel })[],
  layout: CoreLayout,
  trees: number,
  seed: number,
): Places {
  const { ports, devices } = layout;
  const placeOf = ({ label }: { label: CoreLabel }) => {
    if (label.interface === '') return label.device === '' ? -1 : ports.length + devices.indexOf(label.device);
    return ports.findIndex((port) => port.device === label.device && port.interface === label.interface);
  };
  const placed = learned.filter((minute) => placeOf(minute) >= 0);
  const onPort = placed.filter((minute) => placeOf(minute) < ports.length);
  const innocent = learned.filter(({ label }) => label.cause === 'normal');
  const kindOf = new Map<string, 'port' | 'device' | 'none'>();
  for (const { label } of learned) {
    kindOf.set(label.cause, label.interface !== '' ? 'port' : label.device !== '' ? 'device' : 'none');
  }
  kindOf.set('normal', 'port');
  if (onPort.length === 0) return { pick: () => ({ device: '', interface: '' }) };

  const places = ports.length + devices.length;
  const whole = fitTrees(stack(placed.map(({ features }) => features)), placed.map(placeOf), places, trees, seed + 10);
  const asked = [...onPort, ...pickEvenly(innocent, onPort.length)];
  const candidates = stack(asked.flatMap((minute) => minute.ports));
  const guilty = asked.flatMap((minute) => ports.map((_, p) => Number(placeOf(minute) === p)));
  const single = fitTrees(candidates, guilty, 2, Math.ceil(trees / 3), seed + 11, 2);

  return {
    pick({ features, ports: rows }, cause) {
      const kind = kindOf.get(cause) ?? 'none';
      if (kind === 'none') return { device: '', interface: '' };
      const belief = whole.probabilitiesOne(features);
      if (kind === 'device') {
        return { device: devices[findLargest(belief.subarray(ports.length))]!, interface: '' };
      }
      const suspicion = askPorts(single, rows);
      const port = ports[findLargest(suspicion.map((value, p) => value + belief[p]!))]!;
      return { device: port.device, interface: port.interface };
    },
  };
}

/** Probability of each port to be the one, sum 1. */
function askPorts(model: RandomForest, rows: number[][]): Float64Array {
  const { values, count } = stack(rows);
  const both = model.probabilities(values, count);
  const guilty = Float64Array.from({ length: count }, (_, p) => both[2 * p + 1]!);
  const sum = guilty.reduce((total, value) => total + value, 0) || 1;
  return guilty.map((value) => value / sum);
}

/** At most `count` of the values, evenly spaced. */
function pickEvenly<T>(values: T[], count: number): T[] {
  const step = Math.max(1, values.length / Math.max(1, count));
  return values.filter((_, i) => Math.floor(i / step) > Math.floor((i - 1) / step));
}

function findLargest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
