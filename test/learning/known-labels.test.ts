import { beforeEach, describe, expect, it } from 'vitest';
import type { CauseId } from '../../src/domain/cause.ts';
import type { Incident, IncidentEnd } from '../../src/domain/incident.ts';
import type { Label } from '../../src/domain/recording.ts';
import { createGivenLabels, type GivenLabel } from '../../src/incidents/given-labels.ts';
import { createIncidentLabels, type IncidentLabel } from '../../src/incidents/labels.ts';
import { labelsOfSpan } from '../../src/learning/incident-labels.ts';
import { knownLabels, readKnownLabels } from '../../src/learning/known-labels.ts';
import { createRandom } from '../../src/models/random.ts';
import { createMemoryStore, type MemoryStore } from '../bot/memory-store.ts';
import { topology } from '../diagnosis/simulated.ts';
import { rounds } from '../sampled.ts';

const causes: CauseId[] = ['latency_spike', 'packet_loss', 'cpu_overload', 'memory_leak', 'unknown'];

function incident(id: string, verdict: CauseId | null, end?: IncidentEnd, openedAt = 1000): Incident {
  const place = { device: 'Router-A', interface: 'eth1' };
  return {
    ...{
      id,
      state: 'resolved',
      severity: 'major',
      openedAt,
      lastAnomalyAt: openedAt + 500,
      resolvedAt: openedAt + 900,
    },
    ...{ place, places: [place], anomalies: 3, owner: null, ...(end && { end }) },
    verdict: verdict && {
      ...{ cause: verdict, symptom: 'unknown', place, confidence: 1, probabilities: {}, drivers: [], modelId: 'm' },
    },
  };
}

const word = (incidentId: string, user: string, at: number, own: Partial<IncidentLabel>): IncidentLabel => ({
  ...{ incidentId, user, at, verdict: null, right: null, cause: null, useful: null, ...own },
});
const right = (verdict: CauseId | null) => ({ verdict, right: true });
const wrong = (verdict: CauseId | null, cause: CauseId | null) => ({ verdict, right: false, cause });
const verified: IncidentEnd = { how: 'verified' };

/** What is known of one incident: by whom, the cause, the verdict, whether it is right and since when. */
function knownOf(one: Incident, ...said: IncidentLabel[]) {
  const { labels, unconfirmed, dismissed } = knownLabels([one], said);
  const [label] = labels;
  if (!label) return unconfirmed.length > 0 ? 'unconfirmed' : dismissed.length > 0 ? 'dismissed' : 'lost';
  expect(label).toMatchObject({ start: 1000, end: 1500, device: 'Router-A', interface: 'eth1', incidentId: one.id });
  return [label.by, label.cause, label.verdict, label.isRight, label.knownAt];
}

describe('what is known of an incident', () => {
  const named = incident('I', 'packet_loss');
  const solved = incident('I', 'packet_loss', verified);

  it.each([
    ['nobody said anything', named, [], 'unconfirmed'],
    ['a change was verified', solved, [], ['plan', 'packet_loss', 'packet_loss', true, 1900]],
    ['a change was verified where no cause was named', incident('I', null, verified), [], 'unconfirmed'],
    ['a change was verified for an unknown cause', incident('I', 'unknown', verified), [], 'unconfirmed'],
    ['telemetry got well by itself', incident('I', 'packet_loss', { how: 'quiet' }), [], 'unconfirmed'],
    ['it was dismissed', incident('I', 'packet_loss', { how: 'dismissed', by: 'U', reason: '' }), [word('I', 'U', 5, right('packet_loss'))], 'dismissed'],
    ['confirmed', named, [word('I', 'U', 5, right('packet_loss'))], ['person', 'packet_loss', 'packet_loss', true, 5]],
    ['another cause', named, [word('I', 'U', 5, wrong('packet_loss', 'bad_optic'))], ['person', 'bad_optic', 'packet_loss', false, 5]],
    ['wrong, and nobody knows what it was', named, [word('I', 'U', 5, wrong('packet_loss', 'unknown'))], ['person', 'unknown', 'packet_loss', false, 5]],
    ['wrong without more', named, [word('I', 'U', 5, wrong('packet_loss', null))], ['person', 'unknown', 'packet_loss', false, 5]],
    ['named where the product named none', incident('I', null), [word('I', 'U', 5, wrong(null, 'bad_optic'))], ['person', 'bad_optic', null, null, 5]],
    ['unknown where the product named none', incident('I', null), [word('I', 'U', 5, wrong(null, 'unknown'))], 'unconfirmed'],
    ['right where the product named none', incident('I', null), [word('I', 'U', 5, right(null))], 'unconfirmed'],
    ['the verdict changed after the word', named, [word('I', 'U', 5, right('cpu_overload'))], ['person', 'cpu_overload', 'cpu_overload', true, 5]],
    ['only that it was useful', named, [word('I', 'U', 5, { verdict: 'packet_loss', useful: true })], 'unconfirmed'],
    ['a person against a plan', solved, [word('I', 'U', 5, wrong('packet_loss', 'bad_optic'))], ['person', 'bad_optic', 'packet_loss', false, 5]],
    ['only that it was useful, beside a plan', solved, [word('I', 'U', 5, { useful: true })], ['plan', 'packet_loss', 'packet_loss', true, 1900]],
    ['a later word of the same person', named, [word('I', 'U', 5, right('packet_loss')), word('I', 'U', 6, wrong('packet_loss', 'bad_optic'))], ['person', 'bad_optic', 'packet_loss', false, 6]],
    ['a later word of another person', named, [word('I', 'B', 5, wrong('packet_loss', 'bad_optic')), word('I', 'A', 6, right('packet_loss'))], ['person', 'packet_loss', 'packet_loss', true, 6]],
    ['a word about another incident', named, [word('J', 'U', 5, right('packet_loss'))], 'unconfirmed'],
  ] as [string, Incident, IncidentLabel[], unknown][])('%s', (_what, one, said, known) => {
    expect(knownOf(one, ...said)).toEqual(known);
    expect(knownOf(one, ...said.toReversed())).toEqual(known);
  }); // biome-ignore format: a table
});

