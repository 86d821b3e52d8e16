import { z } from 'zod';
import { isCauseId } from '../../domain/cause.ts';
import type { KnownLabel } from '../../learning/known-labels.ts';
import { toldByRules } from '../../learning/online/choose-way.ts';
import { incidentsOf, lessonsOf, readEvidence } from '../../learning/online/lessons.ts';
import { usualOnline } from '../../learning/online/online-learner.ts';
import { defineFact } from '../../store/fact-kind.ts';
import type { Store } from '../../store/store.ts';
import type { Challenge } from './challenge-facts.ts';

/** With fewer labels a model is not tried: two in three of them teach, the rest decides. */
const firstTry = 40;
/** It is tried again when there are so many times as many. */
const growth = 1.25;

/** How many labels teach a model to name causes, counted when there were so many labels in all. */
export const teachingFact = defineFact({
  name: 'teaching-labels',
  value: z.object({ labels: z.number(), of: z.number() }),
  whenDamaged: 'leave-out',
});
const causesId = 'causes';

/** Counts the labels of which it is kept what the incident looked like, and what rules said of it; keeps the number, which takes a read for each label. */
export async function countTeaching({ facts }: Pick<Store, 'facts'>, labels: readonly KnownLabel[]): Promise<number> {
  const kept = await facts.get(teachingFact, causesId);
  const of = labels.length;
  if (kept?.of === of) return kept.labels;
  const remembered = labels.slice(-usualOnline.remembered);
  const { lessons } = lessonsOf(remembered, await readEvidence(facts, incidentsOf(remembered)), isCauseId);
  const teaching = lessons.filter(toldByRules).length;
  await facts.put(teachingFact, causesId, { labels: teaching, of });
  return teaching;
}

/** The number as it was counted last; 0 before. */
export const readTeaching = async ({ facts }: Pick<Store, 'facts'>): Promise<number> =>
  (await facts.get(teachingFact, causesId))?.labels ?? 0;

/** Whether there are enough labels for a first model, or enough more of them than those that the last one was taught. */
export function isDueByLabels(teaching: number, challenges: readonly Pick<Challenge, 'labels'>[]): boolean {
  const before = Math.max(0, ...challenges.map(({ labels }) => labels ?? 0));
  return teaching >= firstTry && teaching >= growth * before;
}
