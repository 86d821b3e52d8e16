import { createPlanEndings } from '../changes/plan-endings.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import { createOncallAsks, type OncallAsks, type OncallAsksDeps } from '../incidents/oncall-asks.ts';
import { createPager } from '../incidents/pager.ts';
import { createPaging } from '../incidents/paging.ts';
import type { Log } from '../log.ts';
import type { OutboxFollower } from '../store/outbox-follower.ts';
import type { Store } from '../store/store.ts';
import type { Parts } from './compose.ts';

/** What follows the outbox beside the bot. Nothing runs before it is started. */
export interface Followers {
  planEndings: OutboxFollower;
  oncallAsks: OncallAsks;
  /** Undefined when no pager is configured. */
  paging: OutboxFollower | undefined;
  /** All projections, that of the bot included: what each has seen is no longer needed. */
  projections: string[];
}

export function createFollowers(
  { environment, oncall, pager: settings }: Pick<Config, 'environment' | 'oncall' | 'pager'>,
  deps: Pick<Parts, 'incidents' | 'changes' | 'graph'> &
    Pick<OncallAsksDeps, 'silences' | 'later'> & { store: Store; topology: Topology; clock: Clock; log: Log },
): Followers {
  const { incidents, changes, graph, silences, later, store, topology, clock, log } = deps;
  const routingKey = environment.PAGERDUTY_ROUTING_KEY;
  return {
    planEndings: createPlanEndings({
      ...{ store, incidents, changes, graph, clock, log },
      drainedBy: ({ content: { target } }) => (target.interface === null ? [] : [target]),
    }),
    oncallAsks: createOncallAsks({ store, oncall, topology, silences, later, clock, log }),
    paging: routingKey
      ? createPaging({
          ...{ store, silences, topology, from: settings.from, clock, log },
          pager: createPager({ routingKey, url: settings.url, fetch }),
        })
      : undefined,
    projections: ['slack', 'plan-endings', 'oncall', ...(routingKey ? ['pager'] : [])],
  };
}
