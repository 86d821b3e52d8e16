import { factKinds } from '../changes/plan-facts.ts';
import type { Digest, DigestIncident } from '../domain/digest.ts';
import type { Incident } from '../domain/incident.ts';
import type { Store } from '../store/store.ts';

/** Incidents that are looked at; the newest of them. */
const most = 10_000;

type Reads = Pick<Store, 'incidents' | 'plans' | 'votes' | 'facts'>;

/** The incidents that were open in a span, oldest first, and the votes that were given in it. */
export async function gatherIncidents(
  store: Reads,
  { from, to }: { from: number; to: number },
): Promise<Pick<Digest, 'incidents' | 'votes'>> {
  const all = await store.incidents.list({ limit: most });
  const within = all.filter(({ openedAt, resolvedAt }) => openedAt < to && (resolvedAt ?? to) >= from);
  const told = await Promise.all(within.map((incident) => tell(store, incident, { from, to })));
  return {
    incidents: told.map(({ incident }) => incident).sort((a, b) => a.openedAt - b.openedAt),
    votes: told.flatMap(({ votes }) => votes).sort((a, b) => a.at - b.at),
  };
}

async function tell(store: Reads, incident: Incident, { from, to }: { from: number; to: number }) {
  const { id, place, severity, verdict, openedAt, resolvedAt, end } = incident;
  const plans = await store.plans.forIncident(id);
  const votes = (await Promise.all(plans.map((plan) => store.votes.forPlan(plan.id)))).flat();
  const times = await Promise.all(plans.map((plan) => store.facts.get(factKinds.times, plan.id)));
  const first = (moments: (number | null | undefined)[]) => {
    const known = moments.filter((at) => typeof at === 'number' && at < to) as number[];
    return known.length === 0 ? null : Math.min(...known) - openedAt;
  };
  const told: DigestIncident = {
    ...{ id, place, severity, openedAt, cause: verdict && verdict.cause !== 'unknown' ? verdict.cause : null },
    // What an earlier release ended has no reason, and went quiet as far as is known.
    ended: incident.state === 'resolved' && (resolvedAt ?? to) < to ? (end?.how ?? 'quiet') : null,
    approvedBy: [
      ...new Set(votes.filter(({ decision, at }) => decision === 'approve' && at < to).map(({ user }) => user)),
    ],
    approvedMs: first(times.map((one) => one?.approvedAt)),
    recoveredMs: first(times.map((one) => one?.recoveredAt)),
  };
  return {
    incident: told,
    votes: votes
      .filter(({ at }) => at >= from && at < to)
      .map(({ user, decision, planId, at }) => ({ user, decision, planId, at })),
  };
}