describe('the list of all that is known', () => {
  let random = createRandom(0);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const shuffle = <T>(of: readonly T[]): T[] => {
    const left = [...of];
    return of.map(() => left.splice(Math.floor(random() * left.length), 1)[0]!);
  };
  const endings: (IncidentEnd | undefined)[] = [
    ...[undefined, verified, verified, { how: 'quiet' } as const, { how: 'dismissed', by: 'U', reason: '' } as const],
  ];

  /** Few moments, people and places, so that many coincide. */
  function world() {
    const incidents = Array.from({ length: 12 }, (_, i) =>
      incident(`I${i}`, pick([null, ...causes]), pick(endings), 1000 * Math.floor(random() * 3)),
    );
    const said = Array.from({ length: 20 }, () => {
      const own = {
        right: pick([true, false, null]),
        cause: pick([null, ...causes]),
        verdict: pick([null, ...causes]),
      };
      return word(pick(incidents).id, pick(['A', 'B']), Math.floor(random() * 4), own);
    });
    const given = Array.from({ length: 6 }, (): GivenLabel => {
      const { place, openedAt, lastAnomalyAt } = pick(incidents);
      return {
        start: openedAt,
        end: lastAnomalyAt,
        ...place,
        cause: pick(causes),
        at: Math.floor(random() * 4),
        by: 'n',
      };
    });
    return {
      incidents,
      said,
      given: [...new Map(given.map((label) => [JSON.stringify({ ...label, at: 0 }), label])).values()],
    };
  }

  it.each(Array.from({ length: rounds(60, 1000) }, (_, i) => i))('holds for world %i', (seed) => {
    random = createRandom(seed);
    const { incidents, said, given } = world();
    const known = knownLabels(incidents, said, given);
    const { labels, unconfirmed, dismissed } = known;
    // In any order the same.
    expect(knownLabels(shuffle(incidents), shuffle(said), shuffle(given))).toEqual(known);
    // Each incident is in one part, and only once.
    const ids = [
      ...labels.flatMap(({ incidentId }) => incidentId ?? []),
      ...[...unconfirmed, ...dismissed].map(({ id }) => id),
    ];
    expect(ids.sort()).toEqual(incidents.map(({ id }) => id).sort());
    for (const [i, label] of labels.entries()) {
      expect(label.knownAt).toBeGreaterThanOrEqual(labels[i - 1]?.knownAt ?? 0);
      expect(label.isRight).toBe(label.verdict === null ? null : label.verdict === label.cause);
      expect(label.verdict).not.toBe('unknown');
      if (label.by === 'plan')
        expect(said.some((own) => own.incidentId === label.incidentId && own.right !== null)).toBe(false);
      if (label.by === 'import') expect([label.incidentId, label.verdict]).toEqual([null, null]);
    }
    // Nothing that is said about use changes what is known of causes, and neither does an earlier word.
    const more = said.flatMap((own) => [
      own,
      word(own.incidentId, 'C', 9, { useful: true }),
      { ...own, at: -1, right: true, verdict: 'bad_optic' as const },
    ]);
    const spoken = new Set(said.filter((own) => own.right !== null).map(({ incidentId }) => incidentId));
    expect(
      knownLabels(
        incidents,
        more.filter((own) => spoken.has(own.incidentId)),
        given,
      ),
    ).toEqual(known);
  });

  it('has an imported label once, and not at all where it says what an incident says', () => {
    const said = [word('I', 'U', 5, right('packet_loss'))];
    const at = { start: 1000, end: 1500, device: 'Router-A', interface: 'eth1' };
    const same: GivenLabel = { ...at, cause: 'packet_loss', at: 1, by: 'n' };
    const other: GivenLabel = { ...at, cause: 'bad_optic', at: 1, by: 'n' };
    const { labels } = knownLabels([incident('I', 'packet_loss')], said, [same, other, { ...other, at: 2 }]);
    expect(labels.map(({ by, cause, knownAt }) => [by, cause, knownAt])).toEqual([
      ['import', 'bad_optic', 1],
      ['person', 'packet_loss', 5],
    ]);
  });
});

