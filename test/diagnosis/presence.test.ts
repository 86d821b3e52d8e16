import { describe, expect, it } from 'vitest';
import { createPresence, type Presence } from '../../src/diagnosis/presence.ts';
import type { Anomaly } from '../../src/domain/incident.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { simulate, startAt, topology } from './simulated.ts';

interface Played {
  presence: Presence;
  anomalies: Anomaly[];
  advance(seconds: number): void;
}

/** Plays seconds through the rules, one delivery for each device, with a clock that runs beside. */
function play(seconds: Sample[][], usual: (metric: string) => number | undefined = () => undefined): Played {
  let now = startAt;
  const presence = createPresence({ topology, usual: (_, metric) => usual(metric), clock: () => now });
  const anomalies: Anomaly[] = [];
  for (const [second, samples] of seconds.entries()) {
    now = startAt + second * 1000 + 50;
    for (const device of new Set(samples.map((sample) => sample.device))) {
      anomalies.push(...presence.observe(samples.filter((sample) => sample.device === device)));
    }
  }
  const advance = (more: number) => {
    now += more * 1000;
  };
  return { presence, anomalies, advance };
}

const fault = (kind: 'link-down' | 'device-down' | 'telemetry-silent', place: { link?: string; device?: string }) => [
  { fault: { kind, ...place }, start: startAt + 20_000, end: startAt + 300_000 },
];

const placesOf = (anomalies: Anomaly[]) =>
  [...new Set(anomalies.map(({ place }) => `${place.device} ${place.interface ?? ''}`.trim()))].sort();

