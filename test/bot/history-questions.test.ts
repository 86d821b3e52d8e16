import { afterEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../demo/slack/workspace.ts';
import { checkMessage } from '../../src/bot/check-message.ts';
import { answerBlocks, questionMessage } from '../../src/bot/views/question.ts';
import type { TableBounds } from '../../src/domain/history-table.ts';
import type { Answered, QuestionAnswer } from '../../src/questions/answer-question.ts';
import { questionKinds } from '../../src/questions/list.ts';
import {
  createQuestionRuns,
  type QuestionRun,
  type ShownAnswer,
  showAnswer,
} from '../../src/questions/question-runs.ts';
import { people } from '../demo/slack/small-workspace.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSlackWorld, everything, keysOf, noc } from './slack-world.ts';
import { png } from './world.ts';

const world = createSlackWorld();
afterEach(world.close);

const answer: QuestionAnswer = {
  ...{
    question: 'top',
    asked: { metric: 'cpu_pct' } as never,
    sentence: 'CPU of all places: Router-A <has> the highest mean.',
  },
  columns: [
    { name: 'device', title: 'device', format: 'text' },
    { name: 'mean', title: 'mean', format: 'value' },
  ],
  rows: Array.from({ length: 40 }, (_, i) => ({ device: `Router-${i}`, mean: 90 - i })),
  notes: ['Later than 2026-11-29 15:00 UTC is not in it: that hour is not closed yet.'],
  chart: { form: 'bars', metric: 'cpu_pct', title: 'all places', bars: [{ label: 'Router-0', value: 90 }] },
};

/** A bot whose history answers as the test says, and keeps longer questions for whoever runs its jobs. */
async function start(first: Answered) {
  const [workspace, store] = [await world.open(), createMemoryStore()];
  const asked: [words: readonly string[], bounds: Partial<TableBounds>][] = [];
  const drawn: unknown[][] = [];
  const end = Promise.withResolvers<Answered>();
  const questions = {
    ask: async (words: readonly string[], bounds: Partial<TableBounds> = {}): Promise<Answered> => {
      asked.push([words, bounds]);
      if (asked.length === 1) return first;
      bounds.signal?.addEventListener('abort', () => end.resolve({ problem: 'called off' }));
      return end.promise;
    },
  };
  let look = () => {};
  const questionRuns = createQuestionRuns({
    ...{ store, questions, newId: () => 'question-1', clock: () => 1000, later: { later: async () => undefined } },
    every(_ms, work) {
      look = work;
      return () => undefined;
    },
  });
  const charts = {
    async draw(...given: unknown[]) {
      drawn.push(given);
      return { png, altText: 'what it shows' };
    },
  };
  const bot = await world.startBot(workspace, store, { questions, questionRuns, charts: charts as never });
  const say = (text: string) => workspace.control.command({ user: people.onCall, channel: noc, text });
  const told = (text: string) => workspace.control.waitForMessage({ user: people.onCall, text, ephemeral: true });
  return { workspace, store, bot, questionRuns, asked, drawn, end, say, told, look: () => look() };
}

const typesOf = (message: unknown) =>
  ((message as { blocks?: { type: string }[] }).blocks ?? []).map(({ type }) => type);

describe('/noc history', () => {
  it('that is answered at once has a sentence, a picture, a table and what is missing, for who asked', async () => {
    const { workspace, say, asked, drawn, told } = await start(answer);
    await say('history TOP Router-A 7d');
    const message = await told('the highest mean');
    expect(asked).toEqual([[['TOP', 'Router-A', '7d'], { withinMs: 2000 }]]);
    expect(typesOf(message)).toEqual(['section', 'image', 'rich_text', 'context']);
    expect(drawn).toEqual([['history', answer.chart]]);
    const text = JSON.stringify(message);
    expect(text).toContain('Router-A &lt;has&gt; the highest mean');
    expect(text).toContain('15 of 40 rows');
    expect(text).toContain('that hour is not closed yet');
    expect(text).toContain('Router-14');
    expect(text).not.toContain('Router-15');
    expect(everything(workspace).filter(({ ephemeral_to }) => !ephemeral_to)).toEqual([]);
  });

  it.each([
    [
      'makes no sense',
      { problem: 'I do not know <!channel>. Did you mean Router-A?' },
      'I do not know &lt;!channel&gt;',
    ],
    ['the history can not answer', { problem: 'The history did not answer: it is damaged.' }, 'it is damaged'],
  ])('that %s says so, and begins nothing', async (_what, problem, words) => {
    const { say, told, questionRuns } = await start(problem);
    await say('history top');
    expect(JSON.stringify(await told(words.slice(0, 13)))).toContain(words);
    expect(await questionRuns.owed()).toEqual([]);
  });

  it('alone lists every question and what may follow', async () => {
    const { say, told, asked } = await start(answer);
    await say('history');
    const text = JSON.stringify(await told('What can be asked'));
    for (const { name, about } of questionKinds) {
      expect(text).toContain(`\`${name}\``);
      expect(text).toContain(about.slice(0, 30));
    }
    for (const words of ['2026-11-01..2026-11-07', '24h vs 2026-11-22', 'device:', 'metric:'])
      expect(text).toContain(words);
    expect(asked).toEqual([]);
  });
});

describe('a question that takes longer', () => {
  const slow: Answered = { problem: 'Too slow.', isSlow: true };

  /** Asked in Slack, and begun by a job. */
  async function begun() {
    const one = await start(slow);
    await one.say('history top all 52w');
    await one.told('the answer comes into the channel');
    const done = one.questionRuns.answer('question-1', new AbortController().signal);
    await one.bot.project();
    return { ...one, done };
  }
  const only = (workspace: Workspace) => {
    const messages = everything(workspace).filter(({ ephemeral_to }) => !ephemeral_to);
    expect(messages).toHaveLength(1);
    return messages[0]!;
  };

  it('stands once in the channel: how far it is, then the answer with its picture', async () => {
    const { workspace, bot, asked, end, done, look, drawn } = await begun();
    expect(JSON.stringify(only(workspace))).toMatch(/Reading the history: `history top all 52w` for <@U\w+>, 0 %/);
    expect(typesOf(only(workspace))).toEqual(['section', 'actions']);
    asked[1]![1].onProgress!(0.42);
    look();
    await expect
      .poll(async () => {
        await bot.project();
        return only(workspace).text;
      })
      .toContain('42 %');
    end.resolve(answer);
    await done;
    await bot.project();
    const message = only(workspace);
    expect(typesOf(message)).toEqual(['section', 'image', 'rich_text', 'context', 'context']);
    expect(JSON.stringify(message)).toMatch(/history top all 52w` for <@U/);
    expect(JSON.stringify(message)).not.toMatch(/hourglass|Stop/);
    expect(drawn).toHaveLength(1);
    expect(keysOf(workspace)).toEqual(['question:question-1']);
  });

  it('is ended by Stop, by whoever presses it, and the message says by whom', async () => {
    const { workspace, bot, asked, done, look } = await begun();
    const { ts } = only(workspace);
    await workspace.control.press({ user: people.approver, channel: noc, ts, action_id: 'question_stop' });
    await workspace.control.waitForMessage({ user: people.approver, text: 'It stops.', ephemeral: true });
    look();
    await done;
    await bot.project();
    expect(asked[1]![1].signal!.aborted).toBe(true);
    expect(only(workspace).text).toBe(
      `:black_square_for_stop: Stopped by <@${people.approver}>: \`history top all 52w\` for <@${people.onCall}>`,
    );
    expect(typesOf(only(workspace))).toEqual(['section']);
  });

  it('that fails says why', async () => {
    const { workspace, bot, end, done } = await begun();
    end.resolve({ problem: 'The history did not answer: <it> is damaged (restore it).' });
    await done;
    await bot.project();
    expect(JSON.stringify(only(workspace))).toMatch(/:x: No answer to .*&lt;it&gt; is damaged \(restore it\)/);
  });

  it('of a bot that ends is shown by the next one in the same message', async () => {
    const { workspace, store, bot, questionRuns } = await begun();
    await bot.close();
    await questionRuns.stop('question-1', people.onCall);
    const next = await world.startBot(workspace, store, { questionRuns });
    await next.project();
    expect(only(workspace).text).toContain('Stopped by');
  });
});

const shown = showAnswer(answer);
const run = (state: QuestionRun['state'], change: Partial<QuestionRun> = {}): QuestionRun => ({
  ...{ at: 1, words: ['top', '`all`', '<!here>'], by: 'U0ONCALL1', state, share: 0, note: '', changes: 0, ...change },
});

describe('the message of every state', () => {
  const picture = { fileId: 'F0PICTURE1', altText: 'alt' } as never;
  const longNote = 'x'.repeat(5000);
  it.each<[string, QuestionRun]>([
    ...[0, 0.004, 0.5, 0.999, 1].map((share): [string, QuestionRun] => [
      `running at ${share}`,
      run('running', { share }),
    ]),
    ['failed', run('failed', { note: longNote })],
    ['stopped', run('stopped', { note: 'U0ONCALL1' })],
    ['done', run('done', { answer: shown })],
    ['done without rows', run('done', { answer: { ...shown, rows: [], total: 0, chart: null } })],
    ['done by a release that kept no answer', run('done')],
    ['asked with 20 words of 200 characters', run('running', { words: Array<string>(20).fill('w'.repeat(200)) })],
  ])('%s can be sent, and shows no link that was typed', (_state, state) => {
    for (const drawn of [picture, null]) {
      const message = questionMessage('question-1', state, drawn);
      expect(checkMessage(message)).toEqual([]);
      expect(JSON.stringify(message)).not.toContain('<!here>');
    }
  });

  it.each([
    [1, 1],
    [15, 4],
    [15, 12],
  ])('a table of %i rows and %i columns of wide cells has whole rows, and says how many', (rows, columns) => {
    const wide: ShownAnswer = {
      ...{ ...shown, total: 99, chart: null },
      head: Array.from({ length: columns }, (_, i) => `column ${i}`),
      rows: Array.from({ length: rows }, (_, i) => Array<string>(columns).fill(`${i}-${'é'.repeat(60)}`)),
    };
    const blocks = answerBlocks(wide, null);
    expect(checkMessage({ text: 'x', blocks })).toEqual([]);
    const table = JSON.parse(JSON.stringify(blocks[1])).elements[0].elements[0].text as string;
    const lines = table.split('\n');
    expect(new Set(lines.slice(1).map((line) => line.length)).size).toBe(1);
    expect(JSON.stringify(blocks)).toContain(`${lines.length - 1} of 99 rows`);
  });

  it('numbers stand to the right', () => {
    const [, , table] = answerBlocks(
      showAnswer({
        ...answer,
        rows: [
          { device: 'R', mean: 100 },
          { device: 'Router', mean: 5 },
        ],
      }),
      { type: 'divider' },
    );
    expect(JSON.stringify(table)).toContain('device   mean\\nR       100 %\\nRouter    5 %');
  });
});
