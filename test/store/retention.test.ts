import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openCheckpointer } from '../../src/agents/checkpointer.ts';
import { configFileSchema } from '../../src/config.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { PlanState } from '../../src/domain/plan.ts';
import { retentions } from '../../src/store/retention.ts';
import { anyFact, examplePlan, useStore } from './open-test-store.ts';

const store = useStore();
const dayMs = 86_400_000;
const now = Date.UTC(2026, 10, 28);
const days = configFileSchema.parse({}).retention;
const daysAgo = (count: number) => now - count * dayMs;
const prune = (followers: string[] = ['slack']) => store().prune({ days, followers, now });
const count = async (table: string, where = 'true') =>
  Number((await store().pool.query(`SELECT count(*) FROM ${table} WHERE ${where}`)).rows[0].count);

beforeAll(() => openCheckpointer(store().pool, 'checkpoints'));
beforeEach(async () => {
  const emptied = ['incident', 'plan', 'fact', 'outbox', 'inbox', 'diagnosis', 'config_snapshot'];
  await store().pool.query(`TRUNCATE ${emptied.map((table) => `nocturne.${table}`).join(', ')} CASCADE`);
  await store().pool.query(
    'TRUNCATE checkpoints.checkpoints, checkpoints.checkpoint_blobs, checkpoints.checkpoint_writes',
  );
});

test('every table says how long its rows are kept', async () => {
  const { rows } = await store().pool.query(
    `SELECT schemaname || '.' || tablename AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'bullmq') ORDER BY 1`,
  );
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(retentions).sort());
});

test('every setting is used, and every table that is pruned has one', () => {
  const used = Object.values(retentions).flatMap((each) => each.days ?? []);
  expect([...new Set(used), 'historyDays', 'jobsDays'].sort()).toEqual(Object.keys(days).sort());
});

test('what people wrote is gone as soon as it is handled, and its key after a week', async () => {
  const secret = 'xoxb-1234-a-token-in-a-mention';
  const { inbox } = store();
  const entry = { key: 'Ev1', kind: 'event', payload: { event: { text: secret } }, at: daysAgo(9) };
  expect(await inbox.put(entry)).toBe(true);
  expect((await inbox.pending(1))[0]?.payload).toEqual(entry.payload);
  await inbox.finish('Ev1', daysAgo(8) + 2 * dayMs);
  await inbox.put({ ...entry, key: 'Ev2', at: daysAgo(100) });
  expect(await count('nocturne.inbox', `payload::text LIKE '%${secret}%' AND done_at IS NOT NULL`)).toBe(0);
  expect(await prune()).toEqual({});
  expect(await inbox.put(entry)).toBe(false);
  expect(await store().prune({ days, followers: [], now: now + 2 * dayMs })).toEqual({ 'nocturne.inbox': 1 });
  expect((await inbox.pending(9)).map(({ key }) => key)).toEqual(['Ev2']);
});

test('an event goes when the cursor of every follower is behind it, whether it is known by name or by what it did', async () => {
  const { outbox } = store();
  const event = { type: 'incident.opened', incidentId: 'INC-1' } as const;
  for (const key of ['both', 'one', 'none']) await outbox.append(key, event, daysAgo(40));
  await outbox.append('new', event, daysAgo(1));
  const idOf = Object.fromEntries((await outbox.pending('test', 9)).map(({ key, id }) => [key, id]));
  const finish = (projection: string, keys: string[]) =>
    Promise.all(keys.map((key) => outbox.finish(projection, idOf[key]!, daysAgo(39))));
  const advance = async (projection: string) => {
    await outbox.follow(projection, 'beginning', now);
    await outbox.advance(projection, await outbox.advance(projection, null, now), now);
  };
  await finish('slack', ['both', 'one', 'new']);
  await advance('slack');
  expect(await prune(['slack', 'pager'])).toEqual({});
  await finish('pager', ['both']);
  await advance('pager');
  expect(await prune(['slack'])).toEqual({ 'nocturne.outbox': 1 });
  expect((await outbox.pending('test', 9)).map(({ key }) => key)).toEqual(['one', 'none', 'new']);
});

const incident = (id: string, resolvedAt: number | null): Incident => ({
  ...{
    id,
    state: resolvedAt === null ? 'open' : 'resolved',
    severity: 'minor',
    openedAt: 1,
    lastAnomalyAt: 1,
    resolvedAt,
  },
  ...{ place: { device: 'R1', interface: null }, places: [], anomalies: 1, verdict: null, owner: null },
});

/** An incident with everything that belongs to one. */
async function fill(id: string, resolvedAt: number | null, state: PlanState): Promise<void> {
  const { incidents, diagnoses, plans, votes, executions, facts, pool } = store();
  await incidents.insert(incident(id, resolvedAt));
  await diagnoses.put({ incidentId: id } as never);
  const plan = examplePlan(`plan of ${id}`, { state });
  await plans.insert({ ...plan, content: { ...plan.content, incidentId: id } });
  const at = resolvedAt ?? daysAgo(500);
  await votes.insert({ planId: plan.id, planHash: 'h', user: 'U1', decision: 'approve', reason: 'words', at });
  const line = { planId: plan.id, phase: 'change', step: 0, line: 0 } as const;
  await executions.begin({ ...line, device: 'R1', command: 'c', sentAt: at });
  await executions.done(line, { at, output: 'what the device said', accepted: true });
  await executions.putSnapshot(plan.id, 'R1', 'configuration', at);
  for (const [kind, key, value] of [
    ['incident-anomalies', id, []],
    ['slack-ref', `incident:${id}:card`, {}],
    ['slack-ref', `incident:${id}:diagnosis:2`, {}],
    ['incident-decision', id, { round: 2 }],
    ['slack-ref', `plan:${plan.id}:card`, {}],
    ['plan-times', plan.id, {}],
    ['plan-key', `key of ${id}`, plan.id],
  ] as const)
    await facts.put(anyFact(kind), key, value);
  await pool.query(
    `INSERT INTO checkpoints.checkpoints (thread_id, checkpoint_ns, checkpoint_id, checkpoint) VALUES ($1, '', '1', '{}')`,
    [id],
  );
}

