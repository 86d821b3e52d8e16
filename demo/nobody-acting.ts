import type { FaultInput, FaultSpec, NetworkSpec } from './network/spec.ts';
import { faultPlaces, parseFault } from './network/spec.ts';
import type { DeviceReading } from './network/world/measure.ts';
import { createWorld } from './network/world/world.ts';

/** How long the same fault lasts when nobody does anything. Null: it did not end within these minutes. */
export interface Alone {
  recoveredSeconds: number | null;
  withinMinutes: number;
}

const withinMinutes = 30;
const calmSeconds = 120;
/** So many seconds in a row must be well. */
const wellSeconds = 5;

/** What shows the fault, at the devices that it touches, and by how much it may be above usual. A lost answer counts as very slow. */
const signs: Partial<Record<FaultSpec['kind'], { read: (device: DeviceReading) => number; margin: number }>> = {
  latency: { read: ({ service }) => service.latencyMs ?? Number.POSITIVE_INFINITY, margin: 5 },
  loss: { read: ({ service }) => service.packetLossPct, margin: 1 },
  cpu: { read: ({ cpuPct }) => cpuPct, margin: 10 },
  memory: { read: ({ memoryPct }) => memoryPct, margin: 5 },
};

/**
 * Plays the same fault on the same network as fast as it goes, with nobody acting. Undefined for a fault that does not show in what the
 * devices measure.
 */
export function playAlone(spec: NetworkSpec, seed: number, input: FaultInput): Alone | undefined {
  const fault = parseFault(spec, input);
  const sign = signs[fault.kind];
  if (!sign) return undefined;
  const world = createWorld(spec, seed);
  const names = faultPlaces(spec, fault).map(({ device }) => device);
  const worst = (second: number) => {
    const { devices } = world.step(second * 1000);
    return Math.max(...devices.filter(({ device }) => names.includes(device)).map(sign.read));
  };
  const calm = Array.from({ length: calmSeconds }, (_, second) => worst(second + 1)).sort((a, b) => a - b);
  const limit = calm[calmSeconds >> 1]! + sign.margin;
  world.inject(fault, calmSeconds * 1000);
  let bad = false;
  let well = 0;
  for (let second = 1; second <= withinMinutes * 60; second++) {
    const isWell = worst(calmSeconds + second) <= limit;
    bad ||= !isWell;
    well = isWell ? well + 1 : 0;
    if (bad && well === wellSeconds) return { recoveredSeconds: second - wellSeconds + 1, withinMinutes };
  }
  return { recoveredSeconds: null, withinMinutes };
}
