import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Digest, DigestKind } from '../domain/digest.ts';
import type { LearningState } from '../domain/learning-state.ts';
import { drainedFact } from '../incidents/drained-places.ts';
import type { Silence, Silences } from '../incidents/silences.ts';
import { detection } from '../learning/kinds/detection.ts';
import type { ModelState } from '../learning/model-states.ts';
import type { Risks } from '../risks/risks.ts';
import type { Store } from '../store/store.ts';
import { findSilent, gatherBusiest, gatherWorse, type HistoryPorts } from './gather-history.ts';
import { gatherIncidents } from './gather-incidents.ts';

const hourMs = 3_600_000;
const soonMs = 12 * hourMs;
const namesShown = 20;

export interface DigestPorts extends Omit<HistoryPorts, 'topology'> {
  store: Store;
  topology: () => Topology;
  silences: Pick<Silences, 'list'>;
  risks: Pick<Risks, 'standing' | 'ended' | 'look'>;
  senders: { read(): { unknownDevices: readonly { device: string }[] } };
  modelStates(): Promise<readonly ModelState[]>;
  /** Left out where nothing is learned by itself. */
  learning?(): Promise<LearningState>;
  approvalLoad(since: number): Promise<Digest['approvals']>;
  clock: Clock;
}

/** What a digest is about. */
export interface DigestOrder {
  kind: DigestKind;
  from: number;
  to: number;
  dueAt: number | null;
}

/** Makes a digest of what is stored; it writes nothing. What can't be read is said in it. */
export async function makeDigest(ports: DigestPorts, { kind, from, to, dueAt }: DigestOrder): Promise<Digest> {
  const { store, clock } = ports;
  const topology = ports.topology();
  const span = { from, to };
  const history = { ...ports, topology };
  const [told, open, standing, ended, worse] = [
    await gatherIncidents(store, span),
    await gatherOpen(ports, to),
    await ports.risks.standing(),
    await ports.risks.ended(span),
    await gatherWorse(history, span),
  ];
  const silent = await findSilent(history, span);
  const count = (how: string) => ended.filter(({ risk }) => risk.end?.how === how).length;
  const { asked, answered, expired, medianAnswerMs } = await ports.approvalLoad(from);
  const learning = await ports.learning?.();
  return {
    ...{ kind, from, to, madeAt: clock(), dueAt },
    ...told,
    open: {
      ...open,
      silent,
    },
    devices: topology.devices.length,
    isJudged: ports.models.of(detection) !== null,
    risks: {
      standing: standing.map(({ risk }) => risk),
      ...{ right: count('happened'), wrong: count('did-not'), unknown: count('unknown') },
      look: await ports.risks.look(),
    },
    worse: worse.worse,
    busiest: worse.unread === null ? await gatherBusiest(history, span) : [],
    models: (await ports.modelStates()).map(({ kind, name, subjects, brief, worth, trainedAt }) => ({
      // The names of many, of which the same is said, would fill the digest.
      ...{ kind, name: subjects.length > 3 ? kind : name, state: brief, worth, trainedAt },
    })),
    ...(learning && { learning }),
    approvals: { asked, answered, expired, medianAnswerMs },
    unread: worse.unread,
  };
}

async function gatherOpen(
  { store, silences, senders }: DigestPorts,
  to: number,
): Promise<Omit<Digest['open'], 'silent'>> {
  const incidents = await store.incidents.list({ states: ['open', 'mitigated'], limit: 1000 });
  const plans = await store.plans.inStates(['pending', 'unknown']);
  const drained = await store.facts.list(drainedFact);
  const ending = (await silences.list()).filter(({ until }) => until >= to && until < to + soonMs);
  return {
    incidents: incidents.map(({ id, place, owner }) => ({ id, place, owner })),
    plans: plans.map(({ id, summary, state, approveBy }) => ({
      ...{ id, summary, approveBy: state === 'pending' ? approveBy : null },
    })),
    drained: drained.filter(({ value }) => value.by === 'plan').map(({ value }) => value.place),
    silences: ending.map((silence) => ({ what: describeMatch(silence), until: silence.until, by: silence.by })),
    unknownSenders: senders
      .read()
      .unknownDevices.map(({ device }) => device)
      .slice(0, namesShown),
  };
}

const describeMatch = ({ match: { device, site, cause } }: Silence): string =>
  [device, site && `site ${site}`, cause].filter((word) => word !== undefined).join(', ');
