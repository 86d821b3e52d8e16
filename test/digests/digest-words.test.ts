import { describe, expect, it } from 'vitest';
import { digestLines } from '../../src/cli/digest.ts';
import { describeDigest } from '../../src/digests/digest-words.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { learningOf } from '../learning/made-learning.ts';
import { riskOf } from '../risks/made-risks.ts';
import { calmDigest } from './made-digests.ts';

const look = { time: (at: number) => new Date(at).toISOString().slice(11, 16), user: (user: string) => user };
const calm = calmDigest();
const place = { device: 'Router-A', interface: 'eth1' };
const incident: Digest['incidents'][number] = {
  ...{ id: 'INC-1', place, severity: 'major', cause: 'congestion', openedAt: calm.from + 60_000, ended: 'verified' },
  ...{ approvedBy: ['Ada'], approvedMs: 13_000, recoveredMs: 24_000 },
};
const full = calmDigest({
  incidents: [incident, { ...incident, id: 'INC-2', ended: 'dismissed' }],
  votes: [{ user: 'Ada', decision: 'approve', planId: 'plan-1', at: calm.from + 73_000 }],
  open: {
    ...{
      incidents: [{ id: 'INC-3', place, owner: null }],
      plans: [{ id: 'plan-2', summary: 'Raises a cost', approveBy: calm.to }],
    },
    ...{ drained: [place], silences: [{ what: 'AP-3', until: calm.to + 7_200_000, by: 'Tom' }] },
    ...{ unknownSenders: ['tap'], silent: ['Switch-1'] },
  },
  risks: {
    standing: [
      riskOf('RISK-1', {
        expectedAt: calm.to + 38 * 60_000,
        earliestAt: calm.to + 30 * 60_000,
        latestAt: calm.to + 55 * 60_000,
      }),
    ],
    ...{ right: 3, wrong: 1, unknown: 0 },
    look: { at: calm.to, over: [{ place, metric: 'cpu_pct', level: 95, limit: 90 }], more: 0, gaps: [] },
  },
  worse: [{ place, metric: 'latency_ms', before: 4.1, now: 12 }],
  busiest: [
    {
      place,
      at: calm.to + 3_600_000,
      expected: 610,
      lower: 500,
      upper: 700,
      capacityMbps: 1000,
      tested: { errorShare: 0.8, coverage: 0.91, hours: 140 },
    },
  ],
  models: [
    {
      kind: 'detection',
      name: 'detection',
      state: 'in use',
      worth: 'recall .9 (the simple way .5)',
      trainedAt: calm.to - 7_200_000,
    },
    { kind: 'forecast-short', name: 'forecast-short of cpu-pct', state: 'in use', worth: null, trainedAt: calm.to },
    { kind: 'forecast-short', name: 'forecast-short of x', state: 'not better', worth: null, trainedAt: null },
    { kind: 'causes', name: 'causes of a', state: 'not trained yet', worth: null, trainedAt: null },
    { kind: 'causes', name: 'causes of b', state: 'refused', worth: null, trainedAt: null },
  ],
  approvals: { asked: 4, answered: 3, expired: 1, medianAnswerMs: 40_000 },
});

it('calls no night calm when the digest is late, for perhaps nothing ran', () => {
  const late = { ...calm, madeAt: calm.to + 40 * 86_400_000 };
  const text = describeDigest(late, look).lines.join('\n');
  expect(text).not.toContain('Calm');
  expect(text).toContain('Open: perhaps no bot ran for part of this time');
});

