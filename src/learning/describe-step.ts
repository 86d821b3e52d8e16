import { wholeNetwork } from '../models/registry/model-card.ts';

/** What is done with a model, beside the progress of a training: `fitting the forecast of ten minutes (latency-ms): pass 3 of 8, later error 0.63`. */
export function describeStep(
  what: 'fitting' | 'measuring',
  { title, subject }: { title: string; subject: string },
  note = '',
): string {
  const about = subject === wholeNetwork ? '' : ` (${subject})`;
  return `${what} the ${title}${about}${note === '' ? '' : `: ${note}`}`;
}
