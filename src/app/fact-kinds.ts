import { askFact } from '../bot/asks.ts';
import { hiddenFact } from '../bot/hush.ts';
import { fileFact, refFact } from '../bot/message-facts.ts';
import { draftFact } from '../bot/silence-drafts.ts';
import { factKinds as planFacts } from '../changes/plan-facts.ts';
import { digestFact, mentionFact } from '../digests/digest-facts.ts';
import { anomaliesFact } from '../incidents/anomalies-fact.ts';
import { drainedFact } from '../incidents/drained-places.ts';
import { evidenceFact } from '../incidents/evidence-fact.ts';
import { givenLabelFact } from '../incidents/given-labels.ts';
import { labelFact } from '../incidents/labels.ts';
import { pageFact } from '../incidents/paging.ts';
import { silenceFact, toldFact } from '../incidents/silences.ts';
import { challengeFact } from '../jobs/training/challenge-facts.ts';
import { levelLookFact } from '../jobs/training/level-facts.ts';
import { stageFact, telemetryTimeFact } from '../jobs/training/stage-facts.ts';
import { teachingFact } from '../jobs/training/teaching-labels.ts';
import { trainingFact, trainingOrders } from '../jobs/training/training-runs.ts';
import { questionFact } from '../questions/question-runs.ts';
import { lookFact, riskFact, riskHoldFact } from '../risks/risk-facts.ts';
import { costFact } from '../routes/cost-fact.ts';
import type { FactKind } from '../store/fact-kind.ts';
import { decisionKind } from '../tools/decision.ts';
import { usualFact } from './learned-usual.ts';
import { writeCheckFact } from './write-check.ts';

/** Every kind of fact that the product keeps. Each is defined in the room that keeps it; `store/retention.ts` says how long. */
export const factKinds = [
  ...Object.values(planFacts),
  ...[anomaliesFact, drainedFact, evidenceFact, givenLabelFact, labelFact, pageFact, silenceFact, toldFact],
  ...[askFact, draftFact, fileFact, hiddenFact, refFact],
  ...[digestFact, lookFact, mentionFact, questionFact, riskFact, riskHoldFact],
  ...[challengeFact, levelLookFact, stageFact, teachingFact, telemetryTimeFact],
  ...[decisionKind, trainingFact, trainingOrders, usualFact, writeCheckFact, costFact],
] as readonly FactKind<unknown>[];