describe('a digest in words', () => {
  it('is one line after a quiet night', () => {
    expect(describeDigest(calm, look)).toEqual({
      title: 'Morning digest · 07:00 to 07:00',
      lines: ['Calm: no incident, nothing open, nothing that points to a limit; 7 devices heard.'],
      parts: [],
    });
  });

  it.each<[string, Partial<Digest>]>([
    ['an incident', { incidents: [incident] }],
    ['a vote', { votes: full.votes }],
    ['a silent device', { open: { ...calm.open, silent: ['Switch-1'] } }],
    ['an unknown sender', { open: { ...calm.open, unknownSenders: ['tap'] } }],
    ['a risk that stands', { risks: full.risks }],
    ['a warning that came true', { risks: { ...calm.risks, right: 1 } }],
    ['nobody who judges', { isJudged: false }],
    ['nobody who looked ahead', { risks: { ...calm.risks, look: null } }],
    [
      'a look ahead that is old',
      { risks: { ...calm.risks, look: { at: calm.to - 16 * 60_000, over: [], more: 0, gaps: [] } } },
    ],
    [
      'a time at which nobody looked',
      {
        risks: {
          ...calm.risks,
          look: { at: calm.to, over: [], more: 0, gaps: [{ from: calm.from + 1, to: calm.from + 9e6 }] },
        },
      },
    ],
    ['a metric over its limit', { risks: { ...calm.risks, look: full.risks.look } }],
    ['a history that did not answer', { unread: 'the history could not be read' }],
  ])('is never calm with %s', (_what, change) => {
    expect(describeDigest(calmDigest(change), look).lines.join('\n')).not.toContain('Calm');
  });

  it('says when nobody looked, of its own time only', () => {
    const gaps = [
      { from: calm.from - 7_200_000, to: calm.from },
      { from: calm.from + 3_600_000, to: calm.from + 7_200_000 },
    ];
    const { lines, parts } = describeDigest(
      calmDigest({ risks: { ...calm.risks, look: { at: calm.to, over: [], more: 0, gaps } } }),
      look,
    );
    expect(lines).toContain('Open: nothing was looked at from 08:00 to 09:00, as when no bot runs');
    expect(parts.find(({ title }) => title === 'Risks')!.lines).toEqual(['nothing was looked at from 08:00 to 09:00']);
  });

  it('has five lines at most, each with what the digest has', () => {
    const { lines } = describeDigest(full, look);
    expect(lines).toEqual([
      'Happened: 1 incident (Congestion, Router-A eth1, recovered after 24 s, approved by Ada after 13 s) · 1 dismissed as none · 1 approval',
      'Open: over its limit: CPU of Router-A eth1 95 % (limit 90 %) · 1 incident, 1 without an owner · 1 plan waiting · drained: Router-A eth1 · silence on AP-3 ends 09:00 · heard nothing of Switch-1 · 1 unknown sender',
      'Ahead: Memory of Switch-2 reaches 90 % in about 40 min (between 30 min and 55 min) · busiest: Router-A eth1 about 610 Mbit/s (61 % of its capacity) from 08:00',
      'Worse than the week before: latency of Router-A eth1 12 ms, was 4.1 ms',
      'Models: in use, but not forecast-short of x, causes · warnings right in 3 of 4 · 4 plans asked about, 1 expired',
    ]);
  });

  it('has a part of the detail for each, with the command that has the same numbers', () => {
    const { parts } = describeDigest(full, look);
    expect(parts.map(({ title, query }) => [title, query])).toEqual([
      ['Incidents', 'incidents all'],
      ['Who decided what', 'approvals'],
      ['Open', 'status'],
      ['Risks', 'risks all'],
      ['Worse than the week before, by the median', 'status'],
      ['The busiest links, in the next twelve hours', 'forecast Router-A eth1 throughput_mbps day'],
      ['Models', 'models'],
      ['The approval gate', 'approvals'],
    ]);
    expect(parts.find(({ title }) => title === 'The busiest links, in the next twelve hours')!.lines).toEqual([
      'Router-A eth1 about 610 Mbit/s (61 % of its capacity) from 08:00, between 500 Mbit/s and 700 Mbit/s; of 140 hours that came 91 % were within such bands, and the forecasts were 20 % better than the same hour of the day before',
    ]);
  });

  it('says of each model what is known of it, and how old it is', () => {
    const { parts } = describeDigest(full, look);
    expect(parts.find(({ title }) => title === 'Models')!.lines.slice(0, 3)).toEqual([
      'detection: in use, trained 2 h ago, recall .9 (the simple way .5)',
      'forecast-short of cpu-pct: in use, trained a second ago',
      'forecast-short of x: not better',
    ]);
    const models = (...states: string[]) =>
      describeDigest(
        calmDigest({
          votes: full.votes,
          models: states.map((state, i) => ({
            kind: `k${i}`,
            name: `k${i} of x`,
            state,
            worth: null,
            trainedAt: null,
          })),
        }),
        look,
      ).lines.at(-1);
    expect(models('in use', 'in use, best')).toBe('Models: all in use');
    expect(models('not trained yet')).toBe('Models: none in use');
    const learning = learningOf({ nextAt: calm.madeAt + 720_000 });
    expect(describeDigest({ ...full, models: [], learning }, look).lines.at(-1)).toMatch(
      /^Models: none in use · learning: 18 of 30 minutes, 108 of 200 readings a place \(in 12 minutes\)/,
    );
    expect(models('in use', 'a', 'b', 'c', 'd')).toBe('Models: in use, but not k1, k2, k3, … and 1 more');
  });

  it.each([
    [
      { errorShare: 1, coverage: 0.9, hours: 60 },
      'and the forecasts were no better than the same hour of the day before',
    ],
    [
      { errorShare: 1.2, coverage: 0.9, hours: 60 },
      'and the forecasts were 20 % worse than the same hour of the day before',
    ],
    [{ errorShare: null, coverage: 0.9, hours: 60 }, 'of 60 hours that came 90 % were within such bands'],
    [null, 'how good such forecasts are there is not known yet'],
  ])('says what a forecast of a link is worth: %j', (tested, words) => {
    const { parts } = describeDigest(
      calmDigest({ busiest: [{ ...full.busiest[0]!, tested }], votes: full.votes }),
      look,
    );
    expect(parts.find(({ title }) => title.startsWith('The busiest'))!.lines[0]!.endsWith(words)).toBe(true);
  });

  it('counts causes and places where there are more incidents than can be read', () => {
    const many = Array.from({ length: 40 }, (_, i) => ({
      ...{ ...incident, id: `INC-${i}`, ended: i === 39 ? null : ('quiet' as const) },
      place: { device: `R${i % 13 === 0 ? 0 : i % 14}`, interface: null },
      cause: [null, 'congestion', 'latency_spike', 'memory_leak', 'congestion'][i % 5]!,
    }));
    const { lines, parts } = describeDigest(calmDigest({ incidents: many }), look);
    expect(lines[0]).toMatch(
      /^Happened: 40 incidents \(16 congestion, 8 no cause named, 8 [a-z ]+, … and 1 more; most at R0: \d+\)$/,
    );
    const listed = parts.find(({ title }) => title === 'Incidents')!.lines;
    expect(listed).toHaveLength(13);
    expect(listed[0]).toMatch(/^R0: \d+ incidents \(\d+ congestion, /);
    const counted = listed.slice(0, 12).reduce((sum, line) => sum + Number(/: (\d+) incident/.exec(line)![1]), 0);
    const places = new Set(many.map(({ place }) => place.device)).size;
    expect(listed.at(-1)).toBe(`… and ${places - 12} more`);
    expect(counted).toBeLessThanOrEqual(40);
    expect(listed.join()).toContain(', 1 open');
  });

  it('says when it is late', () => {
    const late = calmDigest({ madeAt: calm.to + 2 * 86_400_000 });
    expect(describeDigest(late, look).title).toBe('Morning digest · 07:00 to 07:00 · late: it was due 07:00');
    expect(describeDigest(calmDigest({ dueAt: null, madeAt: calm.to + 86_400_000 }), look).title).not.toContain('late');
  });

  it('cuts long lists and counts what it left out', () => {
    const many = calmDigest({ open: { ...calm.open, silent: Array.from({ length: 30 }, (_, i) => `S${i}`) } });
    const { lines, parts } = describeDigest(many, look);
    expect(lines[1]).toBe('Open: heard nothing of S0, S1, S2, … and 27 more');
    expect(parts.find(({ title }) => title === 'Open')!.lines.at(-1)).toBe('… and 18 more');
  });

  it('is text for a terminal, and Markdown in which names are names', () => {
    expect(digestLines(full, false).slice(0, 2)).toEqual([
      expect.stringMatching(/^Morning digest · 2026-03-02/),
      expect.stringMatching(/^Happened: 1 incident/),
    ]);
    const evil = calmDigest({ open: { ...calm.open, silent: ['**x** [a](b)'] } });
    const markdown = digestLines(evil, true);
    expect(markdown[0]).toMatch(/^# Morning digest/);
    expect(markdown.join('\n')).toContain('\\*\\*x\\*\\* \\[a\\](b)');
  });

  it.each([false, true])(
    'keeps each name on its line and out of the control of the terminal (Markdown: %s)',
    (isMarkdown) => {
      const name = 'a\n# b\r\u001b[31mred\u001b]8;;http://x\u0007\u202ec';
      const named = { device: name, interface: null };
      const digest = calmDigest({
        open: { ...calm.open, unknownSenders: [name], drained: [named] },
        busiest: [{ ...full.busiest[0]!, place: named }],
      });
      for (const line of digestLines(digest, isMarkdown)) expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    },
  );
});
