import { slackProjection } from '../bot/projection.ts';
import { createPlanEndings } from '../changes/plan-endings.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import type { Plan } from '../domain/plan.ts';
import { createOncallAsks, type OncallAsks, type OncallAsksDeps } from '../incidents/oncall-asks.ts';
import { createPager } from '../incidents/pager.ts';
import { createPaging } from '../incidents/paging.ts';
import type { Log } from '../log.ts';
import type { OutboxFollower } from '../store/outbox-follower.ts';
import type { Store } from '../store/store.ts';
import type { Parts } from './compose.ts';

type FollowersConfig = Pick<Config, 'environment' | 'oncall' | 'pager'>;

/** What projections work with. */
interface FollowersDeps
  extends Pick<Parts, 'incidents' | 'changes' | 'graph' | 'models' | 'metrics'>,
    Pick<OncallAsksDeps, 'silences' | 'later'> {
  store: Store;
  history: HistoryReader;
  topology: Topology;
  clock: Clock;
  log: Log;
}

type ProjectionDeps = FollowersDeps & { config: FollowersConfig; oncallAsks: OncallAsks };

/** Places that a verified plan took out of use. */
const drainedBy = ({ content: { target } }: Plan) => (target.interface === null ? [] : [target]);

function openPaging({ config, ...deps }: ProjectionDeps): OutboxFollower | null {
  const { PAGERDUTY_ROUTING_KEY: routingKey } = config.environment;
  const { from, url } = config.pager;
  return routingKey ? createPaging({ ...deps, from, pager: createPager({ routingKey, url, fetch }) }) : null;
}

/**
 * What follows the outbox beside the bot: each entry opens one projection, or answers with null where the configuration wants none. A test holds
 * the list against the rooms. A new one begins from now.
 */
const projections: readonly ((deps: ProjectionDeps) => OutboxFollower | null)[] = [
  (deps) => createPlanEndings({ ...deps, drainedBy }),
  ({ oncallAsks }) => oncallAsks.follower,
  openPaging,
];

/** The projections of a process. Nothing runs before it is started. */
export interface Followers {
  list: readonly OutboxFollower[];
  oncallAsks: OncallAsks;
  /** The names of all, that of the bot included: what each has seen is no longer needed. */
  names: string[];
}

export function createFollowers(config: FollowersConfig, deps: FollowersDeps): Followers {
  const oncallAsks = createOncallAsks({ ...deps, oncall: config.oncall });
  const list = projections.flatMap((open) => open({ ...deps, config, oncallAsks }) ?? []);
  return { list, oncallAsks, names: [slackProjection, ...list.map(({ projection }) => projection)] };
}
