import { describe, expect, it } from 'vitest';
import type { TableBounds } from '../../src/domain/history-table.ts';
import type { Answered } from '../../src/questions/answer-question.ts';
import { createQuestionRuns, type QuestionRun, questionFact } from '../../src/questions/question-runs.ts';
import type { Store } from '../../src/store/store.ts';
import { createMemoryStore } from '../bot/memory-store.ts';

const answer: Answered = {
  ...{ question: 'values', columns: [{ name: 'mean', title: 'mean', format: 'number' }], rows: [{ mean: 4 }] },
  ...{ sentence: 'Four.', notes: [], chart: null, asked: {} as never },
};

/** Lets everything that is ready run. */
async function settle(): Promise<void> {
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
}

interface Asking {
  words: readonly string[];
  bounds: Partial<TableBounds>;
  end: PromiseWithResolvers<Answered>;
}

/** A process over a store that outlives it. The clock stands still unless a test moves it, and looks happen when it says so. */
function createProcess(store: Store = createMemoryStore(), newId: (kind: string) => string = (kind) => `${kind}-1`) {
  const world = { now: 1000 };
  const looks = new Set<() => void>();
  const asked: Asking[] = [];
  const jobs: unknown[] = [];
  const ending = new AbortController();
  const runs = createQuestionRuns({
    ...{ store, newId, clock: () => world.now },
    later: { later: async (...request) => void jobs.push(request) },
    questions: {
      ask(words, bounds = {}) {
        const asking: Asking = { words, bounds, end: Promise.withResolvers<Answered>() };
        asked.push(asking);
        // As the history does.
        bounds.signal?.addEventListener('abort', () =>
          asking.end.resolve({ problem: 'The question was called off.', isSlow: true }),
        );
        return asking.end.promise;
      },
    },
    every(_ms, work) {
      looks.add(work);
      return () => looks.delete(work);
    },
  });
  return {
    ...{ world, store, runs, asked, jobs, ending, looks },
    answer: (id: string) => runs.answer(id, ending.signal),
    async look() {
      for (const work of looks) work();
      await settle();
    },
    run: async (id = 'question-1') => (await runs.get(id))!,
    events: async () => (await store.outbox.pending('test', 10_000)).map(({ key, event }) => [key, event] as const),
  };
}
type Process = ReturnType<typeof createProcess>;

async function begun(process: Process): Promise<{ id: string; done: Promise<void> }> {
  const id = await process.runs.begin(['values', 'all'], 'U1');
  const done = process.answer(id);
  await settle();
  return { id, done };
}

