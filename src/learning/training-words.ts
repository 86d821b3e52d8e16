import { type ModelCard, wholeNetwork } from '../models/registry/model-card.ts';
import { type LeftOut, leftOutWords } from './admit-labels.ts';
import { describeMetric } from './gate.ts';
import type { TrainedModel, TrainingResult } from './pipeline.ts';
import type { TrainingFacts } from './training-data.ts';

/** What became of one model, in a clause. */
export function describeTrained({ id, promoted, reason }: TrainedModel): string {
  if (id === null) return reason;
  return `${promoted ? 'in use' : 'not in use'}: ${reason}`;
}

/** What became of a training, in a few sentences; where it is cut off, what is not in use stands first. */
export function describeTraining(result: TrainingResult): string {
  const ordered = [...result].sort((a, b) => Number(a.promoted) - Number(b.promoted));
  return groupAlike(ordered, (one) => (hasManyModels(result, one) ? describeBriefly(one) : describeTrained(one)))
    .map(({ name, words }) => `${name} ${words}.`)
    .join(' ');
}

/** Whether so many models are of this kind that they are told briefly: what each is in full would fill a message. */
export const hasManyModels = (models: readonly { kind: string }[], { kind }: { kind: string }) =>
  models.filter((one) => one.kind === kind).length > 3;

/** Without numbers: those of many models would fill a message, and `models` has them. */
function describeBriefly({ id, promoted, reason }: TrainedModel): string {
  if (id === null) return reason;
  return promoted ? 'in use' : `not in use: ${reasonBriefly(reason)}`;
}

/** A reason of a gate without its numbers, which stand behind a colon. */
export const reasonBriefly = (reason: string): string => reason.split(':')[0]!;

/** Models of one kind of which the same is said, under one name; in the order of the first of each. */
export function groupAlike<Model extends { kind: string; subject: string }>(
  models: readonly Model[],
  say: (model: Model) => string,
): { name: string; words: string; models: [Model, ...Model[]] }[] {
  const groups = new Map<string, { words: string; models: [Model, ...Model[]] }>();
  for (const model of models) {
    const words = say(model);
    const found = groups.get(`${model.kind}\t${words}`);
    if (found) found.models.push(model);
    else groups.set(`${model.kind}\t${words}`, { words, models: [model] });
  }
  return [...groups.values()].map((group) => ({ ...group, name: nameModels(group.models) }));
}

const nameModels = ([first, ...more]: [{ kind: string; subject: string }, ...{ subject: string }[]]) =>
  [nameModel(first), ...more.map(({ subject }) => subject)].join(', ');

/** The kind, with the subject where there may be several. */
export const nameModel = ({ kind, subject }: { kind: string; subject: string }) =>
  subject === wholeNetwork ? kind : `${kind} of ${subject}`;

/** What a model was measured on, for people. */
export const describeMeasured = ({ metrics }: Pick<ModelCard, 'metrics'>) => metrics.map(describeMetric).join('; ');

/** What a training learned from and what it left out, in a sentence or two. */
export function describeTrainingData({
  readings,
  places,
  from,
  to,
  labels,
  outsideInventory,
  leftOut,
}: TrainingFacts): string {
  const [first, last] = [from, to].map((at) => `${new Date(at).toISOString().slice(0, 16)}Z`);
  const outside = outsideInventory > 0 ? ` (${outsideInventory} of them from devices outside the inventory)` : '';
  const base = `Learned from ${readings} readings${outside} of ${places} places from ${first} to ${last}, with ${labels} labels.`;
  const left = describeLeftOut(leftOut);
  return left === '' ? base : `${base} ${left}`;
}

/** What a training left out, in a sentence; empty when it left out nothing. */
export function describeLeftOut(leftOut: LeftOut): string {
  const reasons = Object.keys(leftOutWords) as (keyof LeftOut)[];
  const counted = reasons.flatMap((reason) => (leftOut[reason] ? [`${leftOut[reason]} ${leftOutWords[reason]}`] : []));
  return counted.length === 0 ? '' : `Labels and incidents left out: ${counted.join(', ')}.`;
}
