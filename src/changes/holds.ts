import type { Plan } from '../domain/plan.ts';
import { findDevice } from '../network/topology.ts';
import type { ChangesDeps } from './deps.ts';
import { type Freeze, factKinds } from './plan-facts.ts';
import { inWindow } from './policy.ts';

const hourMs = 3_600_000;

/** The freeze that is in force, or null. */
export async function readFreeze({ store, clock }: Pick<ChangesDeps, 'store' | 'clock'>): Promise<Freeze | null> {
  const freeze = await store.facts.get(factKinds.freeze, 'all');
  return freeze && (freeze.until === null || freeze.until > clock()) ? freeze : null;
}

/** Why no plan may run on these devices now, or null: a freeze, the time of day, or the change budget of a site. */
export async function findHold(deps: ChangesDeps, plan: Plan): Promise<string | null> {
  const freeze = await readFreeze(deps);
  if (freeze) return `Changes are frozen by ${freeze.by}: ${freeze.reason}`;
  if (!inWindow(deps.policy, deps.clock())) return 'Changes may not run at this time of day';
  const spent = await overBudget(deps, plan);
  return spent === null
    ? null
    : `The change budget of site ${spent} is spent: ${deps.policy.changesPerSiteAndHour} within an hour`;
}

async function overBudget(deps: ChangesDeps, plan: Plan): Promise<string | null> {
  const since = deps.clock() - hourMs;
  const times = await deps.store.facts.list(factKinds.times);
  const recent = times.filter(({ id, value }) => id !== plan.id && value.startedAt !== null && value.startedAt > since);
  const sites = await Promise.all(recent.map(async ({ id }) => sitesOf(deps, await deps.store.plans.get(id))));
  const counts = new Map<string, number>();
  for (const site of sites.flat()) counts.set(site, (counts.get(site) ?? 0) + 1);
  return sitesOf(deps, plan).find((site) => (counts.get(site) ?? 0) >= deps.policy.changesPerSiteAndHour) ?? null;
}

function sitesOf({ topology }: ChangesDeps, plan: Plan | undefined): string[] {
  const sites = plan?.content.steps.flatMap(({ device }) => findDevice(topology, device)?.site ?? []) ?? [];
  return [...new Set(sites)];
}

/** Lets no plan run until it is thawed or the time is over. Plans that run already go on. */
export async function freeze({ store, clock }: Pick<ChangesDeps, 'store' | 'clock'>, wanted: Freeze): Promise<void> {
  const { by, reason, until } = wanted;
  await store.transaction(async (tables) => {
    await tables.facts.put(factKinds.freeze, 'all', wanted);
    await tables.audit.append({
      at: clock(),
      actor: by,
      action: 'changes.freeze',
      subject: 'all',
      detail: { reason, until },
    });
  });
}

export async function thaw(
  { store, clock }: Pick<ChangesDeps, 'store' | 'clock'>,
  { by }: { by: string },
): Promise<void> {
  await store.transaction(async (tables) => {
    await tables.facts.remove(factKinds.freeze, 'all');
    await tables.audit.append({ at: clock(), actor: by, action: 'changes.thaw', subject: 'all', detail: {} });
  });
}
