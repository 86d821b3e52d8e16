import { z } from 'zod';
import type { NamingWay } from '../../learning/online/choose-way.ts';
import { defineFact, word } from '../../store/fact-kind.ts';
import type { Store } from '../../store/store.ts';

const labelEffect = z.object({ place: z.string(), labels: z.number(), moved: z.number() });
const wayChoice = z.object({
  way: word<NamingWay>(),
  labels: z.number(),
  right: z.array(z.object({ way: word<NamingWay>(), right: z.number() })),
});

/** What became of the training of a challenger. */
export const taughtChallenger = z.object({
  modelId: z.string(),
  /** Labels that became known later, milliseconds since 1970, are new to it; so are incidents that are not listed. */
  from: z.number(),
  learned: z.array(z.string()),
  /** Labels that it learned from, and those of them since the rise, which count more. */
  labels: z.number(),
  fresh: z.number(),
  /** What the labels since the rise changed, at the places with most of them, counted on so many incidents. */
  judged: z.number(),
  effects: z.array(labelEffect),
  /** What each way of naming causes reached on later labels; null where that was not compared, missing in those of an earlier release. */
  choice: wayChoice.nullable().optional(),
  /** Why ml-random-forest trained none beside it: what follows "it"; missing where it did, or was not asked. */
  packageLeftOut: z.string().optional(),
});
export type TaughtChallenger = z.output<typeof taughtChallenger>;

export type ChallengeOutcome = 'promoted' | 'dropped' | 'failed';

const challenge = z.object({
  id: z.string(),
  /** When it was begun, milliseconds since 1970. */
  at: z.number(),
  /**
   * The rise of the error that it answers; null where there were more labels to learn from. Labels are counted from 1; `sinceAt` and `noticedAt` are when
   * those labels became known.
   */
  rise: z
    .object({
      ...{ since: z.number(), noticed: z.number(), before: z.number(), after: z.number() },
      ...{ sinceAt: z.number(), noticedAt: z.number() },
    })
    .nullable(),
  /** Labels that could teach when it was begun; missing in those of an earlier release. */
  labels: z.number().optional(),
  /** Of its training; attempts are counted from 1, over all challengers. */
  ...{ attempt: z.number(), runId: z.string() },
  /** Why the last attempt failed, when, and how many failed one after another; null unless it is to be tried again. */
  failed: z.object({ at: z.number(), reason: z.string(), times: z.number() }).nullable(),
  /** Challengers that were dropped, after which another one was trained on more labels. */
  dropped: z.array(z.object({ at: z.number(), modelId: z.string(), reason: z.string() })),
  /** The model that was in use then; null where rules named causes. */
  against: z.string().nullable(),
  /** Null until it is trained. */
  taught: taughtChallenger.nullable(),
  trial: z.object({ labels: z.number(), wins: z.number(), losses: z.number(), p: z.number() }),
  end: z.object({ at: z.number(), outcome: word<ChallengeOutcome>(), reason: z.string() }).nullable(),
});

/** An answer to a rise of the error over labels, or to more of them: a training, a trial in the shadow, and its end. Plain JSON. */
export type Challenge = z.output<typeof challenge>;

/** The id is its own. A damaged one is as if its rise had not been answered: it is answered again. */
export const challengeFact = defineFact({ name: 'cause-challenge', value: challenge, whenDamaged: 'leave-out' });

/** All that were begun, the oldest first. */
export async function readChallenges({ facts }: Pick<Store, 'facts'>): Promise<Challenge[]> {
  const stored = await facts.list(challengeFact);
  return stored.map(({ value }) => value).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}
