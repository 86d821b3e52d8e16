import type { OncallAsk } from './oncall-steps.ts';

/** The jobs that this room asks for, and their payloads. */
export interface IncidentJobs {
  /** The agents look at an incident. */
  investigate: { incidentId: string };
  /** {@link Silences.turn}. */
  'silence-turn': { silenceId: string; at: number };
  /** {@link OncallAsks.ask}. */
  'ask-oncall': OncallAsk;
}
