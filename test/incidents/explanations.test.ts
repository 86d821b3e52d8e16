import { describe, expect, it } from 'vitest';
import type { CauseId } from '../../src/domain/cause.ts';
import type { Device, Topology } from '../../src/domain/device.ts';
import type { Anomaly } from '../../src/domain/incident.ts';
import type { Place } from '../../src/domain/place.ts';
import { createExplanations } from '../../src/incidents/explanations.ts';
import { createGrouping } from '../../src/incidents/grouping.ts';
import { addShown, createShown } from '../../src/incidents/signs.ts';

const device = (name: string): Device => ({
  ...{ name, platform: 'frr', role: 'router', site: 'lab', tags: [], management: null, interfaces: {} },
});
const [a, b] = [
  { device: 'A', interface: 'eth1' },
  { device: 'B', interface: 'eth1' },
];
const topology: Topology = {
  devices: ['A', 'B'].map(device),
  links: [{ name: 'L1', a, b, capacityMbps: null }],
};
const explanations = createExplanations({ topology, grouping: createGrouping(topology), showsNow: () => false });

function anomaly(place: Place, deviations: Record<string, number>): Anomaly {
  const metrics = Object.entries(deviations).map(([metric, deviation]) => ({
    ...{ metric, value: deviation, expected: 0, deviation },
  }));
  return { at: 1_000, place, score: 1, metrics, detector: 'test' };
}

function explanation(cause: CauseId, place: Place, shown: Anomaly[]) {
  const seen = createShown();
  for (const each of shown) addShown(seen, each);
  return { cause, place, shown: seen };
}

describe('a cause', () => {
  it.each(['packet_loss', 'bad_optic', 'latency_spike', 'congestion'] as const)(
    'that drains a link explains that services take longer on the way around: %s',
    (cause) => {
      const named = explanation(cause, a, [anomaly(a, { packet_loss_pct: 150 })]);
      const detour = anomaly({ device: 'B', interface: null }, { latency_ms: 21 });
      expect(explanations.divide(named, detour)).toEqual({ explained: detour, left: null });
    },
  );

  it('leaves what it does not explain only where that is unusual on its own', () => {
    const named = explanation('packet_loss', a, [anomaly(a, { packet_loss_pct: 150 })]);
    const at: Place = { device: 'B', interface: null };
    const busy = explanations.divide(named, anomaly(at, { packet_loss_pct: 80, cpu_pct: 3.1 }));
    expect(busy).toMatchObject({ explained: { metrics: [{ metric: 'packet_loss_pct' }] }, left: null });
    const overloaded = explanations.divide(named, anomaly(at, { packet_loss_pct: 80, cpu_pct: 12 }));
    expect(overloaded.left?.metrics.map(({ metric }) => metric)).toEqual(['cpu_pct']);
  });

  it('leaves all of what it does not explain at all', () => {
    const named = explanation('packet_loss', a, [anomaly(a, { packet_loss_pct: 150 })]);
    const weak = anomaly({ device: 'B', interface: null }, { memory_pct: 3.2 });
    expect(explanations.divide(named, weak)).toEqual({ explained: null, left: weak });
  });

  it.each([
    'packet_loss',
    'latency_spike',
    'congestion',
    'cpu_overload',
    'memory_leak',
    'link_down',
    'device_down',
  ] as const)(
    'explains that traffic goes other ways, also later, but not what is counted on the devices around: %s',
    (cause) => {
      const place =
        cause === 'cpu_overload' || cause.startsWith('memory') || cause.startsWith('device')
          ? { device: 'A', interface: null }
          : a;
      const named = explanation(cause, place, [anomaly(place, { packet_loss_pct: 150 })]);
      const traffic = anomaly({ device: 'B', interface: 'eth7' }, { rx_pps: 40 });
      expect(explanations.divide({ ...named, isOpen: true }, traffic)).toEqual({ explained: traffic, left: null });
      // A dismissal covers nothing that came later elsewhere.
      expect(explanations.divide(named, traffic)).toEqual({ explained: null, left: traffic });
      const routes = anomaly({ device: 'B', interface: null }, { prefixes_as10: 40 });
      expect(explanations.divide({ ...named, isOpen: true }, routes)).toEqual({ explained: null, left: routes });
      const together = explanation(cause, place, [anomaly(place, { packet_loss_pct: 150 }), routes]);
      expect(explanations.divide(together, routes).left).toBeNull();
      const lossy = anomaly({ device: 'B', interface: 'eth7' }, { packet_loss_pct: 40 });
      expect(explanations.divide({ ...explanation(cause, place, []), isOpen: true }, lossy).left).not.toBeNull();
    },
  );
});
