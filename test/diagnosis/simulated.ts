import { generateFaults, type ScheduledFault } from '../../demo/network/recording/schedule.ts';
import { causeOfFault, faultPlaces, loadNetworkSpec, parseFault } from '../../demo/network/spec.ts';
import { formatReading } from '../../demo/network/telemetry/line-protocol.ts';
import { renderTopology } from '../../demo/network/topology-file.ts';
import { createRandom } from '../../demo/network/world/random.ts';
import { createWorld } from '../../demo/network/world/world.ts';
import type { Label } from '../../src/domain/recording.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import { decodeSamples } from '../../src/telemetry/decode-samples.ts';
import { createMetricMapping } from '../../src/telemetry/mapping/metric-mapping.ts';

export const spec = loadNetworkSpec();
export const topology = parseTopology(renderTopology(spec), 'topology.yaml');
export const startAt = 1_790_000_000_000;

const mapping = createMetricMapping();

function decode(text: string): Sample[] {
  const slices = decodeSamples(text, { precision: 'ms', now: null, mapping, badLimit: 10 });
  const samples: Sample[] = [];
  for (let slice = slices.next(); !slice.done; slice = slices.next()) samples.push(...slice.value);
  return samples;
}

/** The simulated network second by second, with these faults; one list of samples for each second. */
export function simulate(options: { seed: number; seconds: number; faults: readonly ScheduledFault[] }): Sample[][] {
  const world = createWorld(spec, options.seed);
  const active = new Map<ScheduledFault, number>();
  const seconds: Sample[][] = [];
  for (let second = 0; second < options.seconds; second++) {
    const now = startAt + second * 1000;
    for (const fault of options.faults) {
      const id = active.get(fault);
      if (id === undefined && fault.start <= now && now < fault.end)
        active.set(fault, world.inject(fault.fault, now).id);
      if (id !== undefined && now >= fault.end) {
        active.delete(fault);
        if (fault.fault.kind === 'memory') world.restartProcess(fault.fault.device!, fault.fault.process!, now);
        world.endFault(id, now);
      }
    }
    seconds.push(
      decode(
        world
          .step(now)
          .devices.flatMap((device) => formatReading(device, now))
          .join('\n'),
      ),
    );
  }
  return seconds;
}

export function labelsOf(faults: readonly ScheduledFault[]): Label[] {
  return faults.flatMap(({ fault: input, start, end }) => {
    const fault = parseFault(spec, input);
    return faultPlaces(spec, fault).map((place) => ({
      start,
      end: end - 1000,
      ...place,
      cause: causeOfFault[fault.kind],
    }));
  });
}

export const madeUpFaults = (seed: number, minutes: number) =>
  generateFaults(spec, createRandom(seed), startAt, minutes);