const perIncident = ['incident', 'diagnosis', 'plan', 'vote', 'execution_line', 'execution_snapshot'];

describe('an incident', () => {
  test('that is over for long goes with everything that belongs to it', async () => {
    await fill('INC-old', daysAgo(366), 'verified');
    await fill('INC-new', daysAgo(10), 'verified');
    await prune();
    for (const table of perIncident) expect([table, await count(`nocturne.${table}`)]).toEqual([table, 1]);
    expect(await count('nocturne.fact')).toBe(7);
    expect(await count('nocturne.fact', `id LIKE '%old%' OR value::text LIKE '%old%'`)).toBe(0);
    expect(await count('checkpoints.checkpoints')).toBe(1);
  });

  test('whose end was stored with a part of a millisecond stops nothing', async () => {
    await fill('INC-old', daysAgo(366), 'verified');
    await store().incidents.update(incident('INC-old', daysAgo(366) + 0.2));
    expect(await prune()).toMatchObject({ 'nocturne.incident': 1 });
  });

  test.each([
    { why: 'it is open', resolvedAt: null, state: 'verified' },
    ...(['pending', 'approved', 'running', 'verifying', 'unknown'] as const).map((state) => ({
      ...{ why: `its plan is ${state}`, resolvedAt: daysAgo(500), state },
    })),
  ] as const)('keeps all that it needs while $why', async ({ resolvedAt, state }) => {
    await fill('INC-needed', resolvedAt, state);
    // Device output of a plan that has ended may go although its incident is still open.
    const outputs = resolvedAt === null ? { 'nocturne.execution_line': 1, 'nocturne.execution_snapshot': 1 } : {};
    expect(await prune()).toEqual(outputs);
  });

  test('loses the output of devices and the thoughts of the agents before it goes itself', async () => {
    await fill('INC-1', daysAgo(100), 'verified');
    expect(await prune()).toEqual({
      ...{ 'checkpoints.checkpoints': 1, 'nocturne.execution_snapshot': 1, 'nocturne.execution_line': 1 },
    });
    expect((await store().executions.lines('plan of INC-1'))[0]).toMatchObject({
      command: 'c',
      output: null,
      accepted: true,
    });
    expect(await prune()).toEqual({});
  });
});

test.each(['digest', 'risk', 'training'])(
  'messages about a %s go by their age, and their pictures after them',
  async (kind) => {
    const { facts } = store();
    for (const [id, since] of [
      ['old', daysAgo(366)],
      ['new', daysAgo(10)],
    ] as const) {
      await facts.put(anyFact('slack-ref'), `${kind}:${id}:head`, { since });
      await facts.put(anyFact('slack-file'), `${kind}:${id}:head`, {});
    }
    expect(await prune()).toEqual({ 'nocturne.fact': 1 });
    expect(await prune()).toEqual({ 'nocturne.fact': 1 });
    expect(await prune()).toEqual({});
    expect(await count('nocturne.fact', `id LIKE '%new%'`)).toBe(2);
  },
);

test('former configurations go, and the latest of each device stays however old it is', async () => {
  for (const [at, text] of [
    [900, 'a'],
    [500, 'b'],
    [400, 'c'],
  ] as const)
    await store().configs.put({ device: 'R1', at: daysAgo(at), source: 'daily', planId: null, text });
  expect(await prune()).toEqual({ 'nocturne.config_snapshot': 2 });
  expect((await store().configs.history('R1', 9)).map(({ text }) => text)).toEqual(['c']);
});

test('the audit is kept forever', async () => {
  await store().audit.append({ at: 0, actor: 'U1', action: 'do', subject: 'plan-1', detail: {} });
  await prune();
  expect(await store().audit.verify()).toMatchObject({ ok: true, entries: 1 });
});

test('a plan that a person asked for without an incident goes by its age once it has ended, with what belongs to it', async () => {
  const { plans, facts } = store();
  const states = { old: 'verified', waiting: 'pending', fresh: 'verified' } as const;
  for (const [id, state] of Object.entries(states)) {
    const plan = examplePlan(id, { state, createdAt: daysAgo(id === 'fresh' ? 3 : 900) });
    await plans.insert({ ...plan, buttonId: id, content: { ...plan.content, incidentId: `route:a:${id}` } });
    await facts.put(anyFact('plan-times'), id, {});
  }
  await prune();
  expect((await plans.createdSince(0)).map(({ id }) => id).sort()).toEqual(['fresh', 'waiting']);
  expect(await count('nocturne.fact')).toBe(2);
});
