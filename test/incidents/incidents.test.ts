import { beforeEach, describe, expect, it } from 'vitest';
import type { Topology } from '../../src/domain/device.ts';
import type { Anomaly, Incident, Verdict } from '../../src/domain/incident.ts';
import type { Place } from '../../src/domain/place.ts';
import type { IncidentDeps } from '../../src/incidents/deps.ts';
import { createIncidents, type Incidents } from '../../src/incidents/incidents.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';

const store = useStore();
const startAt = 1_790_000_000_000;

const device = (name: string) => ({
  name,
  platform: 'frr',
  role: 'router',
  site: 'lab',
  tags: [],
  management: null,
  interfaces: {},
});
const link = (name: string, a: [string, string], b: [string, string]) => ({
  name,
  a: { device: a[0], interface: a[1] },
  b: { device: b[0], interface: b[1] },
  capacityMbps: null,
});

/** One hub with ten leaves, and a chain of four behind the first leaf. */
const leaves = Array.from({ length: 10 }, (_, i) => `leaf-${i}`);
const chain = ['far-1', 'far-2', 'far-3', 'far-4'];
const topology: Topology = {
  devices: ['hub', ...leaves, ...chain].map(device),
  links: [
    ...leaves.map((leaf, i) => link(`L${i}`, ['hub', `eth${i}`], [leaf, 'eth0'])),
    ...chain.map((name, i) => link(`C${i}`, [i === 0 ? 'leaf-0' : chain[i - 1]!, 'eth1'], [name, 'eth0'])),
  ],
};

const at = (second: number) => startAt + second * 1000;
const place = (name: string, port: string | null = null): Place => ({ device: name, interface: port });
const anomaly = (where: Place, second: number): Anomaly => ({
  at: at(second),
  place: where,
  score: 0.999,
  metrics: [{ metric: 'latency_ms', value: 90, expected: 4, deviation: 50 }],
  detector: 'test',
});
const verdict = (cause: Verdict['cause'], where: Place, confidence = 0.8): Verdict => ({
  cause,
  symptom: cause === 'link_down' ? 'unreachable' : (cause as Verdict['symptom']),
  place: where,
  confidence,
  probabilities: {},
  drivers: [],
  modelId: 'test',
});

interface World {
  incidents: Incidents;
  now: number;
  asked: { payload: unknown; at: number; key: string }[];
  /** One reading of each place at this second. */
  second(second: number, bad: Place[], well?: Place[]): void;
}

function createWorld(change: Partial<IncidentDeps> = {}, from?: World): World {
  let ids = 0;
  const world: World = {
    now: from?.now ?? startAt,
    asked: [],
    incidents: createIncidents({
      store: store(),
      topology,
      classify: (places) => verdict('latency_spike', places[0]!),
      times: {
        persistence: { atLeast: 3, of: 5 },
        settleMs: 3_000,
        quietMs: 60_000,
        restMs: 15_000,
        updateEveryMs: 10_000,
      },
      later: {
        later: async (_job, payload, options) => void world.asked.push({ payload, ...options }),
      },
      newId: () => `INC-${Math.random().toString(36).slice(2)}-${ids++}`,
      clock: () => world.now,
      log: silentLog,
      ...change,
    }),
    second(second, bad, well = []) {
      world.now = at(second);
      for (const where of bad) world.incidents.observe(where, at(second), anomaly(where, second));
      for (const where of well) world.incidents.observe(where, at(second), null);
      world.incidents.tick();
    },
  };
  return world;
}

const only = (incidents: Incidents): Incident => {
  expect(incidents.open()).toHaveLength(1);
  return incidents.open()[0]!;
};

