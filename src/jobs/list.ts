import type { z } from 'zod';
import { advancePlan } from './advance-plan.ts';
import { answerQuestion } from './answer-question.ts';
import { askOncall } from './ask-oncall.ts';
import { expirePlan } from './expire-plan.ts';
import { followUpPlan } from './follow-up-plan.ts';
import { investigate } from './investigate.ts';
import { learnLabels } from './learn-labels.ts';
import { learnStage } from './learn-stage.ts';
import { lookAhead } from './look-ahead.ts';
import { lookAtLevels } from './look-at-levels.ts';
import { postDigest } from './post-digest.ts';
import { prune } from './prune.ts';
import type { AnyJob } from './queue/job.ts';
import { recordConfigs } from './record-configs.ts';
import { silenceTurn } from './silence-turn.ts';
import { trainModels } from './train-models.ts';

const list = [
  advancePlan,
  answerQuestion,
  askOncall,
  expirePlan,
  followUpPlan,
  investigate,
  learnLabels,
  learnStage,
  lookAhead,
  lookAtLevels,
  postDigest,
  prune,
  recordConfigs,
  silenceTurn,
  trainModels,
] as const;

type Listed = (typeof list)[number];

/** From the name of each job to its payload: what can be asked for. */
export type JobPayloads = { [J in Listed as J['name']]: z.infer<J['payload']> };

/** What all jobs together work with. */
export type JobDeps = Listed['handle'] extends (payload: never, deps: infer All, context: never) => unknown
  ? All
  : never;

/** Every job of the product, to be looped over. */
export const jobs: readonly AnyJob<JobDeps>[] = list;
