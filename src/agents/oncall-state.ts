import { Annotation } from '@langchain/langgraph';
import type { CauseId } from '../domain/cause.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { PlanOutcome } from '../domain/plan.ts';
import type { Decision, RoundSubject } from '../tools/decision.ts';
import type { Finding } from './conclusion.ts';
import type { Observation } from './transcript.ts';

/**
 * What is kept between the nodes and in checkpoints: plain values only, each written by one node. A further round of the same thread writes
 * all of them anew.
 */
export const OncallState = Annotation.Root({
  incidentId: Annotation<string>,
  /** From 1; missing in threads of an earlier release. */
  round: Annotation<number | undefined>,
  about: Annotation<RoundSubject | undefined>,
  evidence: Annotation<Evidence[]>,
  finding: Annotation<Finding>,
  observations: Annotation<Observation[]>,
  cause: Annotation<CauseId | null>,
  diagnosis: Annotation<Diagnosis>,
  decision: Annotation<Decision>,
  outcome: Annotation<PlanOutcome>,
});

export type OncallValues = typeof OncallState.State;