describe('a question that takes longer', () => {
  it('is kept with a job and an event before anything is asked', async () => {
    const one = createProcess();
    const id = await one.runs.begin(['values', 'all'], 'U1');
    expect(await one.run(id)).toEqual({
      ...{ at: 1000, words: ['values', 'all'], by: 'U1', state: 'running', share: 0, note: '', changes: 0 },
    });
    expect(one.jobs).toEqual([['answer-question', { questionId: id }, { at: 1000, key: id }]]);
    expect((await one.events()).map(([, event]) => event)).toEqual([{ type: 'question.progress', questionId: id }]);
    expect(one.asked).toEqual([]);
    expect(await one.runs.owed()).toEqual([{ id, at: 1000 }]);
  });

  it('is owed although its job could not be asked for', async () => {
    const store = createMemoryStore();
    const runs = createQuestionRuns({
      ...{ store, newId: () => 'q', clock: () => 5, questions: { ask: async () => answer } },
      later: { later: () => Promise.reject(new Error('no queue')) },
    });
    await expect(runs.begin(['values'], 'U1')).rejects.toThrow('no queue');
    expect(await runs.owed()).toEqual([{ id: 'q', at: 5 }]);
  });

  it('tells how far it is, then the answer, each once', async () => {
    const one = createProcess();
    const { id, done } = await begun(one);
    const shares: number[] = [];
    for (const share of [0.1, 0.1, 0.105, 0.5, 0.4, 0.9]) {
      one.asked[0]!.bounds.onProgress!(share);
      await one.look();
      shares.push((await one.run(id)).share);
    }
    expect(shares).toEqual([0.1, 0.1, 0.1, 0.5, 0.5, 0.9]);
    one.asked[0]!.end.resolve(answer);
    await done;
    expect(await one.run(id)).toMatchObject({
      state: 'done',
      share: 1,
      answer: { sentence: 'Four.', rows: [['4']], total: 1 },
    });
    expect(await one.events()).toHaveLength(1 + 3 + 1);
    expect([one.asked[0]!.words, one.looks.size]).toEqual([['values', 'all'], 0]);
    expect(await one.runs.owed()).toEqual([]);
  });

  it.each<[string, Answered | Error, Partial<QuestionRun> | 'running']>([
    [
      'has no answer',
      { problem: 'The history did not answer: it is damaged.' },
      { state: 'failed', note: 'The history did not answer: it is damaged.' },
    ],
    ['took too long', { problem: 'Too slow.', isSlow: true }, { state: 'failed', note: 'Too slow.' }],
    ['broke', new Error('gone'), 'running'],
  ])('that %s says so, and looks no more', async (_how, end, state) => {
    const one = createProcess();
    const { id, done } = await begun(one);
    if (end instanceof Error) one.asked[0]!.end.reject(end);
    else one.asked[0]!.end.resolve(end);
    // What throws is tried again by its job, and failed by it in the end.
    if (end instanceof Error) await expect(done).rejects.toThrow('gone');
    else await done;
    expect(await one.run(id)).toMatchObject(state === 'running' ? { state } : state);
    await one.runs.fail(id, 'three times');
    expect((await one.run(id)).note).toBe(state === 'running' ? 'three times' : state.note);
    expect(one.looks.size).toBe(0);
  });

  it('is none that nobody asked', async () => {
    const one = createProcess();
    await one.answer('question-9');
    expect([one.asked, await one.runs.stop('question-9', 'U1'), await one.runs.get('question-9')]).toEqual([
      [],
      false,
      undefined,
    ]);
  });
});

const ends: [
  name: string,
  state: QuestionRun['state'],
  act: (process: Process, id: string, done: Promise<void>) => Promise<unknown>,
][] = [
  [
    'done',
    'done',
    (one, _id, done) => {
      one.asked[0]!.end.resolve(answer);
      return done;
    },
  ],
  ['failed', 'failed', (one, id) => one.runs.fail(id, 'no')],
  ['stopped', 'stopped', (one, id) => one.runs.stop(id, 'U2')],
];

describe('one that is over', () => {
  it.each(
    ends.flatMap(([name, state, act]) => ends.map(([then, , actThen]) => [name, then, state, act, actThen] as const)),
  )('%s stays so, whatever comes then: %s', async (_name, _then, state, act, actThen) => {
    const one = createProcess();
    const { id, done } = await begun(one);
    await act(one, id, done);
    const [before, told] = [await one.run(id), (await one.events()).length];
    expect(before.state).toBe(state);
    await actThen(one, id, done);
    await one.look();
    await done;
    await one.answer(id);
    expect([await one.run(id), (await one.events()).length, one.asked.length]).toEqual([before, told, 1]);
  });
});

describe('Stop', () => {
  it.each(['the same process', 'another process'])('ends it where it runs, pressed in %s', async (where) => {
    const one = createProcess();
    const other = where === 'the same process' ? one : createProcess(one.store);
    const { id, done } = await begun(one);
    one.asked[0]!.bounds.onProgress!(0.3);
    await one.look();
    expect(await other.runs.stop(id, 'U2')).toBe(true);
    expect(await other.runs.stop(id, 'U3')).toBe(false);
    expect(one.asked[0]!.bounds.signal!.aborted).toBe(false);
    await one.look();
    expect(one.asked[0]!.bounds.signal!.aborted).toBe(true);
    await done;
    expect(await one.run(id)).toMatchObject({ state: 'stopped', note: 'U2' });
    expect(one.ending.signal.aborted).toBe(false);
  });

  it('and how far it is, written by two processes at the same moment: it is stopped', async () => {
    for (const steps of [0, 1, 2, 3, 5, 8]) {
      const store = createMemoryStore();
      const [one, other] = [createProcess(store), createProcess(store)];
      const { id, done } = await begun(one);
      one.asked[0]!.bounds.onProgress!(0.5);
      const looked = one.look();
      for (let i = 0; i < steps; i += 1) await Promise.resolve();
      expect(await other.runs.stop(id, 'U2')).toBe(true);
      await looked;
      await one.look();
      expect((await one.run(id)).state, `after ${steps} steps`).toBe('stopped');
      await done;
    }
  });
});

