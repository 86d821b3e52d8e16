import { fastify } from 'fastify';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLabelsDoor } from '../../src/app/labels-door.ts';
import { NocturneError } from '../../src/errors.ts';
import { createIncidentLabels } from '../../src/incidents/labels.ts';
import type { Store, Tables } from '../../src/store/store.ts';
import { createApi } from '../../src/web/api.ts';
import type { LabelsPort } from '../../src/web/label-routes.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { incidentOf } from '../bot/world.ts';
import { topology } from '../diagnosis/simulated.ts';
import { useStore } from '../store/open-test-store.ts';

const store = useStore();
const at = 1_764_000_000_000;
const label = (own: object = {}) => ({
  ...{ start: at, end: at + 1000, device: 'Router-A', interface: null, cause: 'packet_loss', ...own },
});
let now = 100;
/** Entries of the audit from before the test. */
let before = 0;
const doorOf = (own: object = store()) =>
  createLabelsDoor({ store: own as never, topology: async () => topology, clock: () => now });
const audited = async () =>
  (await store().audit.list())
    .slice(before)
    .map(({ action, actor, subject, detail }) => ({ action, actor, subject, detail }));
const storedFacts = async () => Number((await store().pool.query('SELECT count(*) FROM nocturne.fact')).rows[0]!.count);

beforeEach(async () => {
  await store().pool.query('TRUNCATE nocturne.fact, nocturne.incident CASCADE');
  before = (await store().audit.list()).length;
  now = 100;
});

describe('importing labels', () => {
  it('stores them with an entry in the audit, and the second time changes nothing', async () => {
    const labels = [label(), label({ cause: 'fire' }), label({ device: 'Router-Z' }), label()];
    const first = await doorOf().add({ labels, by: 'nadia' });
    expect(first).toEqual({
      ...{ labels: 4, added: 3, known: 1, unknownCauses: ['fire'], outsideInventory: ['Router-Z'] },
    });
    const detail = { labels: 4, added: 3, known: 1, by: 'nadia' };
    const entry = { action: 'labels.imported', actor: 'operator', subject: 'labels', detail };
    expect(await audited()).toEqual([entry]);
    const listed = await doorOf().list();
    now = 200;
    expect(await doorOf().add({ labels, by: 'omar' })).toMatchObject({ added: 0, known: 4, unknownCauses: [] });
    expect(await doorOf().list()).toEqual(listed);
    expect(await audited()).toEqual([entry]);
    expect(listed.labels).toHaveLength(3);
    expect(listed.labels[0]).toMatchObject({
      by: 'import',
      knownAt: 100,
      verdict: null,
      isRight: null,
      incidentId: null,
    });
  });

  it('knows what incidents say, so that an export comes back without a copy', async () => {
    const incident = { ...incidentOf('INC-1'), openedAt: at, lastAnomalyAt: at + 1000 };
    await store().incidents.insert(incident);
    const about = { incidentId: 'INC-1', user: 'U1', at: 5, verdict: 'congestion' as const };
    await createIncidentLabels(store().facts).put({ ...about, right: true });
    const { labels } = await doorOf().list();
    expect(labels).toMatchObject([{ by: 'person', cause: 'congestion', isRight: true }]);
    expect(await doorOf().add({ labels, by: 'nadia' })).toMatchObject({ added: 0, known: 1 });
    expect((await doorOf().list()).labels).toEqual(labels);
  });

  it('stores none when one of them can not be stored', async () => {
    let puts = 0;
    const failing = ({ facts, ...tables }: Tables): Tables => {
      const put: Tables['facts']['put'] = (...fact) =>
        ++puts === 2 ? Promise.reject(new Error('the disk is full')) : facts.put(...fact);
      return { ...tables, facts: { ...facts, put } };
    };
    const transaction: Store['transaction'] = (work) => store().transaction((tables) => work(failing(tables)));
    const labels = [label(), label({ cause: 'fire' })];
    const adding = doorOf({ ...store(), transaction }).add({ labels, by: 'nadia' });
    await expect(adding).rejects.toThrow('the disk is full');
    expect([await storedFacts(), await audited()]).toEqual([0, []]);
  });
});

