import { z } from 'zod';
import { describeCause } from '../domain/cause.ts';
import type { Verdict } from '../domain/incident.ts';
import { formatPlace } from '../domain/place.ts';
import { whoNames } from '../domain/verdict-source.ts';
import { formatNumber, formatShare } from '../foundation/number-words.ts';
import { defineTool } from './tool.ts';
import { lowerFirst } from './wording.ts';

const maxClasses = 4;
const maxDrivers = 3;

/** What the trained models say about the cause, or rules where no model does. */
export const classifyCause = defineTool({
  name: 'classify_cause',
  effect: 'read',
  agents: ['detector'],
  description:
    'The verdict of the trained models, or of rules where no model names a cause: cause, place, the probability of each cause, and the features that drove it. The verdict is evidence, not proof.',
  input: z.strictObject({}),
  async run(_input, context) {
    const verdict = await context.ports.classify(context.incidentId);
    if (!verdict) return { outcome: 'no-data', reason: 'There is no verdict: no models, or too few samples.' };
    const evidence = wordVerdict(verdict).map((text) =>
      context.evidence.add({ kind: 'model', place: verdict.place, text, independent: true }),
    );
    return {
      outcome: 'ok',
      evidence,
      cause: verdict.cause,
      symptom: verdict.symptom,
      place: verdict.place,
      confidence: verdict.confidence,
      probabilities: Object.fromEntries(ranked(verdict)),
      drivers: verdict.drivers.slice(0, maxDrivers),
    };
  },
});

function ranked(verdict: Verdict): [string, number][] {
  return Object.entries(verdict.probabilities)
    .sort(([, a], [, b]) => b - a)
    .slice(0, maxClasses);
}

function wordVerdict(verdict: Verdict): string[] {
  const where = formatPlace(verdict.place);
  const chances = ranked(verdict).map(([id, chance]) => `${titleOf(id)} ${formatShare(chance)}`);
  const named = `${whoNames(verdict)} ${titleOf(verdict.cause)} at ${where} with ${formatShare(verdict.confidence)} confidence`;
  const drivers = verdict.drivers
    .slice(0, maxDrivers)
    .map(({ feature, value, limit }) =>
      limit === undefined
        ? `${feature} ${formatNumber(value)}`
        : `${feature} ${formatNumber(value)}, over its limit of ${formatNumber(limit)}`,
    );
  return [
    chances.length > 0 ? `${named} (${chances.join(', ')})` : named,
    ...(drivers.length > 0 ? [`The verdict rests most on ${drivers.join(', ')}`] : []),
  ];
}

function titleOf(id: string): string {
  const cause = describeCause(id);
  return cause.id === id ? lowerFirst(cause.title) : id;
}
