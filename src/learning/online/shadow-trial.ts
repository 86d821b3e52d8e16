import { judgeEvidence } from '../../diagnosis/cause-evidence.ts';
import type { CauseModel } from '../../diagnosis/cause-model.ts';
import { rulesModelId } from '../../domain/verdict-source.ts';
import { createPairedTest } from '../../models/evaluation/paired-test.ts';
import type { KnownLabel } from '../known-labels.ts';
import { type EvidenceById, inUseThen } from './lessons.ts';
import { usualOnline } from './online-learner.ts';

/** What a challenger in the shadow and the model in use said of the same labelled incidents. Plain JSON. */
export interface Trial {
  labels: number;
  /** Labels that the challenger alone got right, and those that it alone got wrong. */
  wins: number;
  losses: number;
  /** See {@link PairedTest.p}. */
  p: number;
}

export const noTrial: Trial = { labels: 0, wins: 0, losses: 0, p: 1 };

/**
 * The challenger is promoted once the test says this, and dropped when it has not after so many labels. Then another one is trained with those labels too, as
 * long as there are no more labels since the rise than `until`: few new labels can't outweigh many old ones.
 */
export const trialRule = { p: usualOnline.p, most: 50, until: usualOnline.recoveryLabels };

/** Who is in the trial. */
export interface Contest {
  challenger: Omit<CauseModel, 'id'>;
  /** The id of the model in use; null where rules name causes. */
  against: string | null;
  /** The incidents that the challenger learned from. */
  learned: ReadonlySet<string>;
  /** Labels count that became known later; milliseconds since 1970. */
  from: number;
}

/**
 * The trial so far. It follows from what is stored alone. A label counts when it became known after the training and the challenger has not learned from
 * its incident; when that model was in use when the cause was named, and its evidence is kept; and when the true cause is known, not only that the
 * verdict was wrong. Where no cause was named the one in use was not right. Those that came after the test was decided don't count any more.
 */
export function holdTrial(labels: readonly KnownLabel[], evidence: EvidenceById, contest: Contest): Trial {
  const { challenger, against, learned, from } = contest;
  const test = createPairedTest();
  for (const { incidentId, knownAt, verdict, cause } of labels) {
    if (test.labels >= trialRule.most || test.p <= trialRule.p) break;
    const seen = incidentId === null ? undefined : evidence.get(incidentId);
    if (!seen || incidentId === null || knownAt <= from || learned.has(incidentId)) continue;
    if (cause === 'unknown' || seen.cause !== (verdict ?? 'unknown')) continue;
    if (inUseThen(seen) !== (against ?? rulesModelId)) continue;
    test.add(verdict === cause, judgeEvidence(challenger, seen)?.cause === cause);
  }
  const { labels: counted, wins, losses, p } = test;
  return { labels: counted, wins, losses, p };
}

/** What is to be done with the challenger now. */
export function decideTrial({ labels, p }: Trial): 'promote' | 'drop' | 'wait' {
  if (p <= trialRule.p) return 'promote';
  return labels >= trialRule.most ? 'drop' : 'wait';
}
