import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Incident } from '../../src/domain/incident.ts';
import { createPager, type PageEvent } from '../../src/incidents/pager.ts';
import { createPaging, pageFact } from '../../src/incidents/paging.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { createTestSilences, incidentOf, silentLog, tell, topology } from '../bot/world.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that answers as PagerDuty's Events API v2 does: 202 with the key, or what the test wants next. */
async function startPagerDuty(answers: number[] = []) {
  const events: (PageEvent & { routing_key: string })[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const event = JSON.parse(body);
      const status = answers.shift() ?? 202;
      if (status === 202) events.push(event);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: status === 202 ? 'success' : 'error', dedup_key: event.dedup_key }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closers.push(() => new Promise((done) => server.close(done)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/enqueue`, events };
}

/** `before` is what the outbox holds when the pager is new. */
async function world(answers: number[] = [], before: Incident[] = []) {
  const { url, events } = await startPagerDuty(answers);
  const store = createMemoryStore();
  for (const incident of before) {
    await store.incidents.insert(incident);
    await tell(store, { type: 'incident.opened', incidentId: incident.id });
  }
  const silences = createTestSilences(store);
  const pager = createPager({ routingKey: 'R0UT1NG', url, fetch });
  const paging = createPaging({
    ...{ store, pager, silences, topology, from: 'major', clock: Date.now, log: silentLog },
  });
  await paging.run();
  async function happens(incident: Incident, type: 'opened' | 'updated' | 'resolved') {
    if (type === 'opened') await store.incidents.insert(incident);
    else await store.incidents.update(incident);
    await tell(store, { type: `incident.${type}`, incidentId: incident.id });
  }
  const actions = () => events.map(({ event_action: action, dedup_key: key }) => `${action} ${key}`);
  return { store, silences, paging, events, happens, actions };
}

describe('the pager', () => {
  it('is told once when an incident opens, when somebody takes it and when it is over', async () => {
    const { paging, happens, actions, events } = await world();
    await happens(incidentOf('inc-1'), 'opened');
    await happens(incidentOf('inc-1'), 'updated');
    await paging.run();
    await happens(incidentOf('inc-1', { owner: 'U1' }), 'updated');
    await paging.run();
    await happens(incidentOf('inc-1', { owner: 'U1', state: 'resolved' }), 'resolved');
    await paging.run();
    expect(actions()).toEqual(['trigger inc-1', 'acknowledge inc-1', 'resolve inc-1']);
    expect(events[0]).toMatchObject({
      routing_key: 'R0UT1NG',
      payload: {
        summary: 'Congestion on Router-A eth1 (major)',
        source: 'Router-A',
        severity: 'error',
        timestamp: '2026-11-02T14:03:05.000Z',
        group: 'lab',
        class: 'congestion',
      },
    });
  });

  it('begins now when it is new, and pages for what goes on when it is told of again', async () => {
    const { paging, happens, actions } = await world([], [incidentOf('inc-1'), incidentOf('inc-2')]);
    await paging.run();
    expect(actions()).toEqual([]);
    await happens(incidentOf('inc-1', { severity: 'critical' }), 'updated');
    await happens(incidentOf('inc-3'), 'opened');
    await paging.run();
    expect(actions()).toEqual(['trigger inc-1', 'trigger inc-3']);
  });

  it('wakes nobody below the configured severity, until it gets worse', async () => {
    const { paging, happens, actions } = await world();
    await happens(incidentOf('inc-1', { severity: 'minor' }), 'opened');
    await paging.run();
    expect(actions()).toEqual([]);
    await happens(incidentOf('inc-1', { severity: 'critical' }), 'updated');
    await paging.run();
    expect(actions()).toEqual(['trigger inc-1']);
  });

  it('wakes somebody again when an incident that was taken becomes worse, and resolves all of its alerts', async () => {
    const { paging, happens, actions } = await world();
    const critical = incidentOf('inc-1', { severity: 'critical' });
    const steps: [Incident, 'opened' | 'updated' | 'resolved'][] = [
      [incidentOf('inc-1'), 'opened'],
      [incidentOf('inc-1', { owner: 'U1' }), 'updated'],
      [critical, 'updated'],
      [critical, 'updated'],
      [{ ...critical, owner: 'U2' }, 'updated'],
      [{ ...critical, owner: 'U2', state: 'resolved' }, 'resolved'],
    ];
    for (const [incident, type] of steps) {
      await happens(incident, type);
      await paging.run();
    }
    expect(actions()).toEqual([
      ...['trigger inc-1', 'acknowledge inc-1', 'trigger inc-1-critical', 'acknowledge inc-1-critical'],
      ...['resolve inc-1', 'resolve inc-1-critical'],
    ]);
  });

  it('goes on with what an earlier release told it', async () => {
    const { store, paging, happens, actions } = await world();
    await store.facts.put(pageFact, 'inc-1', 'trigger');
    await happens(incidentOf('inc-1', { owner: 'U1' }), 'opened');
    await paging.run();
    expect(actions()).toEqual(['acknowledge inc-1']);
  });

  it('wakes nobody for what is over or taken already when the event is read', async () => {
    const { paging, happens, actions } = await world();
    await happens(incidentOf('inc-1'), 'opened');
    await happens(incidentOf('inc-1', { state: 'resolved' }), 'resolved');
    await happens(incidentOf('inc-2', { owner: 'U1' }), 'opened');
    await paging.run();
    expect(actions()).toEqual([]);
  });

  it('wakes nobody while a silence covers the incident, and somebody when it ends', async () => {
    const { silences, paging, happens, actions } = await world();
    const now = Date.now();
    const { id } = await silences.add({
      ...{ kind: 'silence', match: { device: 'Router-A' }, from: now, until: now + 60_000, reason: 'x', by: 'U1' },
    });
    await happens(incidentOf('inc-1'), 'opened');
    await paging.run();
    expect(actions()).toEqual([]);
    await silences.end(id, 'U1');
    await paging.run();
    expect(actions()).toEqual(['trigger inc-1']);
  });

  it('is told again when it was busy or broken, and loses nothing', async () => {
    const { paging, happens, actions } = await world([429, 503]);
    await happens(incidentOf('inc-1'), 'opened');
    await happens(incidentOf('inc-2'), 'opened');
    await paging.run();
    await paging.run();
    expect(actions()).toEqual([]);
    await paging.run();
    expect(actions()).toEqual(['trigger inc-1', 'trigger inc-2']);
  });

  it('that refuses one event holds up no other', async () => {
    const { paging, happens, actions } = await world([400]);
    await happens(incidentOf('inc-1'), 'opened');
    await happens(incidentOf('inc-2'), 'opened');
    await paging.run();
    expect(actions()).toEqual(['trigger inc-2']);
  });
});
