import type { Incidents } from '../incidents/incidents.ts';
import { type Acting, type ActingConfig, type ActingDoors, composeActing } from './compose/acting.ts';
import { composeReasoning, type Reasoning, type ReasoningConfig, type ReasoningDoors } from './compose/reasoning.ts';
import { composeWatching, type Watching, type WatchingConfig, type WatchingDoors } from './compose/watching.ts';

type ResponseConfig = ActingConfig & ReasoningConfig;

/** What a world brings for the parts that answer an incident. Every guard is on. */
type ResponseDoors = Omit<ActingDoors, 'without'> & Pick<ReasoningDoors, 'checkpointer'> & { incidents: Incidents };

export interface Response extends Acting, Reasoning {}

/** What differs from world to world: where things are stored, what time it is, who answers, who is asked. */
export type Doors = WatchingDoors & Omit<ResponseDoors, 'metrics' | 'incidents'>;

export interface Parts extends Watching, Response {}

/**
 * The parts that make the product, in the order in which telemetry becomes a change: the same for a live bot, a replay, a benchmark and a test, which
 * call this or the stretch of the way that they need. It only builds: no timer, no connection, no question to a model.
 */
export async function compose(config: WatchingConfig & ResponseConfig, doors: Doors): Promise<Parts> {
  const watching = await composeWatching(config, doors);
  return { ...watching, ...(await composeResponse(config, { ...doors, ...watching })) };
}

/** The stretches behind the incidents. The agents get sessions that read, and nothing that carries a plan out. */
export async function composeResponse(config: ResponseConfig, doors: ResponseDoors): Promise<Response> {
  const acting = composeActing(config, doors);
  const { changes, sessions } = acting;
  return { ...acting, ...(await composeReasoning(config, { ...doors, changes, sessions: sessions.readOnly })) };
}
