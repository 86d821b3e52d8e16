import { type ModelCard, wholeNetwork } from '../models/registry/model-card.ts';
import { describeMetric } from './gate.ts';
import type { TrainedModel, TrainingResult } from './pipeline.ts';

/** What became of one model, in a clause. */
export function describeTrained({ id, promoted, reason }: TrainedModel): string {
  if (id === null) return reason;
  return `${promoted ? 'in use' : 'not in use'}: ${reason}`;
}

/** What became of a training, in a few sentences; where it is cut off, what is not in use stands first. */
export function describeTraining(result: TrainingResult): string {
  const ordered = [...result].sort((a, b) => Number(a.promoted) - Number(b.promoted));
  return ordered.map((one) => `${nameModel(one)} ${describeTrained(one)}.`).join(' ');
}

/** The kind, with the subject where there may be several. */
export const nameModel = ({ kind, subject }: { kind: string; subject: string }) =>
  subject === wholeNetwork ? kind : `${kind} of ${subject}`;

/** What a model was measured on, for people. */
export const describeMeasured = ({ metrics }: Pick<ModelCard, 'metrics'>) => metrics.map(describeMetric).join('; ');