describe('a process that ends in the middle', () => {
  it('leaves the question to the next one, which answers it once', async () => {
    const one = createProcess();
    const { id, done } = await begun(one);
    one.asked[0]!.bounds.onProgress!(0.7);
    await one.look();
    one.ending.abort();
    await done;
    expect(await one.run(id)).toMatchObject({ state: 'running', share: 0.7 });
    const next = createProcess(one.store);
    expect(await next.runs.owed()).toEqual([{ id, at: 1000 }]);
    const again = next.answer(id);
    await settle();
    next.asked[0]!.bounds.onProgress!(0.2);
    await next.look();
    expect((await next.run(id)).share).toBe(0.2);
    next.asked[0]!.end.resolve(answer);
    await again;
    await next.answer(id);
    expect([next.asked.length, (await next.run(id)).state, await next.runs.owed()]).toEqual([1, 'done', []]);
    expect(await next.events()).toHaveLength(4);
  });

  it('and lets it wait also when the history is closed before it', async () => {
    const one = createProcess();
    const { id, done } = await begun(one);
    one.asked[0]!.end.reject(new Error('The history is closed'));
    one.ending.abort();
    await done;
    expect(await one.runs.owed()).toEqual([{ id, at: 1000 }]);
  });

  it('or two that answer it at once: there is one answer and one event of it', async () => {
    const store = createMemoryStore();
    const [one, other] = [createProcess(store), createProcess(store)];
    const { id, done } = await begun(one);
    const alsoDone = other.answer(id);
    await settle();
    one.asked[0]!.end.resolve(answer);
    other.asked[0]!.end.resolve({ ...answer, sentence: 'Another.' } as Answered);
    await Promise.all([done, alsoDone]);
    expect((await one.run(id)).state).toBe('done');
    expect(await one.events()).toHaveLength(2);
  });
});

it('every change has an event of its own, within one millisecond, over processes and with a clock that goes back', async () => {
  let count = 0;
  const store = createMemoryStore();
  const processes = [0, 1].map(() => createProcess(store, (kind) => `${kind}-${++count}`));
  const [one, other] = processes as [Process, Process];
  const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => processes[i % 2]!.runs.begin(['values'], 'U1')));
  for (const id of ids) for (const process of processes) void process.answer(id);
  await settle();
  for (const [round, share] of [0.2, 0.4, 0.6].entries()) {
    one.world.now = 1000 - round;
    for (const { bounds } of [...one.asked, ...other.asked]) bounds.onProgress!(share);
    await Promise.all([one.look(), other.look()]);
    await settle();
  }
  await Promise.all(ids.map((id, i) => processes[(i + 1) % 2]!.runs.stop(id, 'U2')));
  const changes = await Promise.all(ids.map(async (id) => (await one.run(id)).changes));
  const events = await one.events();
  expect(events).toHaveLength(ids.length + changes.reduce((sum, n) => sum + n, 0));
  expect(new Set(events.map(([key]) => key)).size).toBe(events.length);
  expect(Math.min(...changes)).toBeGreaterThanOrEqual(4);
});

it('the facts are of the shape that is read', async () => {
  const one = createProcess();
  const { id } = await begun(one);
  expect(await one.store.facts.list(questionFact)).toEqual([{ id, value: await one.run(id) }]);
});
