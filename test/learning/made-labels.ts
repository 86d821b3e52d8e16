import type { EvidencePlace } from '../../src/diagnosis/cause-evidence.ts';
import { causeFeatureNames } from '../../src/diagnosis/cause-features.ts';
import type { CauseId } from '../../src/domain/cause.ts';
import type { Topology } from '../../src/domain/device.ts';
import type { Incident, Verdict } from '../../src/domain/incident.ts';
import { evidenceFact } from '../../src/incidents/evidence-fact.ts';
import { createIncidentLabels } from '../../src/incidents/labels.ts';
import { createRandom } from '../../src/models/random.ts';
import type { Store } from '../../src/store/store.ts';

const layout = { device: ['cpu_pct'], interface: ['latency_ms', 'packet_loss_pct'] };
const names = causeFeatureNames(layout);

const device = (name: string) => ({
  ...{ name, platform: 'frr', role: 'router', site: 'lab', tags: [], management: null, interfaces: {} },
});
/** Four links between two routers. */
export const madeTopology: Topology = {
  devices: ['A', 'B'].map(device),
  links: [1, 2, 3, 4].map((n) => ({
    ...{ name: `L${n}`, a: { device: 'A', interface: `eth${n}` }, b: { device: 'B', interface: `eth${n}` } },
    capacityMbps: null,
  })),
};

/** What a metric far from usual looks like at one end of a link, with noise. */
function evidenceAt(port: string, metric: string, random: () => number): EvidencePlace[] {
  return ['A', 'B'].map((name) => ({
    ...{ device: name, interface: port, ruledOut: [] },
    row: names.map((feature) => {
      if (feature === 'is an interface') return 1;
      return feature.startsWith(`${metric} here`) ? 20 + 10 * random() : random();
    }),
  }));
}

/** The cause that stands behind each metric, before and after the network changed: a delay on some links is what a loss was. */
const meaning = {
  before: { latency_ms: 'latency_spike', packet_loss_pct: 'packet_loss' },
  after: { latency_ms: 'packet_loss', packet_loss_pct: 'latency_spike' },
} as const satisfies Record<string, Record<string, CauseId>>;

/** A network whose incidents people label: incident n opens in minute n, and its label comes ten seconds later. */
export function createLabelledNetwork(
  store: Pick<Store, 'incidents' | 'facts'>,
  { seed = 1, startAt = 1_790_000_000_000 } = {},
) {
  const random = createRandom(seed, 7);
  const labels = createIncidentLabels(store.facts);
  let count = 0;
  const timeOf = (n: number) => startAt + n * 60_000;
  return {
    /** When the last label was given. */
    now: () => timeOf(count) + 10_000,
    get count() {
      return count;
    },
    /** Adds an incident, named as `modelId` would have, and its label; answers with its id. */
    async add(
      world: keyof typeof meaning,
      {
        modelId = 'rules',
        named,
        isLabelled = true,
        wrongShare = 0.04,
        told = false,
      }: { modelId?: string; named?: CauseId; isLabelled?: boolean; wrongShare?: number; told?: boolean } = {},
    ): Promise<string> {
      count++;
      const id = `INC-${String(count).padStart(5, '0')}`;
      const metric = random() < 0.5 ? 'latency_ms' : 'packet_loss_pct';
      const port = `eth${1 + Math.floor(4 * random())}`;
      const place = { device: 'A', interface: port };
      const truth = meaning[world][metric];
      const usual = meaning.before[metric];
      const slip = usual === 'latency_spike' ? 'packet_loss' : 'latency_spike';
      const rules = random() < wrongShare ? slip : usual;
      const cause = named ?? rules;
      const verdict: Verdict = {
        ...{ cause, symptom: cause as never, place, confidence: 0.9, probabilities: {}, drivers: [], modelId },
      };
      const openedAt = timeOf(count);
      const incident: Incident = {
        ...{ id, state: 'resolved', severity: 'minor', openedAt, lastAnomalyAt: openedAt + 5_000, owner: null },
        ...{ resolvedAt: openedAt + 8_000, place, places: [place], anomalies: 3, verdict, end: { how: 'quiet' } },
      };
      await store.incidents.insert(incident);
      await store.facts.put(evidenceFact, id, {
        ...{ modelId, cause, layout, places: evidenceAt(port, metric, random) },
        ...(told && { rules: { cause: rules, place, confidence: 0.7 }, inUse: modelId }),
      });
      if (isLabelled)
        await labels.put({
          ...labelOf(truth, cause),
          incidentId: id,
          user: 'U1',
          at: openedAt + 10_000,
          verdict: cause,
        });
      return id;
    },
  };
}

const labelOf = (truth: CauseId, named: CauseId) =>
  truth === named ? { right: true, cause: null } : { right: false, cause: truth };
