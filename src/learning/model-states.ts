import { groupAlike, hasManyModels } from './training-words.ts';

/** What is in use of a kind, or why nothing is, for people: of one subject, or of several of which the same is said. */
export interface ModelState {
  kind: string;
  subjects: string[];
  /** The kind with its subjects, in words. */
  name: string;
  /** Null as long as there is nothing that it could judge with. */
  trainedAt: number | null;
  /** What is to be said of it, with its numbers; empty where that is nothing. */
  note: string;
  /** The same in a few words without numbers, so that it may be the same for several. */
  brief: string;
  /** What it is worth: its first measure beside that of the best simple way. Null where that is not known. */
  worth: string | null;
}

/**
 * One line for each state, under the names of all models that are in it. Of a kind with more than three models the line leaves out the
 * numbers, which always differ; models of other kinds share a line only where every word is the same.
 */
export function shareLines(states: readonly ModelState[]): ModelState[] {
  const single = states.flatMap(({ subjects, ...state }) => subjects.map((subject) => ({ ...state, subject })));
  const words = (one: (typeof single)[number]) => (hasManyModels(single, one) ? one.brief : one.note);
  const groups = groupAlike(single, (one) => `${one.trainedAt}\t${words(one)}`);
  return groups.map(({ name, models }) => {
    const { subject: _, ...first } = models[0];
    return { ...first, name, subjects: models.map(({ subject }) => subject), note: words(models[0]) };
  });
}