describe('the API for labels', () => {
  async function ask(port: LabelsPort, method: 'GET' | 'POST', payload?: object | string, token = 'Bearer t') {
    const app = fastify();
    const train = async () => 'run';
    const routes = createApi({
      ...{ store: createMemoryStore(), token: 't', labels: port, train, command: async (text) => text },
    });
    await app.register(async (scope) => routes(scope));
    const type = payload === undefined ? {} : { 'content-type': 'application/json' };
    const headers = { ...(token && { authorization: token }), ...type };
    const answer = await app.inject({
      method,
      url: '/api/v1/labels',
      headers,
      ...(payload !== undefined && { payload }),
    });
    await app.close();
    return { status: answer.statusCode, body: answer.json() };
  }

  it('takes labels and lists them', async () => {
    const posted = await ask(doorOf(), 'POST', { labels: [{ ...label(), more: 1 }], by: 'nadia' });
    expect([posted.status, posted.body]).toEqual([200, expect.objectContaining({ added: 1, known: 0 })]);
    const { status, body } = await ask(doorOf(), 'GET');
    const known = { by: 'import', incidentId: null, verdict: null, isRight: null, knownAt: 100 };
    expect([status, body]).toEqual([
      200,
      { labels: [{ ...label(), ...known }], unconfirmed: 0, dismissed: 0, teaching: 0, challenge: null, levels: null },
    ]);
  });

  it.each(['', 'Bearer x', 't'])('takes and tells nothing with the token "%s"', async (token) => {
    expect((await ask(doorOf(), 'GET', undefined, token)).status).toBe(401);
    expect((await ask(doorOf(), 'POST', { labels: [label()] }, token)).status).toBe(401);
    expect(await storedFacts()).toBe(0);
  });

  it.each([
    ...['null', '[]', '1', '{}', '{"labels":null}', '{"labels":{}}', '{"labels":"x"}', '{"labels":[],"by":7}'],
    ...[
      ...[
        null,
        1,
        'x',
        [],
        {},
        label({ start: '1' }),
        label({ start: 5 }),
        label({ end: at - 1 }),
        label({ end: 1e300 }),
      ],
      ...[label({ start: at + 0.5 }), label({ device: '' }), label({ device: null }), label({ device: ['x'] })],
      ...[
        label({ interface: '' }),
        label({ interface: undefined }),
        label({ cause: 'a\0' }),
        label({ cause: '\ud800' }),
      ],
      ...[label({ cause: 'c'.repeat(301) }), label({ device: { toString: 'x' } })],
    ].map((bad) => JSON.stringify({ labels: [label(), bad] })),
  ])('refuses all of %s', async (payload) => {
    const { status, body } = await ask(doorOf(), 'POST', payload);
    expect([status, body.error]).toEqual([400, expect.stringMatching(/^labels must|^by must|^label 2: /)]);
    expect([await storedFacts(), await audited()]).toEqual([0, []]);
  });

  it('refuses more at once than one transaction should hold', async () => {
    const { status, body } = await ask(doorOf(), 'POST', { labels: Array(10_001).fill(label()) });
    expect([status, body.error]).toEqual([400, expect.stringContaining('at most 10000')]);
  });

  it('names each bad label, and counts those beyond the first twenty', async () => {
    const labels = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? label({ device: '' }) : label()));
    expect((await ask(doorOf(), 'POST', { labels })).body.error).toMatch(/^label 1: device .*; label 3: /);
    const many = (await ask(doorOf(), 'POST', { labels: Array(30).fill(null) })).body.error as string;
    expect(many).toMatch(/; label 20: start is no time [^;]*; and 10 more$/);
  });

  it('says what is wrong, and when another try can help', async () => {
    const failing = (retryable: boolean): LabelsPort => ({
      ...doorOf(),
      add: async () => {
        throw new NocturneError('away', 'the database is away', { retryable, hint: 'wait' });
      },
    });
    const refused = await ask(failing(false), 'POST', { labels: [] });
    expect(refused).toEqual({ status: 409, body: { error: 'the database is away', hint: 'wait' } });
    expect((await ask(failing(true), 'POST', { labels: [] })).status).toBe(503);
  });
});
