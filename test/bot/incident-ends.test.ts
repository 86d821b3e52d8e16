import { describe, expect, it } from 'vitest';
import { endWords } from '../../src/bot/views/end-words.ts';
import { incidentHead, incidentLine } from '../../src/bot/views/incident-head.ts';
import { resolvedSummary } from '../../src/bot/views/summary.ts';
import type { IncidentEnd } from '../../src/domain/incident.ts';
import { incidentOf, start, topology } from './world.ts';

interface Row {
  name: string;
  end: IncidentEnd | undefined;
  owner: string | null;
  line: string;
  summary: RegExp;
  moment: string;
}

const rows: Row[] = [
  {
    ...{ name: 'verified', end: { how: 'verified' }, owner: null, line: 'resolved after 2 min' },
    ...{ summary: /^:white_check_mark: \*Resolved after .* A change was verified by telemetry\.$/, moment: 'resolved' },
  },
  {
    ...{ name: 'ended by itself', end: { how: 'quiet' }, owner: null, line: 'over after 2 min' },
    summary: /^:white_check_mark: \*Over after .* no trouble any more; no verified change ended it\.$/,
    moment: 'over, by telemetry',
  },
  {
    ...{ name: 'ended while somebody had it', end: { how: 'quiet' }, owner: 'U0ONCALL1', line: 'over after 2 min' },
    ...{ summary: /no verified change ended it\. <@U0ONCALL1> had it\.$/, moment: 'over, by telemetry' },
  },
  {
    ...{ name: 'dismissed', end: { how: 'dismissed', by: 'U0ONCALL2', reason: 'a test' }, owner: 'U0ONCALL1' },
    line: 'closed as no incident after 2 min',
    summary: /^:heavy_minus_sign: \*Closed as no incident after .* <@U0ONCALL2> closed it as no incident: a test$/,
    moment: 'closed as no incident',
  },
  {
    ...{ name: 'ended by an earlier release', end: undefined, owner: null, line: 'closed after 2 min' },
    ...{ summary: /^:white_check_mark: \*Closed after /, moment: 'closed' },
  },
];

describe('an incident that has', () => {
  it.each(rows)('$name says so everywhere, and claims nothing else', ({ end, owner, line, summary, moment }) => {
    const incident = incidentOf('inc-1', {
      state: 'resolved',
      resolvedAt: start + 120_000,
      owner,
      ...(end && { end }),
    });
    const told = resolvedSummary({ incident, topology, diagnosis: undefined, plans: [], chart: null });
    expect(incidentLine(incident, topology)).toContain(line);
    expect(incidentHead(incident, topology).text).toContain(line);
    expect(told.text).toMatch(summary);
    expect(JSON.stringify(told.blocks)).toContain(moment);
    expect(endWords(incident).moment).toBe(moment);
    const all = JSON.stringify([incidentHead(incident, topology), told]);
    for (const other of rows) {
      if (other.end?.how !== end?.how && other.end) expect(all, other.name).not.toContain(other.line);
    }
    expect(/[Rr]esolved/.test(all)).toBe(end?.how === 'verified');
  });
});
