import { describe, expect, it } from 'vitest';
import { digestLines } from '../../src/cli/digest.ts';
import { describeDigest } from '../../src/digests/digest-words.ts';
import type { Digest } from '../../src/domain/digest.ts';
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
    right: 3,
    wrong: 1,
    unknown: 0,
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
      tested: { errorShare: 0.8, coverage: 0.91 },
    },
  ],
  models: [
    { name: 'detection', state: 'in use' },
    { name: 'causes', state: 'not trained yet' },
  ],
  approvals: { asked: 4, answered: 3, expired: 1, medianAnswerMs: 40_000 },
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
    ['a history that did not answer', { unread: 'the history could not be read' }],
  ])('is never calm with %s', (_what, change) => {
    expect(describeDigest(calmDigest(change), look).lines.join('\n')).not.toContain('Calm');
  });

  it('has five lines at most, each with what the digest has', () => {
    const { lines } = describeDigest(full, look);
    expect(lines).toEqual([
      'Happened: 1 incident (Congestion, Router-A eth1, recovered after 24 s, approved by Ada after 13 s) · 1 dismissed as none · 1 approval, 0 rejections',
      'Open: 1 incident, 1 without an owner · 1 plan waiting · drained: Router-A eth1 · silence on AP-3 ends 09:00 · heard nothing of Switch-1 · 1 unknown sender',
      'Ahead: Memory of Switch-2 reaches 90 % in about 40 min (between 30 min and 55 min) · busiest: Router-A eth1 about 610 Mbit/s (61 % of its capacity) from 08:00',
      'Worse than the week before: latency of Router-A eth1 12 ms, was 4.1 ms',
      'Models: 1 of 2 in use, not causes · warnings right in 3 of 4 · 4 plans asked about, 1 expired',
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
      'Router-A eth1 about 610 Mbit/s (61 % of its capacity) from 08:00, between 500 Mbit/s and 700 Mbit/s; such bands held 91 % of the last week and missed by 80 % of what the day before missed by',
    ]);
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
});