describe('incidents', () => {
  beforeEach(async () => {
    await store().pool.query('TRUNCATE nocturne.incident, nocturne.fact, nocturne.outbox CASCADE');
  });

  it('open only after lasting trouble, dated when it was noticed, with what was seen before', async () => {
    const world = createWorld();
    world.second(0, [place('hub', 'eth1')]);
    world.second(1, [], [place('hub', 'eth1')]);
    world.second(2, [place('hub', 'eth1')]);
    expect(world.incidents.open()).toEqual([]);
    world.second(3, [place('leaf-1'), place('hub', 'eth1')]);
    const incident = only(world.incidents);
    expect(incident).toMatchObject({ state: 'open', openedAt: at(3), anomalies: 2 });
    expect(incident.places).toContainEqual(place('leaf-1'));
    await world.incidents.settled();
    expect(await store().incidents.get(incident.id)).toEqual(incident);
    const [event] = await store().outbox.pending('test', 10);
    expect(event?.event).toEqual({ type: 'incident.opened', incidentId: incident.id });
  });

  it('are one for a storm behind one router, with a count', async () => {
    const world = createWorld({ classify: () => verdict('latency_spike', place('hub')) });
    for (let second = 0; second < 20; second++)
      world.second(
        second,
        leaves.map((leaf) => place(leaf, 'eth0')),
      );
    const incident = only(world.incidents);
    expect(incident.place).toEqual(place('hub'));
    expect(incident.places).toHaveLength(11);
    // Thirty readings before it opened were remembered once for each place.
    expect(incident.anomalies).toBeGreaterThanOrEqual(170);
    expect(incident.severity).toBe('major');
    await world.incidents.settled();
    expect((await store().outbox.pending('test', 1000)).length).toBeLessThan(20);
    expect((await store().incidents.list({})).length).toBe(1);
  });

  it('are two when the trouble is further apart than two hops, and each gets what is nearest', () => {
    const world = createWorld();
    for (let second = 0; second < 5; second++) world.second(second, [place('leaf-1'), place('far-4')]);
    expect(
      world.incidents
        .open()
        .map((incident) => incident.place.device)
        .sort(),
    ).toEqual(['far-4', 'leaf-1']);
    for (let second = 5; second < 8; second++) world.second(second, [place('far-2')]);
    const [mine] = world.incidents.open().filter((incident) => incident.place.device === 'far-4');
    expect(mine?.places).toContainEqual(place('far-2'));
  });

  it('stop growing after some minutes: trouble at another place is another incident then', () => {
    const world = createWorld();
    for (let second = 0; second < 400; second++) world.second(second, [place('leaf-1')]);
    only(world.incidents);
    for (let second = 400; second < 405; second++) world.second(second, [place('leaf-1'), place('leaf-2')]);
    expect(world.incidents.open().map((incident) => incident.place.device)).toEqual(['leaf-1', 'leaf-2']);
    expect(world.incidents.open()[1]!.places).toEqual([place('leaf-2')]);
  });

  it('end after a quiet time of ordinary readings, dated when it was over', async () => {
    const world = createWorld();
    for (let second = 0; second < 10; second++) world.second(second, [place('leaf-1')]);
    const { id } = only(world.incidents);
    for (let second = 10; second < 69; second++) world.second(second, [], [place('leaf-1')]);
    expect(world.incidents.open()).toHaveLength(1);
    world.second(69, [], [place('leaf-1')]);
    expect(world.incidents.open()).toEqual([]);
    await world.incidents.settled();
    expect(await store().incidents.get(id)).toMatchObject({ state: 'resolved', resolvedAt: at(69) });
    expect(world.incidents.get(id)).toBeUndefined();
  });

  it('do not end by silence: no data is not health', () => {
    const world = createWorld();
    for (let second = 0; second < 10; second++) world.second(second, [place('leaf-1')]);
    for (let second = 10; second < 600; second++) world.second(second, [], [place('leaf-2')]);
    only(world.incidents);
    world.second(600, [], [place('leaf-1')]);
    expect(world.incidents.open()).toEqual([]);
  });

  it('open nothing for leftovers right after an end', async () => {
    const world = createWorld();
    for (let second = 0; second < 5; second++) world.second(second, [place('leaf-1')]);
    await world.incidents.resolveByPlan(only(world.incidents).id, []);
    for (let second = 5; second < 15; second++) world.second(second, [place('leaf-1')]);
    expect(world.incidents.open()).toEqual([]);
    for (let second = 15; second < 25; second++) world.second(second, [place('leaf-1')]);
    expect(world.incidents.open()).toHaveLength(1);
  });

  describe('with a drained link', () => {
    const ends = [place('hub', 'eth1'), place('leaf-1', 'eth0')];
    async function drain(change: Partial<IncidentDeps> = {}): Promise<World> {
      const world = createWorld(change);
      for (let second = 0; second < 5; second++) world.second(second, ends);
      await world.incidents.resolveByPlan(only(world.incidents).id, [ends[0]!]);
      return world;
    }

    it('leave both ends alone as long as they are bad', async () => {
      const world = await drain();
      for (let second = 5; second < 300; second++) world.second(second, ends);
      expect(world.incidents.open()).toEqual([]);
      world.second(300, [place('leaf-2'), ...ends]);
      world.second(301, [place('leaf-2'), ...ends]);
      world.second(302, [place('leaf-2'), ...ends]);
      expect(only(world.incidents).places).toEqual([place('leaf-2')]);
    });

    it('watch them again when they have been well for the quiet time', async () => {
      const world = await drain();
      for (let second = 5; second < 70; second++) world.second(second, [], ends);
      for (let second = 70; second < 75; second++) world.second(second, ends);
      expect(only(world.incidents).places).toContainEqual(ends[1]);
    });

    it('watch them again when they carry traffic as usual, bad as they are', async () => {
      let inUse = false;
      const world = await drain({ isInUse: () => inUse });
      for (let second = 5; second < 60; second++) world.second(second, ends);
      expect(world.incidents.open()).toEqual([]);
      inUse = true;
      for (let second = 60; second < 75; second++) world.second(second, ends);
      expect(only(world.incidents).places).toContainEqual(ends[0]);
    });

    it('do not take silence for being well', async () => {
      const world = await drain();
      for (let second = 5; second < 200; second++) world.second(second, [], [place('leaf-2')]);
      for (let second = 200; second < 210; second++) world.second(second, ends);
      expect(world.incidents.open()).toEqual([]);
    });

    it('remember them over a restart, and count anew how long they have been well', async () => {
      const world = await drain();
      world.now = at(100);
      const next = createWorld({}, world);
      await next.incidents.load();
      next.second(100, [], ends);
      for (let second = 101; second < 140; second++) next.second(second, ends);
      expect(next.incidents.open()).toEqual([]);
    });
  });

  it('go on after a restart in the middle', async () => {
    const world = createWorld();
    for (let second = 0; second < 10; second++) world.second(second, [place('leaf-1')]);
    const { id } = only(world.incidents);
    await world.incidents.settled();
    world.now = at(200);
    const next = createWorld({}, world);
    await next.incidents.load();
    expect(next.asked).toEqual([expect.objectContaining({ payload: { incidentId: id } })]);
    next.second(200, [], [place('leaf-1')]);
    expect(only(next.incidents).id).toBe(id);
    next.second(201, [place('leaf-1')]);
    expect(only(next.incidents)).toMatchObject({ id, lastAnomalyAt: at(201) });
    expect(await next.incidents.anomaliesOf(id)).not.toHaveLength(0);
    for (let second = 202; second < 262; second++) next.second(second, [], [place('leaf-1')]);
    expect(next.incidents.open()).toEqual([]);
  });

  it('leave leftovers of what a change mended alone, also over a restart', async () => {
    const world = createWorld();
    for (let second = 0; second < 5; second++) world.second(second, [place('leaf-1')]);
    await world.incidents.resolveByPlan(only(world.incidents).id, []);
    const next = createWorld({}, world);
    await next.incidents.load();
    for (let second = 6; second < 12; second++) next.second(second, [place('leaf-1')]);
    expect(next.incidents.open()).toEqual([]);
    for (let second = 25; second < 30; second++) next.second(second, [place('leaf-1')]);
    expect(only(next.incidents).place).toEqual(place('leaf-1'));
    await next.incidents.settled();
  });

  it('that a person dismissed do not come back while the readings stay the same', async () => {
    const world = createWorld();
    for (let second = 0; second < 5; second++) world.second(second, [place('leaf-1')]);
    const { id } = only(world.incidents);
    expect(await world.incidents.dismiss(id, 'U1', 'a test')).toBe(true);
    expect(await world.incidents.dismiss(id, 'U1', 'a test')).toBe(false);
    for (let second = 5; second < 120; second++) world.second(second, [place('leaf-1')]);
    expect(world.incidents.open()).toEqual([]);
    const [entry] = (await store().audit.list()).slice(-1);
    expect(entry).toMatchObject({ actor: 'U1', action: 'incident.resolved', subject: id });
  });

  it('ask the agents when the cause is known, at the latest when patience ends', async () => {
    let known: Verdict | null = verdict('unknown', place('leaf-1'), 0.3);
    const world = createWorld({ classify: () => known });
    for (let second = 0; second < 9; second++) world.second(second, [place('leaf-1')]);
    await world.incidents.settled();
    expect(world.asked.map((asked) => asked.at)).toEqual([at(2) + 15_000]);
    known = verdict('cpu_overload', place('leaf-1'));
    world.second(9, [place('leaf-1')]);
    expect(only(world.incidents).verdict?.cause).toBe('cpu_overload');
    expect(world.asked[1]).toMatchObject({ at: at(9), key: `investigate-${only(world.incidents).id}-known` });
    known = verdict('unknown', place('leaf-1'), 0.4);
    for (let second = 10; second < 20; second++) world.second(second, [place('leaf-1')]);
    expect(only(world.incidents).verdict?.cause).toBe('cpu_overload');
    expect(world.asked).toHaveLength(2);
  });

  it.each([
    {
      what: 'another cause is certain after the models settled',
      says: { certain: verdict('link_down', place('hub', 'eth1')) },
      bad: [place('hub', 'eth1')],
      asked: at(10),
    },
    {
      what: 'the cause is certain at another place',
      says: { certain: verdict('latency_spike', place('leaf-1')) },
      bad: [place('hub', 'eth1')],
      asked: at(10),
    },
    {
      what: 'it gets worse',
      says: {},
      bad: [place('hub', 'eth1'), place('leaf-1'), place('leaf-2')],
      asked: at(12),
    },
  ])('ask the agents again when $what, once for each moment', async ({ says, bad, asked }) => {
    let certain: Verdict | null = null;
    const known = verdict('latency_spike', place('hub', 'eth1'));
    const world = createWorld({ classify: () => known, certain: () => certain });
    for (let second = 0; second < 10; second++) world.second(second, [place('hub', 'eth1')]);
    await world.incidents.settled();
    const { id } = only(world.incidents);
    expect(world.asked).toHaveLength(1);
    certain = says.certain ?? null;
    for (let second = 10; second < 20; second++) world.second(second, bad);
    await world.incidents.settled();
    const jobs = new Map(world.asked.slice(1).map((job) => [job.key, job]));
    expect([...jobs.values()]).toMatchObject([{ payload: { incidentId: id }, at: asked }]);
    // What the agents look at is stored: whoever asks for what is owed reads it there.
    const { verdict: now, severity } = only(world.incidents);
    expect(await store().incidents.get(id)).toMatchObject({ verdict: now, severity });
  });

  it('let the models settle before the agents look again', async () => {
    let says = verdict('latency_spike', place('hub', 'eth1'));
    const world = createWorld({ classify: () => says });
    for (let second = 0; second < 4; second++) world.second(second, [place('hub', 'eth1')]);
    says = verdict('packet_loss', place('hub', 'eth1'));
    world.second(4, [place('hub', 'eth1')]);
    await world.incidents.settled();
    expect(world.asked.map((asked) => asked.at)).toEqual([at(5), at(5)]);
    expect(new Set(world.asked.map(({ key }) => key)).size).toBe(2);
  });

  it.each([
    { name: 'a cause that was sure', first: 0.9, next: 0.95, every: 1, waits: 1, stays: true },
    { name: 'a cause that was not', first: 0.89, next: 0.99, every: 1, waits: 3, stays: false },
    {
      name: 'a cause that was sure where readings come every two seconds',
      first: 0.99,
      next: 0.99,
      every: 2,
      waits: 6,
      stays: false,
    },
  ])('let agents look at $name after $waits seconds', async ({ first, next, every, waits, stays }) => {
    let says = verdict('latency_spike', place('hub', 'eth1'), first);
    const world = createWorld({ classify: () => says });
    for (let reading = 0; reading < 3; reading++) world.second(reading * every, [place('hub', 'eth1')]);
    await world.incidents.settled();
    expect(world.asked.map((asked) => asked.at)).toEqual([at(2 * every + waits)]);
    world.second(3 * every, [place('hub', 'eth1')]);
    says = verdict('packet_loss', place('hub', 'eth1'), next);
    world.second(4 * every, [place('hub', 'eth1')]);
    expect(only(world.incidents).verdict?.cause).toBe(stays ? 'latency_spike' : 'packet_loss');
  });

  it('give a cause that was sure and then another the whole time', () => {
    let says = verdict('latency_spike', place('hub', 'eth1'), 0.95);
    const world = createWorld({ classify: () => says });
    for (let second = 0; second < 3; second++) world.second(second, [place('hub', 'eth1')]);
    says = verdict('packet_loss', place('hub', 'eth1'), 0.7);
    world.second(3, [place('hub', 'eth1')]);
    says = verdict('cpu_overload', place('hub'), 0.95);
    world.second(5, [place('hub', 'eth1')]);
    expect(only(world.incidents).verdict?.cause).toBe('cpu_overload');
  });

  it('take in what a fault shows around it for the whole time, also where its cause was sure', () => {
    const world = createWorld({ classify: () => verdict('latency_spike', place('hub', 'eth1'), 0.95) });
    for (let second = 0; second < 3; second++) world.second(second, [place('hub', 'eth1')]);
    for (let second = 3; second < 6; second++) world.second(second, [place('hub', 'eth1'), place('leaf-1', 'eth0')]);
    expect(only(world.incidents).places).toHaveLength(2);
  });

  it('keep the verdict of the models after they settled, but yield to what is certain', () => {
    let says = verdict('latency_spike', place('hub', 'eth1'));
    let certain: Verdict | null = null;
    const world = createWorld({ classify: () => says, certain: () => certain });
    for (let second = 0; second < 10; second++) world.second(second, [place('hub', 'eth1')]);
    says = verdict('packet_loss', place('hub', 'eth1'));
    world.second(10, [place('hub', 'eth1')]);
    expect(only(world.incidents)).toMatchObject({ severity: 'warning', verdict: { cause: 'latency_spike' } });
    certain = verdict('link_down', place('hub', 'eth1'));
    world.second(11, [place('hub', 'eth1')]);
    expect(only(world.incidents)).toMatchObject({ severity: 'major', verdict: { cause: 'link_down' } });
  });

  it.each([
    { deviation: 3.1, opened: 1 },
    { deviation: 5.9, opened: 1 },
    { deviation: 6.1, opened: 2 },
    { deviation: 40, opened: 2 },
  ])(
    'are $opened when the anomalies of a slow link show memory $deviation deviations from usual',
    ({ deviation, opened }) => {
      const link = [place('hub', 'eth1'), place('leaf-1', 'eth0')];
      const world = createWorld({ classify: () => verdict('latency_spike', link[0]!) });
      for (let second = 0; second < 30; second++) {
        world.second(second, link);
        const slow = anomaly(place('hub'), second);
        const memory = { metric: 'memory_pct', value: 43.9, expected: 40.8, deviation };
        world.incidents.observe(slow.place, slow.at, { ...slow, metrics: [...slow.metrics, memory] });
      }
      expect(world.incidents.open()).toHaveLength(opened);
    },
  );

  it('are neither widened nor kept open by a stray anomaly nearby', () => {
    const world = createWorld();
    for (let second = 0; second < 5; second++) world.second(second, [place('leaf-1')], [place('leaf-2')]);
    for (let second = 5; second < 64; second++) {
      const stray = second % 20 === 0 ? [place('leaf-2')] : [];
      world.second(second, stray, [place('leaf-1'), ...(stray.length === 0 ? [place('leaf-2')] : [])]);
    }
    expect(only(world.incidents).places).toEqual([place('leaf-1')]);
    world.second(65, [], [place('leaf-1')]);
    expect(world.incidents.open()).toEqual([]);
  });

  it('do not become less severe by themselves', () => {
    let where = place('leaf-1');
    const world = createWorld({ classify: () => verdict('latency_spike', where) });
    world.second(0, [where]);
    world.second(1, [where]);
    world.second(2, [where]);
    expect(only(world.incidents).severity).toBe('major');
    where = place('leaf-1', 'eth0');
    for (let second = 3; second < 6; second++) world.second(second, [where]);
    expect(only(world.incidents)).toMatchObject({ place: where, severity: 'major' });
  });

  it('store their changes in order, and nothing is lost while the database is away', async () => {
    let away = true;
    const real = store();
    const flaky = {
      ...real,
      transaction: (async (work: never) => {
        if (away) throw new Error('the database is away');
        return real.transaction(work);
      }) as typeof real.transaction,
    };
    const world = createWorld({ store: flaky });
    for (let second = 0; second < 40; second++) world.second(second, [place('leaf-1')]);
    const { id } = only(world.incidents);
    const ended = world.incidents.resolveByPlan(id, []);
    await world.incidents.settled();
    expect(await real.incidents.get(id)).toBeUndefined();
    away = false;
    world.incidents.tick();
    expect(await ended).toBe(true);
    expect(await real.incidents.get(id)).toMatchObject({ state: 'resolved' });
    // An incident of another test may still be on its way to the database.
    const own = (await real.outbox.pending('test', 100)).filter(({ key }) => key.startsWith(id));
    expect(own.map(({ event }) => event.type)).toEqual(['incident.opened', 'incident.updated', 'incident.resolved']);
  });

  it('are taken by a person', async () => {
    const world = createWorld();
    for (let second = 0; second < 5; second++) world.second(second, [place('leaf-1')]);
    const { id } = only(world.incidents);
    expect(await world.incidents.take(id, 'U1')).toBe(true);
    expect(await world.incidents.take('INC-none', 'U1')).toBe(false);
    expect((await store().incidents.get(id))?.owner).toBe('U1');
  });

  it('that were taken are in the same hands while they stay as grave, and in nobody else’s', async () => {
    const world = createWorld();
    for (let second = 0; second < 5; second++) world.second(second, [place('hub', 'eth0')]);
    const { id } = only(world.incidents);
    expect(await world.incidents.take(id, 'U1')).toBe(true);
    expect(await world.incidents.take(id, 'U1')).toBe(true);
    expect(await world.incidents.take(id, 'U2')).toBe(false);
    for (let second = 5; second < 30; second++) world.second(second, [place('hub', 'eth0')]);
    await world.incidents.settled();
    expect(await store().incidents.get(id)).toMatchObject({ severity: 'warning', owner: 'U1' });
    expect((await store().audit.list({ subject: id })).map(({ action }) => action)).toEqual(['incident.taken']);
  });

  it('are nobody’s again each time they become worse than when they were taken', async () => {
    const world = createWorld();
    const grows = [[place('hub', 'eth0')], [place('hub')], [place('leaf-0'), place('leaf-1')]];
    const seen: unknown[] = [];
    let second = 0;
    const bad: Place[] = [];
    for (const more of grows) {
      bad.push(...more);
      for (const end = second + 6; second < end; second++) world.second(second, bad);
      await world.incidents.settled();
      const { id } = only(world.incidents);
      const { severity, owner } = (await store().incidents.get(id))!;
      seen.push([severity, owner]);
      await world.incidents.take(id, 'U1');
    }
    expect(seen).toEqual([
      ['warning', null],
      ['minor', null],
      ['major', null],
    ]);
    const told = (await store().outbox.pending('test', 100)).map(({ event }) => event);
    const { id: incidentId } = only(world.incidents);
    expect(told.filter(({ type }) => type === 'incident.worsened')).toEqual([
      { type: 'incident.worsened', incidentId, severity: 'minor' },
      { type: 'incident.worsened', incidentId, severity: 'major' },
    ]);
  });
});

