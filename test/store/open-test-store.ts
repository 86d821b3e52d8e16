import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import type { Plan } from '../../src/domain/plan.ts';
import { defineFact } from '../../src/store/fact-kind.ts';
import type { OpenStore, StoreOptions } from '../../src/store/open-store.ts';
import { openFreshStore } from './shared-database.ts';

export { cacheDir, silentLog } from './shared-database.ts';

/** One store for the tests of a file, with nothing in it; opening takes a while. */
export function useStore(options: Partial<StoreOptions> = {}): () => OpenStore {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openFreshStore({ clock: () => 1_000, ...options });
  });
  afterAll(() => store.close());
  return () => store;
}

export function examplePlan(id: string, change: Partial<Plan> = {}): Plan {
  const place = { device: 'Router-A', interface: 'eth1' };
  return {
    id,
    state: 'pending',
    hash: `hash of ${id}`,
    content: {
      playbook: 'congestion',
      parameters: { cost: 100, interface: 'eth1' },
      incidentId: 'incident-1',
      target: place,
      steps: [{ device: 'Router-A', vendor: 'frr', login: 'change', commands: ['b', 'a'], undo: [], confirm: [] }],
      expected: {
        place,
        metric: 'latency_ms',
        direction: 'below',
        threshold: 12.5,
        withinSeconds: 300,
        samples: 3,
        controls: [],
      },
      preconditions: { 'Router-A': { ospf_cost: 10 } },
      irreversible: false,
      risk: 'low',
      riskReasons: [],
      blastRadius: ['Router-B'],
      approvals: 1,
    },
    summary: 'Raise the cost',
    requestedBy: 'agent',
    createdAt: 1_000,
    approveBy: 2_000,
    runBy: null,
    buttonId: `button of ${id}`,
    decidedAt: null,
    outcome: null,
    ...change,
  };
}

/** A kind of fact with any value at all. */
export const anyFact = (name: string) => defineFact<unknown>({ name, value: z.unknown(), whenDamaged: 'refuse' });
