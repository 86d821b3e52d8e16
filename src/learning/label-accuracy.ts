import { count, formatPercent } from '../foundation/number-words.ts';
import { createLabelDrift, usualReference } from '../models/drift/label-drift.ts';
import type { AliasChange } from '../models/registry/alias-log.ts';
import type { KnownLabel } from './known-labels.ts';

/** Right verdicts among labels that have one. */
export interface RightShare {
  labels: number;
  right: number;
}

/** A rise of the error of verdicts. Labels are counted from 1, in the order in which they became known, those without a verdict left out. */
export interface ErrorRise {
  /** The label at which the rise probably began, and the one that showed it. */
  since: number;
  noticed: number;
  /** Share of wrong verdicts before that and since then, 0..1. */
  before: number;
  after: number;
}

/** Another model came into use. `label` is the last label before that, 0 when there was none. Plain JSON. */
export interface ModelArrival {
  label: number;
  /** Null where rules name causes from then on. */
  id: string | null;
  /** Milliseconds since 1970. */
  at: number;
}

/** How often the causes that the product named were the true ones, over the labels that have a verdict. Plain JSON. */
export interface LabelAccuracy extends RightShare {
  /** Right ones that only a verified change proves. A wrong verdict has no such proof, so these make the share too good. */
  byPlan: number;
  last: RightShare;
  rises: ErrorRise[];
  /** When the model in use changed, the oldest first: a rise before that is one of a former model. */
  arrivals: ModelArrival[];
  /** Whether each verdict was right, the oldest first. */
  verdicts: boolean[];
}

/** As many labels as a month or two bring, and few enough to show what the models of today are worth. */
export const lastLabels = 50;

/** With fewer labels no rise can be seen: the first of them are what the shortest window is compared with. */
const fewestForRise = Math.min(...usualReference.windows) + usualReference.fewest;

/** The labels that have a verdict, in their order: number n of an {@link ErrorRise} is the nth of them. */
export const judgedLabels = (labels: readonly KnownLabel[]) => labels.filter(({ isRight }) => isRight !== null);

/**
 * Follows from the lists alone: nothing is stored, so that nothing can be lost or counted twice.
 *
 * @param changes when other models came into use, the oldest first: each begins with an error of its own
 */
export function labelAccuracy(
  labels: readonly KnownLabel[],
  changes: readonly Pick<AliasChange, 'at' | 'id' | 'action'>[] = [],
): LabelAccuracy {
  const judged = judgedLabels(labels);
  const verdicts = judged.map(({ isRight }) => isRight === true);
  const arrivals = changes
    .filter(({ action }) => action !== 'challenge')
    .map(({ at, id, action }): ModelArrival => {
      const moment = Date.parse(at);
      const after = judged.findIndex(({ knownAt }) => knownAt > moment);
      return { label: after < 0 ? judged.length : after, id: action === 'retire' ? null : id, at: moment };
    });
  const drift = createLabelDrift();
  const rises = verdicts.flatMap((isRight, i): ErrorRise[] => {
    if (arrivals.some(({ label }) => label === i && i > 0)) drift.reset();
    const found = drift.add(!isRight);
    return found ? [{ since: found.since + 1, noticed: i + 1, before: found.before, after: found.after }] : [];
  });
  return {
    ...shareOf(verdicts),
    byPlan: judged.filter(({ by }) => by === 'plan').length,
    ...{ last: shareOf(verdicts.slice(-lastLabels)), rises, arrivals, verdicts },
  };
}

const shareOf = (verdicts: readonly boolean[]): RightShare => ({
  ...{ labels: verdicts.length, right: verdicts.filter(Boolean).length },
});

/** The same in a sentence or two for people, plain text. */
export function describeLabelAccuracy({ labels, right, byPlan, last, rises, arrivals }: LabelAccuracy): string {
  if (labels === 0) return 'no labels yet: confirm or name causes with the buttons of an incident';
  const rise = rises.at(-1);
  const arrival = arrivals.findLast(({ label }) => label > 0);
  const isOver = rise !== undefined && arrival !== undefined && arrival.label >= rise.noticed;
  const among = rises.length > 1 ? `, the last of ${rises.length} rises` : '';
  return [
    `${count(labels, 'label has', 'labels have')} a verdict: ${right} right (${percent({ labels, right })})`,
    ...(byPlan > 0 ? [`${byPlan} of them by a verified change, which proves no wrong verdict`] : []),
    ...(last.labels < labels ? [`of the last ${last.labels}, ${last.right} were right (${percent(last)})`] : []),
    ...(rise
      ? [
          `the error ${isOver ? 'rose at' : 'has risen since'} label ${rise.since} (from ${formatPercent(rise.before)} to ${formatPercent(rise.after)}${among})`,
        ]
      : []),
    ...(arrival
      ? [
          `${arrival.id === null ? 'rules name causes' : 'another model is in use'} since label ${arrival.label}, with ${count(labels - arrival.label, 'label')} since`,
        ]
      : []),
    ...(labels - (arrival?.label ?? 0) < fewestForRise
      ? [`a rise of the error can be seen from ${(arrival?.label ?? 0) + fewestForRise} labels on`]
      : []),
  ].join('; ');
}

/** A share never reads as all or none of them unless it is. */
function percent({ labels, right }: RightShare): string {
  const rounded = Math.round((100 * right) / labels);
  if (rounded === 100 && right < labels) return 'over 99 %';
  return rounded === 0 && right > 0 ? 'under 1 %' : `${rounded} %`;
}
