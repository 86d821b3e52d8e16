import { count } from '../foundation/number-words.ts';
import { utcMinute } from '../foundation/utc-words.ts';
import { describeMetric } from './gate.ts';
import type { ModelChange, ModelDetail } from './model-detail.ts';

/** What is said of a model, each under a word or two. */
export interface ModelFact {
  about: string;
  says: string;
}

/**
 * A model in words for people: whether it is in use and why, what it is, what it learned from and what it is worth. Plain text, without its losses.
 *
 * @param labels how often its kind was right, in words; null where labels tell nothing of it
 */
export function describeModel(detail: ModelDetail, labels: string | null = null): ModelFact[] {
  const { title, purpose, card, challenger, damage } = detail;
  const fact = (about: string, says: string | null): ModelFact[] => (says === null ? [] : [{ about, says }]);
  return [
    ...fact('State', stateOf(detail)),
    ...fact('Damaged', damage),
    ...fact('Trained last', challenger && `${challenger.id} is not in use: ${whyOf(challenger)}`),
    ...fact('Purpose', `${title}: ${purpose}`),
    ...(card
      ? [
          ...fact('Method', card.method),
          ...fact('Trained', trainedWords(card)),
          ...fact('Split', card.split),
          ...fact('Measured', card.metrics.map(describeMetric).join('; ') || 'nothing'),
          ...fact('Not good for', card.notGoodFor.join('; ')),
        ]
      : []),
    ...fact('Labels', labels),
  ];
}

function stateOf({ card, isInUse, change }: ModelDetail): string {
  if (!card) return 'not trained yet';
  const state = `${card.id} is ${isInUse ? 'in use' : 'not in use'}`;
  return change ? `${state}: ${whyOf(change)}` : state;
}

const whyOf = ({ at, by, reason }: ModelChange) =>
  `${reason} (${by === 'gate' ? 'decided by its gate' : `by ${by}`}, ${utcMinute(at)})`;

function trainedWords({ trainedAt, trainingRows, span, seed }: NonNullable<ModelDetail['card']>): string {
  const times = span && ` from ${[span.from, span.to].map(utcMinute).join(' to ')}`;
  return `${utcMinute(trainedAt)}, on ${count(trainingRows, 'row')}${times ?? ''}, with seed ${seed}`;
}
