import { planHash } from '../../src/changes/plan-hash.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { FactKind } from '../../src/store/fact-kind.ts';
import type { Store } from '../../src/store/store.ts';

/**
 * The store as the product sees it with some guards off: it hides from the product what the guard would object to. With all guards on it is
 * the store itself.
 */
export function createWeakenedStore(store: Store, isOn: (guard: string) => boolean): Store {
  const disguise = (plan: Plan | undefined): Plan | undefined => plan && disguisePlan(plan, isOn);
  let copies = 0;
  return {
    ...store,
    plans: {
      ...store.plans,
      get: async (id) => disguise(await store.plans.get(id)),
      async byButton(buttonId) {
        const found = await store.plans.byButton(buttonId);
        if (found || isOn('unknown-button')) return disguise(found);
        return disguise((await store.plans.inStates(['pending']))[0]);
      },
    },
    votes: {
      ...store.votes,
      forPlan: async (planId) => (isOn('already-voted') ? store.votes.forPlan(planId) : []),
    },
    facts: {
      ...store.facts,
      async get<T>(kind: FactKind<T>, id: string): Promise<T | undefined> {
        if (kind.name === 'freeze' && !isOn('on-hold')) return undefined;
        if (kind.name === 'plan-authors' && !isOn('requester')) return undefined;
        return store.facts.get(kind, id);
      },
    },
    inbox: {
      ...store.inbox,
      put: (entry) => store.inbox.put(isOn('inbox') ? entry : { ...entry, key: `${entry.key}-${++copies}` }),
    },
  };
}

function disguisePlan(plan: Plan, isOn: (guard: string) => boolean): Plan {
  const state = plan.state;
  const hidden =
    (state === 'superseded' && !isOn('superseded')) ||
    (state === 'expired' && !isOn('expired')) ||
    (['verified', 'rejected', 'cancelled'].includes(state) && !isOn('already-decided'));
  return {
    ...plan,
    ...(hidden ? { state: 'pending' as const } : {}),
    ...(isOn('expired') ? {} : { approveBy: Number.MAX_SAFE_INTEGER }),
    ...(isOn('requester') ? {} : { requestedBy: 'nocturne' }),
    ...(isOn('hash-mismatch') ? {} : { hash: planHash(plan.content) }),
  };
}
