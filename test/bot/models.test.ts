import { beforeEach, describe, expect, it } from 'vitest';
import { checkMessage } from '../../src/bot/check-message.ts';
import { models } from '../../src/bot/commands/models.ts';
import { spokenPictures } from '../../src/bot/pictures.ts';
import type { ModelsPort } from '../../src/bot/ports.ts';
import { shorten } from '../../src/bot/shorten.ts';
import { createIncidentLabels } from '../../src/incidents/labels.ts';
import { type Challenge, challengeFact } from '../../src/jobs/training/challenge-facts.ts';
import type { ModelDetail } from '../../src/learning/model-detail.ts';
import type { ModelState } from '../../src/learning/model-states.ts';
import { factExamples } from '../app/fact-examples.ts';
import { createMemoryStore } from './memory-store.ts';
import { causesState, incidentOf, start, testModels } from './world.ts';

const metrics = ['latency-ms', 'packet-loss-pct', 'cpu-pct', 'memory-pct', 'jitter-ms'];
const stateOf = (subject: string, own: Partial<ModelState> = {}): ModelState => ({
  ...{ kind: 'short', subjects: [subject], name: `short of ${subject}`, trainedAt: start },
  ...{ note: `m-${subject}, 900 rows, error 0.63 (last value 1)`, brief: 'in use', worth: null, ...own },
});
const refused = {
  trainedAt: null,
  note: 'm9 is not in use: worse: error 2 against 1',
  brief: 'not in use: worse',
  worth: null,
};
const states = [
  { ...causesState, note: 'm1, 20 rows, macro F1 0.9' },
  ...metrics.map((subject, i) => stateOf(subject, i === 2 ? refused : {})),
];
const detailOf = (subject: string, own: Partial<ModelDetail> = {}): ModelDetail => ({
  ...{
    kind: 'short',
    subject,
    namesCauses: false,
    title: 'forecast of ten minutes',
    purpose: 'tells what a metric will read',
  },
  card: {
    ...{ kind: 'short', subject, id: `m-${subject}`, method: 'LSTM (Hochreiter and Schmidhuber 1997).', seed: 7 },
    ...{ trainedAt: '2026-11-02T14:03:05Z', span: { from: start, to: start + 3_600_000 }, dataHash: 'x' },
    ...{ split: 'measured on the last 30 %', trainingRows: 900, features: [], classes: [], libraries: {} },
    metrics: [{ name: 'error', better: 'lower', value: 0.63, baselines: { 'last value': 1 } }],
    notGoodFor: ['jumps', 'a rhythm of the day'],
  },
  isInUse: true,
  change: { at: '2026-11-02T14:04:00Z', by: 'gate', id: 'x', reason: 'error 0.630 (last value 1.000)' },
  ...{ challenger: null, damage: null, losses: null, values: null, ...own },
});
const losses = { name: 'weighted error', passes: 1, kept: 1, points: [{ pass: 1, training: 1.1, later: 1.02 }] };

let store = createMemoryStore();
beforeEach(() => {
  store = createMemoryStore();
});

async function ask(
  text: string,
  details: ModelDetail[] = metrics.map((subject) => detailOf(subject)),
  more: Partial<ModelsPort> = {},
) {
  const drawn: object[] = [];
  const pictures: typeof spokenPictures = {
    block(name, input, title) {
      drawn.push(input);
      return spokenPictures.block(name, input, title);
    },
  };
  const causes = detailOf('network', { kind: 'causes', title: 'cause forest', namesCauses: true });
  const ports = {
    models: { ...testModels(states, [causes, ...details]), ...more },
    pictures,
    store,
    commandName: '/noc',
  };
  const call = { args: text.split(' ').filter(Boolean), person: {} as never, channel: 'C1' };
  const answer = await models.run(call, ports as never);
  if (answer === 'usage') return { said: 'usage', drawn };
  expect(checkMessage(answer)).toEqual([]);
  expect(shorten(answer)).toBe(answer);
  return { said: JSON.stringify(answer), drawn };
}

