import { z } from 'zod';
import type { HistoryChart } from '../charts/specs/history.ts';
import type { Clock, NewId } from '../domain/clock.ts';
import type { Later } from '../domain/later.ts';
import { NocturneError } from '../errors.ts';
import { createLanes } from '../foundation/lanes.ts';
import { defineFact } from '../store/fact-kind.ts';
import type { Store } from '../store/store.ts';
import { type Answered, type QuestionAnswer, rightColumns, shownRows } from './answer-question.ts';
import type { Questions } from './questions.ts';

/** Rows of an answer that are shown in a message. */
const shownInMessage = 15;

const shown = z.object({
  title: z.string(),
  sentence: z.string(),
  notes: z.array(z.string()),
  head: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  /** Columns of numbers, which stand to the right. */
  right: z.array(z.number()).default([]),
  /** All of them. */
  total: z.number(),
  chart: z.custom<HistoryChart>((value) => typeof value === 'object' && value !== null).nullable(),
});

/** An answer as a message shows it. */
export type ShownAnswer = z.output<typeof shown>;

export const showAnswer = (answer: QuestionAnswer): ShownAnswer => ({
  ...shownRows(answer, shownInMessage),
  ...{ title: answer.question, sentence: answer.sentence, notes: answer.notes },
  ...{ total: answer.rows.length, right: rightColumns(answer), chart: answer.chart },
});

const run = z.object({
  at: z.number(),
  words: z.array(z.string()),
  /** Who asked, as Slack names them. */
  by: z.string(),
  state: z.enum(['running', 'done', 'failed', 'stopped']),
  /** How much is done, from 0 to 1. */
  share: z.number(),
  /** Why there is no answer, or who stopped it. */
  note: z.string(),
  /** How often it was changed since it was asked. */
  changes: z.number().default(0),
  answer: shown.optional(),
});

/** A question that takes longer than somebody who typed it waits: how far it is, and what came of it. */
export type QuestionRun = z.output<typeof run>;

/** The id is the question's. */
export const questionFact = defineFact({ name: 'question', value: run, whenDamaged: 'leave-out' });

/** Questions whose answer comes into the channel. Each is answered once, also when the process that began it ends. */
export interface QuestionRuns {
  /** Asks, and answers with the id. */
  begin(words: readonly string[], by: string): Promise<string>;
  get(id: string): Promise<QuestionRun | undefined>;
  /** Ends it, wherever it runs. False for one that has ended. */
  stop(id: string, by: string): Promise<boolean>;
  /** The ids of those that have not ended. */
  owed(): Promise<{ id: string; at: number }[]>;
  /** Answers one, unless it has ended. Throws what is to be tried again. */
  answer(id: string, signal: AbortSignal): Promise<void>;
  /** Ends one that can't be answered. */
  fail(id: string, reason: string): Promise<void>;
}

const mostTries = 20;

/** A message that is changed more often than that is not read. */
const leastStep = 0.01;

/** Between two looks at whether somebody stopped it, and two tellings how far it is. */
const lookEveryMs = 1_000;

function everyInterval(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
}

export function createQuestionRuns(deps: {
  store: Pick<Store, 'facts' | 'transaction'>;
  later: Later<{ 'answer-question': { questionId: string } }>;
  questions: Questions;
  newId: NewId;
  clock: Clock;
  /** Does something again and again until its answer is called; a test passes its own. */
  every?: (ms: number, work: () => void) => () => void;
}): QuestionRuns {
  const { store, later, questions, newId, clock, every = everyInterval } = deps;
  const lanes = createLanes();
  const get = (id: string) => store.facts.get(questionFact, id);

  /**
   * One that has ended stays as it ended. Each change has a number, which is in the key of its event: of two processes that change it at once, the second finds
   * the number taken and looks again. So neither undoes what the other did, and no two events have one key.
   */
  const change = (id: string, next: Partial<QuestionRun>): Promise<boolean> =>
    lanes.run(id, async () => {
      for (let tries = 0; tries < mostTries; tries += 1) {
        const now = await get(id);
        if (now?.state !== 'running') return false;
        const changes = now.changes + 1;
        const isDone = await store.transaction(async ({ facts, outbox }) => {
          const event = { type: 'question.progress', questionId: id } as const;
          if (!(await outbox.append(`question:${id}:${changes}`, event, clock()))) return false;
          await facts.put(questionFact, id, { ...now, ...next, changes });
          return true;
        });
        if (isDone) return true;
      }
      throw new NocturneError('question-contended', `The question ${id} is changed by others all the time`, {
        retryable: true,
      });
    });

  async function ask(id: string, words: readonly string[], signal: AbortSignal): Promise<Answered> {
    const stopped = new AbortController();
    let share = 0;
    let told = 0;
    const look = async () => {
      const isOver = (await get(id))?.state !== 'running';
      if (isOver) return stopped.abort();
      if (share - told < leastStep) return;
      told = share;
      await change(id, { share });
    };
    const end = every(lookEveryMs, () => void look().catch(() => undefined));
    try {
      return await questions.ask(words, {
        signal: AbortSignal.any([signal, stopped.signal]),
        onProgress: (done) => {
          share = done;
        },
      });
    } finally {
      end();
    }
  }

  return {
    async begin(words, by) {
      const id = newId('question');
      await store.transaction(async ({ facts, outbox }) => {
        const asked = { at: clock(), words: [...words], by, state: 'running' as const, share: 0, note: '', changes: 0 };
        await facts.put(questionFact, id, asked);
        await outbox.append(`question:${id}:asked`, { type: 'question.progress', questionId: id }, clock());
      });
      await later.later('answer-question', { questionId: id }, { at: clock(), key: id });
      return id;
    },
    get,
    stop: (id, by) => change(id, { state: 'stopped', note: by }),
    async owed() {
      const runs = await store.facts.list(questionFact);
      return runs.flatMap(({ id, value }) => (value.state === 'running' ? [{ id, at: value.at }] : []));
    },
    async answer(id, signal) {
      const asked = await get(id);
      if (asked?.state !== 'running') return;
      const answered = await ask(id, asked.words, signal).catch((thrown: unknown) => {
        if (!signal.aborted) throw thrown;
      });
      // A process that ends leaves it to the next one.
      if (!answered || signal.aborted) return;
      if ('problem' in answered) await change(id, { state: 'failed', note: answered.problem });
      else await change(id, { state: 'done', share: 1, answer: showAnswer(answered) });
    },
    fail: async (id, reason) => void (await change(id, { state: 'failed', note: reason })),
  };
}
