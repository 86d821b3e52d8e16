import type { Topology } from '../domain/device.ts';
import type { CauseJudge } from './cause-judge.ts';
import { type CauseModel, createCauseJudge } from './cause-model.ts';
import { sureFrom, wayOf } from './cause-ways.ts';
import type { PlaceStates } from './place-states.ts';

/** The judge of a model in use, which gives way to rules, or asks them first, as its training chose. Each verdict says by whom it is. */
export function createWayJudge(
  model: CauseModel,
  { topology, states, rules }: { topology: Topology; states: PlaceStates; rules: CauseJudge },
): CauseJudge {
  const forest = createCauseJudge(model, topology, states, rules);
  if (wayOf(model) !== 'rules-unless-sure') return forest;
  return {
    classify(candidates, accepts) {
      const verdict = forest.classify(candidates, accepts);
      const isSure = verdict !== null && verdict.cause !== 'unknown' && verdict.confidence >= sureFrom;
      return isSure ? verdict : rules.classify(candidates, accepts);
    },
  };
}
