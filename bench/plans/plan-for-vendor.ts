import { composeActing } from '../../src/app/compose/acting.ts';
import { configFileSchema } from '../../src/config.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { MetricReader } from '../../src/domain/metric-reader.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { NocturneError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import type { Vendor } from '../../src/network/vendor.ts';
import type { Store } from '../../src/store/store.ts';
import { openRecordedDevice } from './recorded-device.ts';

const log = createLog({ level: 'silent' });
const openedAt = Date.UTC(2026, 10, 2, 14, 3);
const now = openedAt + 20_000;

/** Two routers with a link, and another way through a switch. Everything is managed out of band. */
function topologyText(platform: string, port: string): string {
  const device = (id: number, role: string, ports: string[]) =>
    `{ platform: ${platform}, role: ${role}, tags: [core], management: { address: 10.255.0.${id} }, interfaces: {${ports.map((name) => `"${name}": {}`).join(', ')}} }`;
  return `devices:
  Router-A: ${device(11, 'router', [port, 'port-2'])}
  Router-B: ${device(12, 'router', [port, 'port-2'])}
  Switch-1: ${device(21, 'switch', ['port-1', 'port-2'])}
links:
  L1: { a: "Router-A:${port}", b: "Router-B:${port}" }
  L2: { a: "Router-A:port-2", b: "Switch-1:port-1" }
  L3: { a: "Switch-1:port-2", b: "Router-B:port-2" }
`;
}

/** Latency on the link: both routers see 160 ms instead of 4, the switch is well. */
const metrics: MetricReader = {
  values({ device, interface: name }, metric, from, to) {
    if (metric !== 'latency_ms' || name !== null) return [];
    const points = [];
    for (let at = Math.max(from, openedAt - 60_000); at <= to; at += 1000) {
      points.push({ at, value: device === 'Switch-1' ? 5 : at < openedAt ? 4 : 160 });
    }
    return points;
  },
  metricsAt: () => ['latency_ms'],
  lastHeard: () => now,
};

/** Writes the plan for a slow link between two devices of this vendor. The same vendor gives the same plan, hash and all. */
export async function planForVendor(vendor: Vendor, store: Store): Promise<Plan> {
  const { port, connect } = openRecordedDevice(vendor);
  const account = { username: 'netops', password: 'none' };
  const place = { device: 'Router-A', interface: port };
  const incident: Incident = {
    ...{
      id: `INC-${vendor.id}`,
      state: 'open',
      severity: 'major',
      place,
      places: [place],
      anomalies: 9,
      verdict: null,
    },
    ...{ openedAt, lastAnomalyAt: now, resolvedAt: null, owner: null },
  };
  await store.incidents.insert(incident);
  const config = {
    ...configFileSchema.parse({ policy: { revertTimer: 'always' } }),
    accounts: { read: account, change: account, operator: account },
  };
  const { changes, sessions } = composeActing(config, {
    ...{ store, metrics, connect, log, clock: () => now },
    topology: parseTopology(topologyText(vendor.id, port)),
    people: async () => undefined,
    sleep: async () => undefined,
    newId: (prefix) => `${prefix}-${vendor.id}`,
    later: { later: async () => undefined },
  });
  const proposal = { incidentId: incident.id, playbook: 'latency_spike', parameters: place, requestedBy: 'nocturne' };
  const written = await changes.propose(proposal);
  sessions.close();
  if (written.outcome === 'ok') return written.plan;
  throw new NocturneError('plan-missing', `There is no plan for ${vendor.title}: ${written.reason}`);
}
