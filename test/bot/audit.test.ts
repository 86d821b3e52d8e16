import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../src/bot/check-message.ts';
import { audit } from '../../src/bot/commands/audit.ts';
import type { CommandPorts } from '../../src/bot/commands/command.ts';
import { actionWords } from '../../src/bot/views/audit-words.ts';
import type { Person } from '../../src/domain/person.ts';
import { createMemoryStore } from './memory-store.ts';
import { createTestSilences, incidentOf, planOf, start } from './world.ts';

const everyAction = Object.keys(actionWords);

/** An incident with two plans, a silence that is over, a silence of something else, and entries about all of them. */
async function world(entries: { subject: string; action: string; actor?: string; detail?: Record<string, unknown> }[]) {
  const store = createMemoryStore();
  let now = start;
  const silences = createTestSilences(store, () => now);
  await store.incidents.insert(incidentOf('INC-7K2MQ'));
  await store.plans.insert(planOf('plan-B', 'INC-7K2MQ', { createdAt: start + 2 }));
  await store.plans.insert(planOf('plan-A', 'INC-7K2MQ', { createdAt: start + 1, summary: 'Drain the link' }));
  const silence = { kind: 'silence', reason: 'x', by: 'U0NOOR001', from: now, until: now + 1000 } as const;
  const near = await silences.add({ ...silence, match: { device: 'Router-A' } });
  await silences.add({ ...silence, match: { device: 'Switch-1' } });
  now += 60_000;
  for (const entry of entries) await store.audit.append({ at: now, actor: 'U0NOOR001', detail: {}, ...entry });
  const ports = { store, silences, commandName: '/noc' } as unknown as CommandPorts;
  async function say(...args: string[]): Promise<string> {
    const message = await audit.run({ args, person: {} as Person, channel: 'C1' }, ports);
    if (message === 'usage') return message;
    expect(checkMessage(message)).toEqual([]);
    return JSON.stringify(message.blocks);
  }
  return { say, near };
}

describe('audit of an incident', () => {
  it('tells all of it in order: itself, its plans, votes and silences, with people, short names and words', async () => {
    const { say, near } = await world([
      { subject: 'INC-7K2MQ', action: 'incident.taken', detail: { severity: 'major' } },
      { subject: 'plan-A', action: 'plan.proposed', actor: 'nocturne' },
      { subject: 'plan-A', action: 'plan.rejected', actor: 'U0ADA0001', detail: { outcome: 'Rejected: not now' } },
      { subject: 'plan-B', action: 'plan.vote', actor: 'U0ADA0001', detail: { reason: 'ticket C-1' } },
      { subject: 'plan-other', action: 'plan.proposed' },
    ]);
    const text = await say('INC-7K2MQ');
    expect(text).toContain('*5 entries*');
    for (const part of [
      'plan 1: `plan-A` Drain the link',
      '<@U0NOOR001> added the silence of everything on Router-A',
      '<@U0NOOR001> took, as major, the incident',
      'Nocturne proposed plan 1',
      '<@U0ADA0001> rejected plan 1: Rejected: not now',
      '<@U0ADA0001> approved, and more approvals were needed for plan 2: ticket C-1',
    ]) {
      expect(text).toContain(part);
    }
    expect(text.indexOf('took, as')).toBeLessThan(text.indexOf('rejected plan 1'));
    for (const raw of ['plan.vote', 'incident.taken', 'Switch-1', 'plan-other', near.id])
      expect(text).not.toContain(raw);
  });

  it.each([1, 19, 20, 21, 60])(
    'shows each of %i entries once over its pages, and how to see the rest',
    async (many) => {
      const entries = Array.from({ length: many }, (_, i) => ({
        subject: 'plan-Z',
        action: 'plan.vote',
        actor: `U0P${i}X`,
      }));
      const { say } = await world(entries);
      const seen: string[] = [];
      for (let page = 1; ; page++) {
        const text = await say('plan-Z', String(page));
        seen.push(...[...text.matchAll(/<@(U0P\d+X)>/g)].map(([, actor]) => actor!));
        const left = many - page * 20;
        if (left > 0) expect(text).toContain(`… and ${left} more: \`/noc audit plan-Z ${page + 1}\``);
        else expect(text).not.toContain(' more: `');
        if (left <= 0) break;
      }
      expect(seen).toEqual(entries.map(({ actor }) => actor));
    },
  );

  it('stays within the limits of Slack whatever stands in an entry', async () => {
    const long = { reason: '<!channel> `x` '.repeat(400), severity: 'y'.repeat(5000), device: '&'.repeat(5000) };
    const { say } = await world(everyAction.map((action) => ({ subject: 'INC-7K2MQ', action, detail: long })));
    const text = `${await say('INC-7K2MQ')}${await say('INC-7K2MQ', '2')}`;
    expect(text).not.toContain('<!channel>');
  });

  it('takes a number alone for a page of the whole record, and nothing else for one', async () => {
    const { say } = await world(Array.from({ length: 25 }, () => ({ subject: 'plan-Z', action: 'plan.vote' })));
    expect(await say('2')).toContain('*27 entries*');
    for (const page of ['0', '-1', '1.5', 'x', '9999999']) expect(await say('plan-Z', page)).toBe('usage');
  });
});

it('has words for every action that the product writes', () => {
  const src = join(import.meta.dirname, '../../src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const written = files.flatMap((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    return [...text.matchAll(/action: '([a-z]+\.[a-z-]+)'/g)].map(([, action]) => action!);
  });
  expect(written.length).toBeGreaterThan(10);
  expect(written.filter((action) => !everyAction.includes(action))).toEqual([]);
});