describe('what is stored', () => {
  let store: MemoryStore;
  beforeEach(() => {
    store = createMemoryStore();
  });

  it('is read from incidents, words and imports', async () => {
    await store.incidents.insert(incident('I', 'packet_loss'));
    await createIncidentLabels(store.facts).put({
      incidentId: 'I',
      user: 'U',
      at: 5,
      verdict: 'packet_loss',
      right: true,
    });
    await createGivenLabels(store.facts).put({
      start: 1,
      end: 2,
      device: 'x',
      interface: null,
      cause: 'fire',
      at: 3,
      by: 'n',
    });
    expect((await readKnownLabels(store)).labels).toMatchObject([
      { by: 'import', cause: 'fire' },
      { by: 'person', knownAt: 5 },
    ]);
  });

  it('keeps verdict and moment of a word about the cause when its use is judged later', async () => {
    const labels = createIncidentLabels(store.facts);
    const about = { incidentId: 'I', user: 'U' };
    await labels.put({ ...about, at: 4, verdict: null, useful: true });
    await labels.put({ ...about, at: 5, verdict: 'packet_loss', right: true, cause: null });
    await labels.put({ ...about, at: 9, verdict: 'bad_optic', useful: false });
    expect(await labels.all()).toEqual([
      { ...about, at: 5, verdict: 'packet_loss', right: true, cause: null, useful: false },
    ]);
    await labels.put({ ...about, at: 10, verdict: 'bad_optic', right: false, cause: 'congestion' });
    expect(await labels.all()).toMatchObject([{ at: 10, verdict: 'bad_optic', right: false, cause: 'congestion' }]);
  });
});

describe('what a training on a span learns of it', () => {
  const span = { from: 1000, to: 5000, topology };
  const given = (own: Partial<Label>): GivenLabel => ({
    ...{ start: 2000, end: 2500, device: 'Router-A', interface: null, cause: 'cpu_overload', at: 9, by: 'n', ...own },
  });
  const learned = (incidents: Incident[], said: IncidentLabel[], labels: GivenLabel[]) =>
    labelsOfSpan(knownLabels(incidents, said, labels), span);

  it('are imported labels too', () => {
    const { at: _, by: __, ...plain } = given({});
    expect(learned([], [], [given({})])).toEqual({ labels: [plain], unexplained: [], leftOut: {} });
  });

  it.each([
    ['outside the span', given({ end: 999, start: 1 }), { outsideSpan: 1 }, 0],
    ['behind the span', given({ start: 5000, end: 6000 }), { outsideSpan: 1 }, 0],
    ['at a device that the inventory does not have', given({ device: 'Router-Z' }), { unknownDevice: 1 }, 1],
    ['with a cause of another vocabulary', given({ cause: 'fire' }), { unknownCause: 1 }, 0],
    ['with an unknown cause', given({ cause: 'unknown' }), { unconfirmed: 1 }, 1],
  ])('are not those %s, which are counted', (_what, label, leftOut, unexplained) => {
    const found = learned([], [], [label]);
    expect([found.labels, found.leftOut, found.unexplained.length]).toEqual([[], leftOut, unexplained]);
  });

  it('is no cause where only is known what it was not, and no ordinary time', () => {
    const said = [word('I', 'U', 5, wrong('packet_loss', null))];
    const found = learned([incident('I', 'packet_loss')], said, []);
    expect(found).toEqual({ labels: [], unexplained: [{ start: 1000, end: 1500 }], leftOut: { unconfirmed: 1 } });
  });
});
