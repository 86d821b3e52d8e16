import { describe, expect, it } from 'vitest';
import { loadNetworkSpec, parseNetworkSpec } from '../../../demo/network/spec.ts';
import { formatReading } from '../../../demo/network/telemetry/line-protocol.ts';
import type { World, WorldReading } from '../../../demo/network/world/world.ts';
import { createWorld } from '../../../demo/network/world/world.ts';

const spec = loadNetworkSpec();
const start = 1_700_000_000_000;

function playing(seed = 7) {
  const world = createWorld(spec, seed);
  let now = start;
  const readings: WorldReading[] = [];
  const play = (seconds: number) => {
    for (let i = 0; i < seconds; i += 1) {
      readings.push(world.step(now));
      now += 1000;
    }
  };
  const mean = (seconds: number, read: (reading: WorldReading) => number | null) => {
    const values = readings.slice(-seconds).map((reading) => read(reading) ?? Number.NaN);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  play(60);
  return { world, play, mean, now: () => now, readings };
}

const of = (name: string) => (reading: WorldReading) => reading.devices.find((device) => device.device === name);
const service = (name: string) => (reading: WorldReading) => of(name)(reading)?.service.latencyMs ?? null;
const loss = (name: string) => (reading: WorldReading) => of(name)(reading)?.service.packetLossPct ?? null;
const cpu = (name: string) => (reading: WorldReading) => of(name)(reading)?.cpuPct ?? null;
const memory = (name: string) => (reading: WorldReading) => of(name)(reading)?.memoryPct ?? null;
const port = (name: string, port: string) => (reading: WorldReading) =>
  of(name)(reading)?.interfaces.find((own) => own.interface === port);

function setCost(world: World, device: string, name: string, cost: number, now: number) {
  const ospf = world.devices.get(device)?.config.interfaces[name]?.ospf;
  if (!ospf) throw new Error('no such interface');
  ospf.cost = cost;
  world.reconverge(now);
}

describe('routing', () => {
  it('moves traffic from the direct link to the way over Switch-1 when its cost rises at both ends', () => {
    const { world, play, mean, now } = playing();
    const direct = (reading: WorldReading) => port('Router-A', 'eth1')(reading)?.throughputMbps ?? null;
    const over = (reading: WorldReading) => port('Switch-1', 'eth2')(reading)?.throughputMbps ?? null;
    expect(mean(10, direct)).toBeGreaterThan(150);
    expect(mean(10, over)).toBeLessThan(80);
    setCost(world, 'Router-A', 'eth1', 1000, now());
    setCost(world, 'Router-B', 'GigabitEthernet1', 1000, now());
    play(10);
    expect(mean(5, direct)).toBeLessThan(1);
    expect(mean(5, over)).toBeGreaterThan(150);
  });

  it('leaves a device that announces the maximum metric only the traffic that has no other way', () => {
    const { world, now } = playing();
    const through = (from: string, to: string) => world.path(from, to)?.map((edge) => edge.to);
    expect(through('AP-2', 'Router-A')).toEqual(['Switch-1', 'Router-A']);
    const config = world.devices.get('Switch-1')?.config;
    if (config) config.ospf.maxMetric = true;
    world.reconverge(now());
    expect(through('AP-2', 'Router-A')).toEqual(['Switch-2', 'Router-A']);
    expect(through('Router-A', 'AP-1')).toEqual(['Switch-1', 'AP-1']);
  });

  it('takes both ends of a link down when one is shut, and finds another way', () => {
    const { world, play, readings, now } = playing();
    const own = world.devices.get('Router-A')?.config.interfaces.eth1;
    if (own) own.shutdown = true;
    world.reconverge(now());
    play(1);
    const last = readings.at(-1) as WorldReading;
    expect(port('Router-B', 'GigabitEthernet1')(last)).toMatchObject({
      operUp: false,
      packetLossPct: 100,
      latencyMs: null,
    });
    expect(service('Router-A')(last)).toBeGreaterThan(11);
  });
});

describe('faults', () => {
  it('a slow link is in its own probe and in the service of both routers, and nowhere else', () => {
    const { world, play, mean, now } = playing();
    world.inject({ kind: 'latency', link: 'L1', magnitude: 78, jitterMs: 5 }, now());
    play(10);
    expect(mean(8, service('Router-A'))).toBeGreaterThan(140);
    expect(mean(8, service('Router-B'))).toBeGreaterThan(140);
    expect(mean(8, (reading) => port('Router-B', 'GigabitEthernet1')(reading)?.latencyMs ?? null)).toBeGreaterThan(140);
    expect(mean(8, service('AP-1'))).toBeLessThan(20);
    expect(mean(8, loss('Router-A'))).toBeLessThan(2);
  });

  it('service recovers when the cost rises at both ends, half of it at one end; the link stays bad', () => {
    const { world, play, mean, now } = playing();
    world.inject({ kind: 'latency', link: 'L1', magnitude: 78 }, now());
    play(5);
    setCost(world, 'Router-A', 'eth1', 1000, now());
    play(8);
    expect(mean(6, service('Router-A'))).toBeGreaterThan(70);
    expect(mean(6, service('Router-A'))).toBeLessThan(105);
    setCost(world, 'Router-B', 'GigabitEthernet1', 1000, now());
    play(8);
    expect(mean(6, service('Router-A'))).toBeLessThan(25);
    expect(mean(6, (reading) => port('Router-A', 'eth1')(reading)?.latencyMs ?? null)).toBeGreaterThan(140);
  });

  it('a lossy link loses about 28 % of round trips, shows errors, and slows the senders', () => {
    const { world, play, mean, now } = playing();
    const carried = (reading: WorldReading) => port('Router-A', 'eth1')(reading)?.throughputMbps ?? null;
    const before = mean(20, carried);
    world.inject({ kind: 'loss', link: 'L1', magnitude: 15, errorRatePct: 6 }, now());
    play(30);
    expect(mean(25, loss('Router-A'))).toBeGreaterThan(23);
    expect(mean(25, loss('Router-A'))).toBeLessThan(33);
    expect(mean(25, (reading) => port('Router-B', 'GigabitEthernet1')(reading)?.errorRatePct ?? null)).toBeGreaterThan(
      4,
    );
    expect(mean(25, carried)).toBeLessThan(before * 0.6);
  });

  it('a hog falls with the traffic that is drained, slows what passes meanwhile, and heals', () => {
    const { world, play, mean, now } = playing();
    world.inject(spec.scenarios.cpu?.fault ?? { kind: 'cpu' }, now());
    play(15);
    expect(mean(8, cpu('Switch-1'))).toBeGreaterThan(88);
    expect(mean(8, service('AP-2'))).toBeGreaterThan(25);
    expect(mean(8, service('Router-A'))).toBeLessThan(20);
    const config = world.devices.get('Switch-1')?.config;
    if (config) config.ospf.maxMetric = true;
    world.reconverge(now());
    play(10);
    expect(mean(8, cpu('Switch-1'))).toBeLessThan(60);
    play(40);
    expect(world.faults()).toEqual([]);
  });

  it('a leak grows up to 95 % and gives the memory back only when the process is restarted', () => {
    const { world, play, readings, now } = playing();
    const fault = world.inject(spec.scenarios.memory?.fault ?? { kind: 'memory' }, now());
    play(20);
    const early = memory('Switch-2')(readings.at(-1) as WorldReading) ?? 0;
    play(80);
    const late = memory('Switch-2')(readings.at(-1) as WorldReading) ?? 0;
    expect(early).toBeGreaterThan(60);
    expect(late).toBeGreaterThan(90);
    expect(late).toBeLessThanOrEqual(96);
    world.endFault(fault.id, now());
    play(5);
    expect(memory('Switch-2')(readings.at(-1) as WorldReading)).toBeGreaterThan(90);
    expect(world.restartProcess('Switch-2', 'ospfd', now())).toBe(true);
    play(1);
    expect(loss('Switch-2')(readings.at(-1) as WorldReading)).toBe(100);
    play(5);
    expect(memory('Switch-2')(readings.at(-1) as WorldReading)).toBeLessThan(50);
    expect(loss('Switch-2')(readings.at(-1) as WorldReading)).toBeLessThan(10);
  });

  it('a device that is down or silent sends nothing; its neighbours see the first and not the second', () => {
    const { world, play, readings, now } = playing();
    const down = world.inject({ kind: 'device-down', device: 'Switch-1' }, now());
    play(1);
    const last = () => readings.at(-1) as WorldReading;
    const lines = () => formatReading(of('Switch-1')(last()) as WorldReading['devices'][number], last().at);
    expect(lines()).toEqual([]);
    expect(port('Router-A', 'eth2')(last())?.operUp).toBe(false);
    world.endFault(down.id, now());
    world.inject({ kind: 'telemetry-silent', device: 'Switch-1' }, now());
    play(1);
    expect(lines()).toEqual([]);
    expect(port('Router-A', 'eth2')(last())?.operUp).toBe(true);
  });

  it('a link that is down loses everything and reports no latency', () => {
    const { world, play, readings, now } = playing();
    world.inject({ kind: 'link-down', link: 'L7' }, now());
    play(1);
    const last = readings.at(-1) as WorldReading;
    expect(of('AP-1')(last)?.service).toEqual({ latencyMs: null, jitterMs: null, packetLossPct: 100 });
    const [own, uplink] = formatReading(of('AP-1')(last) as WorldReading['devices'][number], last.at);
    expect(own).not.toContain('latency_ms');
    expect(uplink).toContain('packet_loss_pct=100,bandwidth_mbps=300,throughput_mbps=0');
    expect(uplink).toContain('oper_up=0');
  });

  it('refuses a fault at a place that does not exist', () => {
    expect(() => createWorld(spec, 1).inject({ kind: 'latency', link: 'L99' }, start)).toThrow(/L99/);
    expect(() => createWorld(spec, 1).inject({ kind: 'cpu', device: 'Router-X' }, start)).toThrow(/Router-X/);
  });
});

describe('the description', () => {
  it('gives each scenario its cause and both ends of its link', () => {
    expect(spec.scenarios.latency).toMatchObject({ cause: 'latency_spike' });
    expect(spec.scenarios.latency?.places).toEqual([
      { device: 'Router-A', interface: 'eth1' },
      { device: 'Router-B', interface: 'GigabitEthernet1' },
    ]);
    expect(spec.scenarios.cpu?.places).toEqual([{ device: 'Switch-1', interface: null }]);
    expect(spec.scenarios.cpu).toMatchObject({ ends: 'verified', followUp: 'end_drain' });
    const escalated = Object.values(spec.scenarios).filter(({ ends }) => ends === 'escalated');
    expect(escalated.map(({ name }) => name)).toEqual([
      'memory-ios-xe',
      'link-down',
      'device-down',
      'telemetry-silent',
    ]);
  });

  it('refuses a link to a port that the device has not', () => {
    const device = `{ platform: frr, role: router, site: x, routerId: 10.0.0.1, ports: [eth1], loopback: lo,
      management: { name: mgmt0, address: 10.9.0.1/24 }, cpuPct: 10, memoryPct: 40, probes: [R] }`;
    const link = '{ a: "R:1", b: "R:2", subnet: 10.0.0.0/30, delayMs: 1, cost: 1, capacityMbps: 1 }';
    const text = `devices: { R: ${device} }\nlinks: { L: ${link} }\ntraffic: []\nscenarios: {}`;
    expect(() => parseNetworkSpec(text)).toThrow(/R has no port 2/);
  });
});

it('never repeats itself, and is the same again with the same seed', () => {
  const [a, b] = [playing(9), playing(9)];
  expect(a.readings).toEqual(b.readings);
  const latencies = a.readings.map((reading) => port('Router-A', 'eth1')(reading)?.latencyMs);
  expect(new Set(latencies).size).toBe(latencies.length);
  expect(playing(10).readings).not.toEqual(a.readings);
});
