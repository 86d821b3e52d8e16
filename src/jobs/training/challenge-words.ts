import { count, formatPercent } from '../../foundation/number-words.ts';
import type { WayChoice } from '../../learning/online/choose-way.ts';
import { usualOnline } from '../../learning/online/online-learner.ts';
import { describeTrial, trialRuleWords } from '../../learning/online/trial-words.ts';
import { describeChoice, wayWords } from '../../learning/online/way-words.ts';
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
    challenge.rise
      ? { about: 'Drift', says: describeRise(challenge.rise) }
      : { about: 'More labels', says: `${count(challenge.labels ?? 0, 'label')} can teach a model that names causes` },
    { about: 'Challenger', says: describeStage(challenge) },
    ...former.slice(-1).map((says) => ({ about: 'Before it', says })),
    ...(taught?.choice ? [{ about: 'Its way', says: describeWay(taught.choice) }] : []),
    ...(taught?.packageLeftOut === undefined
      ? []
      : [{ about: 'Left out', says: `ml-random-forest, because it ${taught.packageLeftOut}` }]),
    ...(effects ? [{ about: 'What labels changed', says: effects }] : []),
  ];
}

const describeRise = ({ since, noticed, before, after }: NonNullable<Challenge['rise']>) =>
  `since label ${since} the error is ${formatPercent(after)}, and was ${formatPercent(before)} before; noticed at label ${noticed}`;

function describeStage({ taught, end, failed, trial, against, attempt, rise }: Challenge): string {
  if (end?.outcome === 'promoted') return `${taught!.modelId} came into use: ${end.reason}`;
  if (end?.outcome === 'failed')
    return `none: ${count(attempt, 'training')} failed, the last one because ${end.reason}`;
  if (end) return `dropped: ${end.reason}`;
  if (!taught) {
    const how = rise ? `on all labels, those since the rise ${usualOnline.newWeight} times` : 'on all labels';
    return failed
      ? `its training failed (${failed.reason}) and is tried again; it learns ${how}`
      : `it is being trained ${how}`;
  }
  const { modelId, labels, fresh } = taught;
  const counted = rise ? `, ${fresh} of them since the rise and counted ${usualOnline.newWeight} times` : '';
  return `${modelId}, trained on ${count(labels, 'label')}${counted}, judges in the shadow: ${describeTrial(trial, against)}; ${trialRuleWords}`;
}

/** How the challenger shares the naming of causes with rules, and why. */
const describeWay = (choice: WayChoice) =>
  `${choice.way === 'rules' ? `${wayWords.forest}, though before the rise rules were as good` : wayWords[choice.way]}: ${describeChoice(choice)}`;

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
