import { beforeAll, describe, expect, it } from 'vitest';
import type { PlaceState } from '../../src/diagnosis/place-state.ts';
import { createRuleJudge } from '../../src/diagnosis/rule-judge.ts';
import type { CauseId } from '../../src/domain/cause.ts';
import type { Accepts } from '../../src/domain/incident.ts';
import { formatPlace, type Place } from '../../src/domain/place.ts';
import { createRandom } from '../../src/models/random.ts';
import { trainedOnSimulated } from '../incidents/two-faults.ts';
import type { Trained } from '../learning/trained.ts';
import { rounds } from '../sampled.ts';
import { type AskedFault, askAboutFaults } from './asked-faults.ts';
import { topology } from './simulated.ts';

/** Deviations by place and metric; a pair holds the present reading and the one before, which is the mean too. */
type Shown = Record<string, Record<string, number | [now: number, before: number]>>;

const placeOf = (text: string): Place => {
  const [device = '', port = null] = text.split(' ');
  return { device, interface: port };
};

function ask(shown: Shown, { accepts, candidates }: { accepts?: Accepts; candidates?: string[] } = {}) {
  const read = (place: Place, part: 0 | 1) => (metric: string) => {
    const value = shown[formatPlace(place)]?.[metric];
    return value === undefined ? Number.NaN : typeof value === 'number' ? value : value[part];
  };
  const get = (place: Place) =>
    shown[formatPlace(place)] && ({ now: read(place, 0), mean: read(place, 1), before: read(place, 1) } as PlaceState);
  const judge = createRuleJudge(topology, { get: (place) => get(place) });
  return judge.classify((candidates ?? Object.keys(shown)).map(placeOf), accepts);
}

const slow = { latency_ms: 90 };
const lossy = { packet_loss_pct: 60 };
const well = { latency_ms: 0, packet_loss_pct: 0, error_rate_pct: 0 };

/** L2 is Router-A eth2 to Switch-1 eth1, L7 Switch-1 eth4 to AP-1 eth1, L9 Switch-2 eth4 to AP-3 eth1, and AP-3 has no other link. */
const cases: { name: string; shown: Shown; cause: CauseId; place?: string; candidates?: string[] }[] = [
  {
    name: 'a slow link, and not the devices that are slow because of it',
    shown: { 'Switch-1': slow, 'AP-1': slow, 'Router-A eth2': slow, 'Switch-1 eth1': slow },
    ...{ cause: 'latency_spike', place: 'Router-A eth2' },
  },
  {
    name: 'a slow link whose ends were not anomalous yet, by the device that suffers',
    shown: { 'Switch-1': slow, 'Router-A eth2': slow, 'Switch-1 eth1': slow },
    ...{ candidates: ['Switch-1'], cause: 'latency_spike', place: 'Switch-1 eth1' },
  },
  {
    name: 'a lossy link that a device behind it hides',
    shown: { 'Router-A eth2': lossy, 'Switch-1 eth1': { packet_loss_pct: 50 }, 'Switch-1': { packet_loss_pct: 80 } },
    ...{ cause: 'packet_loss', place: 'Router-A eth2' },
  },
  {
    name: 'errors that one end alone counts',
    shown: { 'Router-A eth2': { error_rate_pct: 40 }, 'Switch-1 eth1': { error_rate_pct: 0 } },
    ...{ cause: 'packet_loss', place: 'Router-A eth2' },
  },
  {
    name: 'a busy device, and not what is slow because of it',
    shown: { 'Switch-1': { cpu_pct: 25, latency_ms: 80 }, 'AP-1': { latency_ms: 150 } },
    ...{ cause: 'cpu_overload', place: 'Switch-1' },
  },
  {
    name: 'a busy device whose links are all slow',
    shown: {
      'Switch-1': { cpu_pct: 25 },
      ...Object.fromEntries(
        topology.links.flatMap(({ a, b }) =>
          [a, b].some(({ device }) => device === 'Switch-1')
            ? [
                [formatPlace(a), slow],
                [formatPlace(b), slow],
              ]
            : [],
        ),
      ),
    },
    ...{ cause: 'cpu_overload', place: 'Switch-1' },
  },
  { name: 'memory', shown: { 'AP-3': { memory_pct: 12 } }, cause: 'memory_leak', place: 'AP-3' },
  {
    name: 'the only link of a device that suffers, where links measure nothing',
    shown: { 'Switch-2': well, 'AP-3': slow },
    ...{ candidates: ['AP-3'], cause: 'latency_spike', place: 'AP-3 eth1' },
  },
  {
    name: 'no link where the device before it suffers as well, but that device',
    shown: { 'AP-3': slow, 'Switch-2': slow },
    ...{ cause: 'latency_spike', place: 'Switch-2' },
  },
  {
    name: 'no link of a device that has several, but the device',
    shown: { 'Router-A': well, 'Switch-1': { packet_loss_pct: 60 } },
    ...{ cause: 'packet_loss', place: 'Switch-1' },
  },
  {
    name: 'no link that measures that it is well',
    shown: { 'AP-3': slow, 'Switch-2': well, 'AP-3 eth1': well, 'Switch-2 eth4': well },
    cause: 'unknown',
  },
  {
    name: 'nothing where one end alone is slow',
    shown: { 'Router-A eth2': slow, 'Switch-1 eth1': well },
    cause: 'unknown',
  },
  {
    name: 'nothing that is not far enough',
    shown: { 'Router-A': { cpu_pct: 5.9, memory_pct: 5.9 } },
    cause: 'unknown',
  },
  {
    name: 'nothing that is better than usual',
    shown: { 'Router-A': { cpu_pct: -40 }, 'Router-A eth2': { latency_ms: -40 }, 'Switch-1 eth1': { latency_ms: -40 } },
    cause: 'unknown',
  },
  { name: 'nothing by one reading', shown: { 'Router-A': { cpu_pct: [40, 1] } }, cause: 'unknown' },
  { name: 'nothing that is over', shown: { 'Router-A': { cpu_pct: [0, 40] } }, cause: 'unknown' },
  {
    name: 'a busy device whose latest reading holds another metric',
    shown: { 'Router-A': { cpu_pct: [Number.NaN, 40] } },
    cause: 'cpu_overload',
    place: 'Router-A',
  },
  {
    name: 'nothing by metrics that stand for nothing',
    shown: { 'Router-A': { temperature: 99, throughput_mbps: 50 } },
    cause: 'unknown',
  },
];

