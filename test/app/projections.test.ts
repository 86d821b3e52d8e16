import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createFollowers } from '../../src/app/followers.ts';
import type { DomainEvent } from '../../src/domain/event.ts';
import { noHistory } from '../../src/domain/history-reader.ts';
import { oncallSchema } from '../../src/incidents/oncall.ts';
import { noModels } from '../../src/learning/models-in-use.ts';
import { createTestSilences, metrics, topology } from '../bot/world.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';

const src = join(import.meta.dirname, '../../src');
const at = Date.UTC(2026, 10, 23);
const store = useStore();

const rotation = { users: ['U0A', 'U0B'], start: '2026-01-05T09:00:00Z', shiftHours: 24 };
const config = {
  environment: { PAGERDUTY_ROUTING_KEY: 'key' },
  oncall: oncallSchema.parse({ rotations: [rotation] }),
  pager: { from: 'major', url: 'http://127.0.0.1:9' },
} as Parameters<typeof createFollowers>[0];

/** All projections, with every part of the product that they may reach. */
function open(given: Partial<typeof config> = {}) {
  const told = vi.fn(async () => undefined);
  const deps = {
    ...{ store: store(), history: noHistory, models: noModels, metrics, topology, clock: () => at, log: silentLog },
    silences: createTestSilences(store()),
    later: { later: told },
    incidents: { resolveByPlan: told },
    changes: { cancel: told },
    graph: { resume: told },
  };
  return { ...createFollowers({ ...config, ...given }, deps as never), told };
}

const about = { incidentId: 'INC-gone', planId: 'plan-gone' };
const events: DomainEvent[] = [
  { type: 'incident.opened', ...about },
  { type: 'incident.updated', ...about },
  { type: 'incident.worsened', ...about, severity: 'major' },
  { type: 'incident.resolved', ...about },
  { type: 'diagnosis.ready', ...about },
  { type: 'decision.ready', ...about },
  { type: 'plan.proposed', ...about },
  { type: 'plan.moved', ...about, from: 'pending', to: 'expired' },
  { type: 'plan.output', ...about },
  { type: 'plan.break-glass', ...about, user: 'U0A', reason: 'fire' },
  { type: 'oncall.asked', ...about, user: 'U0A', step: 1 },
  { type: 'training.progress', runId: 'run-1', kind: 'all', done: 1, total: 2, note: '' },
  { type: 'digest.ready', digestId: 'digest-1' },
];
const appendAll = async () => {
  for (const [i, event] of events.entries()) await store().outbox.append(`${event.type} ${i}`, event, at);
};

beforeEach(async () => {
  await store().pool.query('TRUNCATE nocturne.outbox, nocturne.outbox_cursor, nocturne.outbox_done');
});

describe('the list of projections', () => {
  it('holds every follower of the outbox that a room makes, and that of Slack, under a name of its own', () => {
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const text = files.map((file) => readFileSync(join(src, file), 'utf8')).join('\n');
    const made = [...text.matchAll(/(?:return|=|=>) createOutboxFollower\(/g)].length;
    const { names } = open();
    expect(names).toHaveLength(made);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('leaves out what the configuration does not want, so that nothing is kept for it', () => {
    expect(open({ environment: {} }).names).toEqual(open().names.filter((name) => name !== 'pager'));
  });
});

describe.each(namesOf())('the projection %s', (name) => {
  const find = (list: ReturnType<typeof open>['list']) => list.find(({ projection }) => projection === name)!;

  it('begins from now, unless what an earlier release left is still to be done', async () => {
    const follow = vi.spyOn(store().outbox, 'follow');
    await find(open().list).run();
    const older = ['plan-endings', 'oncall'];
    expect(follow).toHaveBeenCalledWith(name, older.includes(name) ? 'beginning' : 'now', at);
    follow.mockRestore();
  });

  it('passes over what it is told of an incident or plan that is gone, and is through', async () => {
    const follower = find(open().list);
    await follower.run();
    await appendAll();
    await follower.run();
    expect(await store().outbox.pending(name, 100)).toEqual([]);
  });

  it('does nothing for what it handled before', async () => {
    const first = open();
    await find(first.list).run();
    await appendAll();
    await find(first.list).run();
    const again = open();
    await find(again.list).run();
    expect(again.told).not.toHaveBeenCalled();
  });
});

/** Names are known before there is a store. */
function namesOf(): string[] {
  const deps = {
    store: {},
    silences: {},
    later: {},
    incidents: {},
    changes: {},
    graph: {},
    clock: () => at,
    log: silentLog,
  };
  return createFollowers(config, deps as never).list.map(({ projection }) => projection);
}
