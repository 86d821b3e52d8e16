import type { Incidents } from '../incidents/incidents.ts';
import { type Acting, type ActingConfig, type ActingDoors, composeActing } from './compose/acting.ts';
import { composeReasoning, type Reasoning, type ReasoningConfig, type ReasoningDoors } from './compose/reasoning.ts';
import { composeWatching, type Watching, type WatchingConfig, type WatchingDoors } from './compose/watching.ts';

type AnsweringConfig = ActingConfig & ReasoningConfig;

/** What a world brings for the parts that answer an incident. Every guard is on. */
type AnsweringDoors = Omit<ActingDoors, 'without'> &
  Pick<ReasoningDoors, 'checkpointer' | 'history' | 'models'> & { incidents: Incidents };

export interface Answering extends Acting, Reasoning {}

/** What differs from world to world: where things are stored, what time it is, who answers, who is asked. */
export type Doors = WatchingDoors & Omit<AnsweringDoors, 'metrics' | 'incidents' | 'models'>;

export interface Parts extends Watching, Answering {}

/**
 * The parts that make the product, in the order in which telemetry becomes a change: the same for a live bot, a replay, a benchmark and a test, which
 * call this or the stretch of the way that they need. It only builds: no timer, no connection, no question to a model.
 */
export async function compose(config: WatchingConfig & AnsweringConfig, doors: Doors): Promise<Parts> {
  const watching = await composeWatching(config, doors);
  return { ...watching, ...(await composeAnswering(config, { ...doors, ...watching })) };
}

/** The stretches behind the incidents. The agents get sessions that read, and nothing that carries a plan out. */
export async function composeAnswering(config: AnsweringConfig, doors: AnsweringDoors): Promise<Answering> {
  const acting = composeActing(config, doors);
  const { changes, routes, sessions } = acting;
  return { ...acting, ...(await composeReasoning(config, { ...doors, changes, routes, sessions: sessions.readOnly })) };
}