describe('what an explained anomaly shows besides', () => {
  beforeEach(async () => {
    await store().pool.query('TRUNCATE nocturne.incident, nocturne.fact, nocturne.outbox CASCADE');
  });

  const named = place('hub', 'eth1');
  const besides = (second: number): Anomaly => ({
    ...anomaly(place('hub'), second),
    metrics: [...anomaly(named, second).metrics, { metric: 'cpu_pct', value: 51, expected: 14, deviation: 10 }],
  });

  /** A slow link whose device is busy from the 200th second on; answers when an incident of the device is open. */
  function openAfter(busySeconds: number, everySeconds: number): number | null {
    const world = createWorld({ classify: () => verdict('latency_spike', named) });
    for (let second = 0; second < 200 + 3 * Math.max(60, busySeconds); second += everySeconds) {
      const isBusy = second >= 200 && second < 200 + busySeconds;
      world.second(second, [named]);
      world.incidents.observe(place('hub'), at(second), isBusy ? besides(second) : anomaly(place('hub'), second));
      if (world.incidents.open().some((each) => each.place.interface === null)) return second - 200;
    }
    return null;
  }

  it.each([3, 8, 15])('opens nothing when a device is busy for %d seconds', (busySeconds) => {
    expect(openAfter(busySeconds, 1)).toBeNull();
  });

  it.each([
    { busySeconds: 40, everySeconds: 1, openBy: 17 },
    { busySeconds: 120, everySeconds: 10, openBy: 40 },
    { busySeconds: 600, everySeconds: 20, openBy: 80 },
  ])('opens an incident when it lasts, with a reading each $everySeconds s', (row) => {
    const after = openAfter(row.busySeconds, row.everySeconds);
    expect(after).not.toBeNull();
    expect(after!).toBeLessThanOrEqual(row.openBy);
  });
});