describe('/noc models', () => {
  it('tells each state of a kind with many models in one line, and the others with their numbers', async () => {
    const { said } = await ask('');
    expect(said).toContain('macro F1 0.9');
    expect(said).toMatch(/short of latency-ms, packet-loss-pct, memory-pct, jitter-ms trained [^\\]*\(in use\)\\n/);
    expect(said).toContain('short of cpu-pct *not trained* (not in use: worse)');
    expect(said).not.toContain('0.63');
    expect(said).toContain('`/noc models causes` tells more.');
  });

  it('tells the models of a kind in full, and draws those that have losses', async () => {
    const { said, drawn } = await ask(
      'Short',
      metrics.map((subject, i) => detailOf(subject, i < 2 ? { losses } : {})),
    );
    for (const subject of metrics)
      if (subject !== 'cpu-pct') expect(said).toContain(`m-${subject}, 900 rows, error 0.63`);
    expect(said).toContain('m9 is not in use: worse: error 2 against 1');
    expect(said).toContain('forecast of ten minutes, tells what a metric will read');
    expect(said).not.toContain('macro F1');
    expect(said).toContain('`/noc models short latency-ms` tells more.');
    const panel = (label: string) => ({ label, ...losses });
    expect(drawn).toEqual([{ of: 'short', models: [panel('latency-ms'), panel('packet-loss-pct')] }]);
    expect((await ask('short')).drawn).toEqual([]);
  });

  it.each(['short cpu-pct', 'SHORT cpu_pct'])('tells all of one model: %s', async (text) => {
    const { said, drawn } = await ask(text, [detailOf('cpu-pct', { losses })]);
    for (const part of [
      '*short of cpu-pct*',
      'm-cpu-pct is in use: error 0.630 (last value 1.000) (decided by its gate, 2026-11-02 14:04 UTC)',
      'LSTM (Hochreiter and Schmidhuber 1997).',
      '2026-11-02 14:03 UTC, on 900 rows from 2026-11-02 14:03 UTC to 2026-11-02 15:03 UTC, with seed 7',
      'measured on the last 30 %',
      'error 0.630 (last value 1.000)',
      'jumps; a rhythm of the day',
      'Error after each pass (weighted error). short of cpu-pct: 1 pass: error 1.02 on later rows, 1.1 on those it learned from',
    ])
      expect(said).toContain(part);
    expect(drawn).toEqual([{ models: [{ label: 'short of cpu-pct', ...losses }] }]);
  });

  it('needs no subject where a kind has one model', async () => {
    expect((await ask('causes')).said).toContain('*causes*');
    expect((await ask('causes')).said).toContain('*Purpose*: cause forest: ');
  });

  it('tells of the kind that names causes how often people found them right', async () => {
    const none = 'no labels yet: confirm or name causes with the buttons of an incident';
    const without = await ask('causes');
    expect([without.said.includes(`*Labels*: ${none}`), without.drawn]).toEqual([true, []]);
    expect((await ask('short')).said).not.toContain('Labels');
    for (let i = 0; i < 4; i++) {
      const id = `INC-${i}`;
      await store.incidents.insert(incidentOf(id));
      const about = { incidentId: id, user: 'U1', at: start + i, verdict: 'congestion' as const };
      await createIncidentLabels(store.facts).put({ ...about, right: i > 0, cause: i > 0 ? null : 'bad_optic' });
    }
    const many = await ask('causes', [detailOf('two', { kind: 'causes', namesCauses: true })]);
    const verdicts = [false, true, true, true];
    for (const { said, drawn } of [await ask('causes'), many]) {
      expect(said).toContain('*Labels*: 4 labels have a verdict: 3 right (75 %)');
      expect(drawn).toEqual([{ label: 'causes', verdicts, window: 50, rises: [], arrivals: [] }]);
    }
  });

  it('tells how the last rise of the error was answered, marks what came into use, and offers the way back', async () => {
    const challenge = factExamples['cause-challenge']!.value as Challenge;
    await store.facts.put(challengeFact, challenge.id, challenge);
    for (let i = 0; i < 4; i++) {
      await store.incidents.insert(incidentOf(`INC-${i}`));
      const about = { incidentId: `INC-${i}`, user: 'U1', at: start + i, verdict: 'congestion' as const };
      await createIncidentLabels(store.facts).put({ ...about, right: true, cause: null });
    }
    const arrival = { at: new Date(start + 1).toISOString(), by: 'gate', reason: '', action: 'promote', id: 'a1' };
    const { said, drawn } = await ask('causes', [], {
      changes: async () => [{ ...arrival, aliases: { champion: 'a1', challenger: null, previous: null } }] as never,
      former: async () => ({ inUse: 'a1', before: null }),
    });
    expect(drawn).toMatchObject([{ arrivals: [{ label: 2, id: 'a1' }] }]);
    for (const words of [
      '*Drift*: since label 3 the error is 40 %, and was 10 % before; noticed at label 9',
      '*Challenger*: a1, trained on 9 labels, 7 of them since the rise and counted 8 times, judges in the shadow: no later label to compare on yet',
      '*What labels changed*: 3 labels of link L4 moved 2 of 9 verdicts',
      'another model is in use since label 2, with 2 labels since',
      'Use the one before',
    ])
      expect(said).toContain(words);
  });

  it.each([
    ['cuases', 'There is no kind of model `cuases`. Did you mean `causes`? The kinds are causes and short.'],
    [
      'short latncy-ms',
      'no model of kind short about `latncy-ms`. Did you mean `latency-ms`? The subjects are latency-ms, ',
    ],
    ['xyzzyxyzzy', 'There is no kind of model `xyzzyxyzzy`. The kinds are'],
    ['<!channel>', '&lt;!channel&gt;'],
    ['short cpu-pct more', 'usage'],
  ])('says what is wrong with "%s"', async (text, words) => {
    const { said, drawn } = await ask(text);
    expect(said).toContain(words);
    expect(drawn).toEqual([]);
  });
});
