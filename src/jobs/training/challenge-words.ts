import { count, formatPercent } from '../../foundation/number-words.ts';
import { usualOnline } from '../../learning/online/online-learner.ts';
import { describeTrial, trialRuleWords } from '../../learning/online/trial-words.ts';
import type { Challenge, TaughtChallenger } from './challenge-facts.ts';

/** One fact of an answer to a rise, under a word or two. Plain text. */
export interface ChallengeFact {
  about: string;
  says: string;
}

/** All that is to be said of an answer to a rise of the error: why it is, how far it is, and what labels changed. */
export function describeChallenge(challenge: Challenge): ChallengeFact[] {
  const { taught, dropped } = challenge;
  const former = dropped.map(({ modelId, reason }) => `${modelId} was dropped: ${reason}`);
  const effects = taught ? describeEffects(taught) : null;
  return [
    { about: 'Drift', says: describeRise(challenge) },
    { about: 'Challenger', says: describeStage(challenge) },
    ...former.slice(-1).map((says) => ({ about: 'Before it', says })),
    ...(effects ? [{ about: 'What labels changed', says: effects }] : []),
  ];
}

const describeRise = ({ rise: { since, noticed, before, after } }: Challenge) =>
  `since label ${since} the error is ${formatPercent(after)}, and was ${formatPercent(before)} before; noticed at label ${noticed}`;

function describeStage({ taught, end, failed, trial, against, attempt }: Challenge): string {
  if (end?.outcome === 'promoted') return `${taught!.modelId} came into use: ${end.reason}`;
  if (end?.outcome === 'failed')
    return `none: ${count(attempt, 'training')} failed, the last one because ${end.reason}`;
  if (end) return `dropped: ${end.reason}`;
  if (!taught) {
    const how = `on all labels, those since the rise ${usualOnline.newWeight} times`;
    return failed
      ? `its training failed (${failed.reason}) and is tried again; it learns ${how}`
      : `it is being trained ${how}`;
  }
  const { modelId, labels, fresh } = taught;
  return `${modelId}, trained on ${count(labels, 'label')}, ${fresh} of them since the rise and counted ${usualOnline.newWeight} times, judges in the shadow: ${describeTrial(trial, against)}; ${trialRuleWords}`;
}

/**
 * What the labels since the rise changed, place by place: `9 labels of link L4 moved 68 of 187 verdicts`. Each was counted with a second training that
 * left out the labels of that place only; null where no verdict moved.
 */
export function describeEffects({ effects, judged }: Pick<TaughtChallenger, 'effects' | 'judged'>): string | null {
  const moved = effects.filter((effect) => effect.moved > 0);
  if (moved.length === 0) return null;
  const words = moved.map(
    ({ place, labels, moved: many }) => `${count(labels, 'label')} of ${place} moved ${many} of ${judged} verdicts`,
  );
  return `${words.join('; ')} (counted by training without them)`;
}
