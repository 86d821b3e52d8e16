import { afterEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../demo/slack/workspace.ts';
import type { DomainEvent } from '../../src/domain/event.ts';
import type { LossCurve } from '../../src/domain/loss-curve.ts';
import { NocturneError } from '../../src/errors.ts';
import { tellTraining } from '../../src/jobs/training/training-runs.ts';
import type { TrainedModel } from '../../src/learning/pipeline.ts';
import type { Store } from '../../src/store/store.ts';
import { people } from '../demo/slack/small-workspace.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSlackWorld, everything, keysOf, noc } from './slack-world.ts';
import { png, tell } from './world.ts';

const world = createSlackWorld();
afterEach(world.close);

const losses: LossCurve = {
  ...{ name: 'weighted absolute error', passes: 2, kept: 2 },
  points: [
    { pass: 1, training: 1.1, later: 1.02 },
    { pass: 2, training: 0.55, later: 0.63 },
  ],
};
const model = (kind: string, subject: string, own: Partial<TrainedModel> = {}): TrainedModel => ({
  ...{ kind, subject, id: 'a1', metrics: [], promoted: true, reason: 'good', ...own },
});
const result = [
  model('detection', 'network'),
  model('short', 'latency-ms', { losses }),
  model('short', 'cpu-pct', { losses, promoted: false }),
  model('short', 'memory-pct', { id: null }),
  model('day', 'latency-ms', { losses }),
];

/** Ends a run as the job does. */
const end = (store: Store, models: TrainedModel[], at = 1) =>
  tellTraining({ store, clock: () => at }, 'run-1', {
    ...{ state: 'done', done: 1, total: 1, note: 'all kept', result: models },
  });

const threadOf = (workspace: Workspace) => {
  const [head] = everything(workspace);
  return workspace.control.history({ user: people.onCall, channel: noc, thread_ts: head!.ts }).slice(1);
};
const typesOf = ({ blocks = [] }: { blocks?: { type: string }[] }) => blocks.map(({ type }) => type);
const once = ['training:run-1', 'training:run-1:losses:short', 'training:run-1:losses:day'];

describe('a training that is done', () => {
  it('has the losses of each kind in its thread, with a picture of the models that have some', async () => {
    const [workspace, store] = [await world.open(), createMemoryStore()];
    const drawn: [string, object][] = [];
    const draw = async (name: string, input: object) => {
      drawn.push([name, input]);
      return { png, altText: 'what it shows' };
    };
    const bot = await world.startBot(workspace, store, { charts: { draw } as never });
    await end(store, result);
    await bot.project();
    expect(keysOf(workspace)).toEqual(once);
    const [short, day, ...more] = threadOf(workspace);
    expect(more).toEqual([]);
    expect([typesOf(short as never), typesOf(day as never)]).toEqual(Array(2).fill(['section', 'image', 'context']));
    const words = '2 passes, pass 2 was kept: error 0.63 on later rows, 0.55 on those it learned from';
    expect(JSON.stringify(short)).toContain(`latency-ms: ${words}`);
    expect(JSON.stringify(short)).toContain(`cpu-pct: ${words}`);
    expect(JSON.stringify(short)).not.toContain('memory-pct');
    expect(JSON.stringify(day)).toContain(`day of latency-ms: ${words}`);
    expect(drawn).toEqual([
      [
        'losses',
        {
          of: 'short',
          models: [
            { label: 'latency-ms', ...losses },
            { label: 'cpu-pct', ...losses },
          ],
        },
      ],
      ['losses', { models: [{ label: 'day of latency-ms', ...losses }] }],
    ]);
  });

  const event: DomainEvent = {
    ...{ type: 'training.progress', runId: 'run-1', kind: 'models', done: 1, total: 1, note: '', state: 'done' },
  };
  it.each<[string, (store: Store) => Promise<unknown>]>([
    ['has no losses', (store) => end(store, result.slice(0, 1))],
    ['is still known by its event alone', (store) => tell(store, event)],
    [
      'failed',
      (store) => tellTraining({ store, clock: () => 1 }, 'run-1', { state: 'failed', done: 0, total: 1, note: 'no' }),
    ],
    [
      'is not over, whatever an earlier try of it told',
      async (store) => {
        await end(store, result);
        await tellTraining({ store, clock: () => 2 }, 'run-1', { state: 'running', done: 0, total: 1, note: '' });
      },
    ],
  ])('has nothing in its thread when it %s', async (_what, happen) => {
    const [workspace, store] = [await world.open(), createMemoryStore()];
    const bot = await world.startBot(workspace, store);
    await happen(store);
    await bot.project();
    expect(keysOf(workspace)).toEqual(['training:run-1']);
  });

  it('has them in words where no picture can be had', async () => {
    const [workspace, store] = [await world.open(), createMemoryStore()];
    const bot = await world.startBot(workspace, store);
    workspace.control.inject({
      kind: 'api_error',
      method: 'files.getUploadURLExternal',
      error: 'storage_limit',
      times: 2,
    });
    await end(store, result);
    await bot.project();
    expect(keysOf(workspace)).toEqual(once);
    expect(threadOf(workspace).map((message) => typesOf(message as never))).toEqual(
      Array(2).fill(['section', 'context']),
    );
  });
});

/** When a process may end, and how many pictures are uploaded in all; another one goes on with the same store. */
const cuts: [string, number, (store: Store) => Store][] = [
  ['before the first message', 2, (store) => failing(store, 'facts', 'put', 1)],
  ['while the words are posted', 2, (store) => failing(store, 'facts', 'put', 4)],
  ['after an upload', 3, (store) => failing(store, 'facts', 'put', 5)],
  ['after a picture was posted', 2, (store) => failing(store, 'facts', 'put', 6)],
  ['when all is posted', 2, (store) => failing(store, 'outbox', 'finish', 1)],
];

/** The same store, whose `nth` call of this fails, and every later one: to those who wait, the process is gone. */
function failing(store: Store, table: 'facts' | 'outbox', name: string, nth: number): Store {
  let calls = 0;
  const call = (store[table] as never)[name] as (...given: unknown[]) => Promise<unknown>;
  const cut = async (...given: unknown[]) => {
    calls += 1;
    if (calls >= nth) throw new NocturneError('database-unavailable', 'gone', { retryable: true });
    return call(...given);
  };
  return { ...store, [table]: { ...store[table], [name]: cut } } as Store;
}

describe('a bot that ends while it shows the losses of a training', () => {
  it.each(cuts)('%s: the next one loses none and doubles none', async (_when, uploads, cut) => {
    const [workspace, store] = [await world.open(), createMemoryStore()];
    await end(store, result);
    const first = await world.startBot(workspace, cut(store));
    await first.project();
    await first.close();
    expect(await store.outbox.pending('slack', 10)).toHaveLength(1);
    const second = await world.startBot(workspace, store);
    await second.project();
    expect(await store.outbox.pending('slack', 10)).toEqual([]);
    expect(keysOf(workspace)).toEqual(once);
    expect(threadOf(workspace).map((message) => typesOf(message as never))).toEqual(
      Array(2).fill(['section', 'image', 'context']),
    );
    const uploaded = workspace.control
      .journal()
      .filter((entry) => JSON.stringify(entry).includes('"files.completeUploadExternal"'));
    expect(uploaded).toHaveLength(uploads);
  });

  it('finds a message of which no answer came, and posts it once', async () => {
    const [workspace, store] = [await world.open(), createMemoryStore()];
    const bot = await world.startBot(workspace, store);
    workspace.control.inject({ kind: 'reset', method: 'chat.postMessage', applied: true, times: 1 });
    await end(store, result);
    await bot.project();
    expect(keysOf(workspace)).toEqual(once);
  });
});