describe('rules beside the models', () => {
  it('have nothing to say about a network that is well', () => {
    const { anomalies, presence } = play(simulate({ seed: 1, seconds: 40, faults: [] }));
    expect(anomalies).toEqual([]);
    expect(presence.classify([{ device: 'Router-A', interface: 'eth1' }])).toBeNull();
  });

  it('see a link that is down, at both ends', () => {
    const { anomalies, presence } = play(
      simulate({ seed: 1, seconds: 40, faults: fault('link-down', { link: 'L1' }) }),
    );
    expect(placesOf(anomalies)).toEqual(['Router-A eth1', 'Router-B GigabitEthernet1']);
    expect(anomalies[0]).toMatchObject({
      at: startAt + 20_000,
      metrics: [{ metric: 'oper_up', value: 0, expected: 1 }],
    });
    const verdict = presence.classify(anomalies.map(({ place }) => place));
    expect(verdict).toMatchObject({
      cause: 'link_down',
      symptom: 'unreachable',
      place: { device: 'Router-A', interface: 'eth1' },
    });
  });

  it('see a device that is down, and not only its links', () => {
    const { anomalies, presence } = play(
      simulate({ seed: 1, seconds: 45, faults: fault('device-down', { device: 'Switch-1' }) }),
    );
    expect(placesOf(anomalies)).toEqual([
      'AP-1 eth1',
      'AP-2 eth1',
      'Router-A eth2',
      'Router-B GigabitEthernet2',
      'Switch-1',
      'Switch-2 eth3',
    ]);
    const neighbour = presence.classify([{ device: 'Router-A', interface: 'eth2' }]);
    expect(neighbour).toMatchObject({ cause: 'device_down', place: { device: 'Switch-1', interface: null } });
  });

  it('leave it open whether it is the link or the device until somebody knows', () => {
    const { presence } = play(simulate({ seed: 1, seconds: 24, faults: fault('device-down', { device: 'Switch-1' }) }));
    expect(presence.classify([{ device: 'Router-A', interface: 'eth2' }])?.cause).toBe('unknown');
  });

  it('see a device that runs and sends nothing', () => {
    const { anomalies, presence } = play(
      simulate({ seed: 1, seconds: 45, faults: fault('telemetry-silent', { device: 'Switch-1' }) }),
    );
    expect(placesOf(anomalies)).toEqual(['Switch-1']);
    expect(anomalies[0]!.at).toBeGreaterThan(startAt + 26_000);
    const verdict = presence.classify([{ device: 'Switch-1', interface: null }]);
    expect(verdict).toMatchObject({ cause: 'telemetry_silent', symptom: 'silent', confidence: 0.95 });
  });

  it('do not let silence hide what else is wrong near it', () => {
    const { presence } = play(
      simulate({ seed: 1, seconds: 45, faults: fault('telemetry-silent', { device: 'Switch-1' }) }),
    );
    const places = [
      { device: 'Router-A', interface: 'eth1' },
      { device: 'Switch-1', interface: null },
    ];
    expect(presence.classify(places)).toBeNull();
  });

  it('are less sure when nobody sends anything any more, and notice it by the clock', () => {
    const { presence, anomalies, advance } = play(simulate({ seed: 1, seconds: 30, faults: [] }));
    expect(anomalies).toEqual([]);
    advance(5);
    expect(presence.check()).toEqual([]);
    advance(10);
    expect(placesOf(presence.check())).toHaveLength(7);
    expect(presence.check()).toEqual([]);
    expect(presence.classify([{ device: 'Router-A', interface: null }])).toMatchObject({
      cause: 'telemetry_silent',
      confidence: 0.6,
    });
  });

  it('do not call a device silent whose samples arrive but can not be used, until these stop too', () => {
    const { presence, advance } = play(simulate({ seed: 1, seconds: 30, faults: [] }));
    for (let second = 0; second < 60; second += 5) {
      presence.arrived('AP-1');
      advance(5);
      presence.check();
    }
    const isSilent = () => presence.classify([{ device: 'AP-1', interface: null }])?.cause === 'telemetry_silent';
    expect(isSilent()).toBe(false);
    advance(10);
    advance(10);
    expect(isSilent()).toBe(true);
  });

  it('do not take one sender that is ahead for the silence of the others', () => {
    const seconds = simulate({ seed: 1, seconds: 60, faults: [] });
    const { presence } = play(seconds.slice(0, 10));
    // A break of 40 seconds, and then everything that one device kept comes at once.
    const kept = seconds
      .slice(10, 50)
      .flat()
      .filter((sample) => sample.device === 'AP-1');
    expect(presence.observe(kept)).toEqual([]);
  });

  it('count in the interval of the sender', () => {
    const minutes = (from: number, to: number, device: string): Sample[][] =>
      Array.from({ length: to - from }, (_, i) => [
        { at: startAt + (from + i) * 60_000, device, interface: null, metric: 'cpu_pct', value: 1 },
      ]);
    let now = startAt;
    const presence = createPresence({ topology, usual: () => undefined, clock: () => now });
    const feed = (lists: Sample[][]) =>
      lists.flatMap((samples) => {
        now = samples[0]!.at;
        return presence.observe(samples);
      });
    feed(minutes(0, 10, 'Router-A').flatMap((list, i) => [list, minutes(i, i + 1, 'Router-B')[0]!]));
    expect(feed(minutes(10, 12, 'Router-A'))).toEqual([]);
    expect(placesOf(feed(minutes(12, 14, 'Router-A')))).toEqual(['Router-B']);
  });

  it('leave a port alone that never worked, unless the models know that it should', () => {
    const down: Sample[][] = Array.from({ length: 10 }, (_, i) => [
      { at: startAt + i * 1000, device: 'Router-A', interface: 'eth9', metric: 'oper_up', value: 0 },
    ]);
    expect(play(down).anomalies).toEqual([]);
    expect(play(down, (metric) => (metric === 'oper_up' ? 1 : undefined)).anomalies).toHaveLength(10);
  });

  it('miss no device and no port that is not in the inventory, whatever it is called', () => {
    const names = ['Router-a', 'Router-A ', 'http://h.example', '<!channel>', '__proto__', 'x'.repeat(5000), '🔥'];
    const heard: Sample[][] = Array.from({ length: 10 }, (_, i) =>
      names.flatMap((device) => [
        { at: startAt + i * 1000, device, interface: null, metric: 'cpu_pct', value: 1 },
        { at: startAt + i * 1000, device, interface: 'eth1', metric: 'oper_up', value: i < 5 ? 1 : 0 },
      ]),
    );
    const { presence, anomalies, advance } = play(heard);
    advance(600);
    expect([...anomalies, ...presence.check()]).toEqual([]);
    expect(names.map((device) => presence.classify([{ device, interface: 'eth1' }]))).toEqual(names.map(() => null));
  });

  it('name no neighbours that see a link when there are none', () => {
    const alone: Sample[][] = Array.from({ length: 10 }, (_, i) => [
      { at: startAt + i * 1000, device: 'Switch-1', interface: null, metric: 'cpu_pct', value: 1 },
    ]);
    const { presence, advance } = play(alone);
    advance(60);
    expect(presence.classify([{ device: 'Switch-1', interface: null }])).toMatchObject({
      ...{ cause: 'telemetry_silent', confidence: 0.6, drivers: [] },
    });
  });

  it('tell how often a device sends, also when that is more than once in a second', () => {
    const often: Sample[][] = Array.from({ length: 30 }, (_, i) => [
      { at: startAt + i * 400, device: 'Switch-1', interface: null, metric: 'cpu_pct', value: 1 },
    ]);
    const { presence, advance } = play(often);
    advance(60);
    expect(presence.check().flatMap(({ metrics }) => metrics)).toMatchObject([
      { metric: 'silent_seconds', expected: 0.4 },
    ]);
  });
});