describe('rules without a cause model', () => {
  it.each(cases)('name $cause: $name', ({ shown, cause, place, candidates }) => {
    const verdict = ask(shown, { candidates: candidates ?? Object.keys(shown) });
    expect(verdict).toMatchObject({ cause, place: placeOf(place ?? Object.keys(shown)[0]!), modelId: 'rules' });
    if (cause !== 'unknown') expect(verdict!.confidence).toBeGreaterThanOrEqual(0.5);
    else expect(verdict!.confidence).toBeLessThan(0.5);
  });

  it('say nothing of places that nothing is known of', () => {
    expect(ask({})).toBeNull();
    expect(ask({ 'Router-A': slow }, { candidates: ['Router-B'] })).toBeNull();
  });

  it('are as sure as the lead is', () => {
    const confidence = (cpu: number, memory: number) =>
      ask({ 'Router-A': { cpu_pct: cpu, memory_pct: memory } })!.confidence;
    expect([2, 5, 7, 13, 19, 1e9].map((cpu) => confidence(cpu, 0))).toEqual([0.15, 0.4, 0.7, 0.85, 0.9, 0.9]);
    expect(confidence(19, 15)).toBe(0.7);
  });

  it('leave out what is ruled out, and who suffers from it', () => {
    const shown = {
      'Router-A eth2': slow,
      'Switch-1 eth1': slow,
      'AP-3': { cpu_pct: 9, latency_ms: 40 },
      'Switch-2': well,
    };
    const others =
      (...ruledOut: CauseId[]): Accepts =>
      (cause) =>
        !ruledOut.includes(cause);
    expect(ask(shown)?.cause).toBe('latency_spike');
    expect(ask(shown, { accepts: others('latency_spike') })?.cause).toBe('cpu_overload');
    const rest = ask(shown, { accepts: others('latency_spike', 'cpu_overload') })!;
    expect(rest.cause).toBe('unknown');
    expect(rest.probabilities).toMatchObject({ latency_spike: 0.9 });
  });

  it('name no other link for what suffers from one that is known', () => {
    const shown = { 'Router-A eth2': slow, 'Switch-1 eth1': slow, 'AP-3': slow, 'Switch-2': well };
    const isKnown = (place: Place) => formatPlace(place) === 'Router-A eth2';
    expect(ask({ 'AP-3': slow, 'Switch-2': well })?.cause).toBe('latency_spike');
    expect(ask(shown, { accepts: (_, place) => !isKnown(place) })?.cause).toBe('unknown');
  });

  it('say by what they decided, whatever is shown, and are never surer than .9', () => {
    const random = createRandom(5);
    const metrics = ['cpu_pct', 'memory_pct', 'latency_ms', 'packet_loss_pct', 'error_rate_pct', 'jitter_ms'];
    const places = [
      ...topology.devices.map(({ name }) => name),
      ...topology.links.flatMap(({ a, b }) => [formatPlace(a), formatPlace(b)]),
    ];
    for (let run = 0; run < 500; run++) {
      const shown: Shown = {};
      for (const place of places.filter(() => random() < 0.5))
        shown[place] = Object.fromEntries(
          metrics.filter(() => random() < 0.7).map((metric) => [metric, Math.exp(8 * random()) - 30]),
        );
      const verdict = ask(shown);
      if (!verdict) continue;
      expect(verdict.confidence).toBeLessThanOrEqual(0.9);
      expect(verdict.drivers.every(({ value }) => value > 0)).toBe(true);
      if (verdict.drivers.length > 0)
        expect(verdict.drivers.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(1, 9);
      if (verdict.cause === 'unknown') continue;
      expect(verdict.drivers[0]!.value).toBeGreaterThanOrEqual(6);
      expect(verdict.probabilities[verdict.cause]).toBe(verdict.confidence);
    }
  });
});

describe('rules on the simulated network', () => {
  let asked: AskedFault[];
  beforeAll(async () => {
    const trained: Trained = await trainedOnSimulated();
    asked = askAboutFaults(trained, { seed: 71, minutes: rounds(25, 40) });
  });

  it('are as often right as they say, and about as often as the forest', () => {
    for (const { confidence, least } of [
      { confidence: 0.9, least: 0.9 },
      { confidence: 0.7, least: 0.7 },
    ]) {
      const sure = asked.filter(({ rules }) => rules.cause !== 'unknown' && rules.confidence >= confidence);
      const right = sure.filter((one) => one.isRight(one.rules)).length;
      expect(sure.length).toBeGreaterThan(20);
      expect(right / sure.length).toBeGreaterThanOrEqual(least);
    }
    const faults = asked.filter(({ fault }) => fault !== null);
    const share = (who: 'rules' | 'forest') => faults.filter((one) => one.isRight(one[who])).length / faults.length;
    expect(share('rules')).toBeGreaterThan(share('forest') - 0.05);
  });
});
