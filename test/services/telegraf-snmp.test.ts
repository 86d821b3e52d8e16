import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDiscovery } from '../../src/telemetry/discovery.ts';
import type { Point } from '../../src/telemetry/point.ts';
import { mapLines } from '../telemetry/mapping/map-lines.ts';
import { columns, hosts, hrProcessorLoad, memory, type Polled, startPolled } from './polled-devices.ts';
import { tryTelegraf } from './telegraf.ts';

const rounds = 4;

let missing: string | undefined;
let polled: Polled;

const sampled = (metric: string, device: string, port: string | null = null) =>
  polled.receiver.samples.filter((each) => each.metric === metric && each.device === device && each.interface === port);
const sentBy = (device: keyof typeof hosts, field: string, port?: string) =>
  polled.receiver.points.filter(
    ({ tags, fields }) =>
      tags.get('source') === hosts[device] && fields.has(field) && (!port || tags.get('ifName') === port),
  );
const number = (point: Point, field: string) => Number(point.fields.get(field));

beforeAll(async () => {
  const started = await startPolled();
  if ('missing' in started) missing = started.missing;
  else {
    polled = started;
    await polled.watch(() => {
      expect(sampled('cpu_pct', 'edge1').length).toBeGreaterThan(1);
      expect(sampled('throughput_mbps', 'edge1', 'lo').length).toBeGreaterThanOrEqual(rounds);
    });
  }
});
beforeEach(({ skip }) => {
  if (missing !== undefined) skip(missing);
});
afterAll(() => polled?.close());

/** What edge1 said around the time of a point. snmpd renews interfaces after 3 seconds and memory after 5. */
const around = (at: number) => polled.truths.filter((truth) => at - 7_000 <= truth.at && truth.at <= at + 7_000);

test('every line is taken, and every device and interface is one of the inventory', () => {
  const { known, unknownDevices, unknownInterfaces } = polled.receiver.senders();
  expect([unknownDevices, unknownInterfaces]).toEqual([[], []]);
  const places = known.map(({ device, interface: port }) => `${device} ${port ?? ''}`);
  const right = ['edge1', 'core1'].flatMap((device) =>
    ['', ...polled.ports.values()].map((port) => `${device} ${port}`),
  );
  expect(places.sort()).toEqual(right.sort());
  expect(polled.receiver.counts()).toMatchObject({ failures: 0, badPoints: 0, aheadPoints: 0 });
  // Rates have no value for the first one, and snmpd does not know the speed of every interface.
  expect(Object.keys(polled.receiver.counts().lost)).toEqual(expect.arrayContaining(['first-value']));
  const others = Object.keys(polled.receiver.counts().lost).filter(
    (reason) => !['first-value', 'missing-value'].includes(reason),
  );
  expect(others).toEqual([]);
});

test('what Telegraf sends of an interface is what the agent answers', () => {
  for (const [index, name] of polled.ports) {
    for (const [field, column] of Object.entries(columns)) {
      for (const point of sentBy('edge1', field, name)) {
        const said = around(point.at).map(({ values }) => Number(values.get(`${column}.${index}`)));
        expect(said.length).toBeGreaterThan(0);
        expect(number(point, field)).toBeGreaterThanOrEqual(Math.min(...said));
        expect(number(point, field)).toBeLessThanOrEqual(Math.max(...said));
      }
    }
  }
});

test.each([
  ['throughput_mbps', 'ifHCInOctets'],
  ['throughput_out_mbps', 'ifHCOutOctets'],
])('%s is the growth of %s', (metric, field) => {
  for (const name of polled.ports.values()) {
    const sent = sentBy('edge1', field, name);
    const rates = sent.slice(1).map((point, i) => {
      const seconds = (Math.floor(point.at) - Math.floor(sent[i]!.at)) / 1000;
      return ((number(point, field) - number(sent[i]!, field)) * 8) / 1e6 / seconds;
    });
    expect(rates.length).toBeGreaterThanOrEqual(rounds);
    const told = sampled(metric, 'edge1', name).map(({ value }) => value);
    expect(told).toEqual(rates.map((rate) => expect.closeTo(rate, 6)));
  }
  // Its own answers go over lo.
  expect(Math.min(...sampled(metric, 'edge1', 'lo').map(({ value }) => value))).toBeGreaterThan(0);
});

test('the error rate is the share of errors among the packets', () => {
  const broken = ['ifInErrors', 'ifOutErrors', 'ifInDiscards', 'ifOutDiscards'];
  const all = [...broken, 'ifHCInUcastPkts', 'ifHCOutUcastPkts'];
  const sum = (point: Point, fields: string[]) => fields.reduce((total, field) => total + number(point, field), 0);
  const sent = sentBy('core1', 'ifInErrors', 'lo');
  const shares = sent.slice(1).map((point, i) => {
    const growth = (fields: string[]) => sum(point, fields) - sum(sent[i]!, fields);
    return (100 * growth(broken)) / growth(all);
  });
  const told = sampled('error_rate_pct', 'core1', 'lo').map(({ value }) => value);
  expect(told).toEqual(shares.map((share) => expect.closeTo(share, 6)));
  expect(Math.min(...told)).toBeGreaterThan(0);
  expect(new Set(sampled('error_rate_pct', 'edge1', 'lo').map(({ value }) => value))).toEqual(new Set([0]));
});

test('states and speeds are those of the agent', () => {
  const last = polled.truths.at(-1)!.values;
  const value = (column: string, port: string) => Number(last.get(`${columns[column]}.${port}`));
  for (const [index, name] of polled.ports) {
    const latest = (metric: string) => sampled(metric, 'edge1', name).at(-1)?.value;
    expect(latest('oper_up')).toBe(value('ifOperStatus', index) === 1 ? 1 : 0);
    expect(latest('admin_up')).toBe(value('ifAdminStatus', index) === 1 ? 1 : 0);
    expect(latest('bandwidth_mbps')).toBe(value('ifHighSpeed', index) || undefined);
  }
  // 7 is "lowerLayerDown".
  expect(sampled('oper_up', 'core1', 'lo').at(-1)?.value).toBe(0);
});

test('processors and memory are those of the agent', () => {
  for (const { at, value } of sampled('cpu_pct', 'edge1')) {
    const loads = around(at).map(({ values }) => [...values].filter(([oid]) => oid.startsWith(hrProcessorLoad)));
    const means = loads.filter(({ length }) => length > 0).map((cores) => mean(cores.map(([, load]) => Number(load))));
    expect(means).toContainEqual(expect.closeTo(value, 6));
  }
  const used = sampled('memory_pct', 'edge1');
  expect(used.length).toBeGreaterThan(rounds);
  for (const { at, value } of used) {
    const shares = around(at).map(({ values }) => {
      const kilobytes = (field: string) => Number(values.get(memory[field]!));
      const free = kilobytes('memAvailReal') + kilobytes('memBuffer') + kilobytes('memCached');
      return 100 - (100 * free) / kilobytes('memTotalReal');
    });
    expect(shares).toContainEqual(expect.closeTo(value, 6));
  }
});

test('processors and memory of a Cisco router', () => {
  const told = (metric: string) => new Set(sampled(metric, 'core1').map(({ value }) => value));
  expect([told('cpu_pct'), told('cpu_max_pct'), told('memory_pct')]).toEqual([
    ...[new Set([40]), new Set([50]), new Set([40])],
  ]);
});

test('a device that never answers has no samples, and costs the others none', () => {
  expect(polled.receiver.samples.filter(({ device }) => device === 'away1')).toEqual([]);
  expect(polled.running.said()).toMatch(`agent udp://${hosts.away1}`);
  for (const device of ['edge1', 'core1'] as const) {
    const times = sentBy(device, 'ifOperStatus', 'lo').map(({ at }) => at);
    // With Telegraf's own limits they are asked once a minute.
    expect(Math.max(...times.slice(1).map((at, i) => at - times[i]!))).toBeLessThan(30_000);
  }
});

test('with what is commented out, the memory of an agent that has two is the one without the cache', async () => {
  const lines = await tryTelegraf(polled.telegraf, { ...polled.filled, whole: true });
  expect(lines).toMatch(/^storage,.*hrStorageDescr=Physical/m);
  const sent = (field: string) => Number(new RegExp(`${field}=(\\d+)`).exec(lines)?.[1]);
  const free = sent('memAvailReal') + sent('memBuffer') + sent('memCached');
  const { samples, bad } = mapLines(lines);
  expect(bad).toEqual([]);
  expect(samples.filter(({ metric }) => metric === 'memory_pct').map(({ value }) => value)).toEqual([
    expect.closeTo(100 - (100 * free) / sent('memTotalReal'), 6),
  ]);
});

test('the draft of an inventory has what Telegraf sends', () => {
  const discovery = createDiscovery();
  for (const point of polled.receiver.points) discovery.note(point);
  const [edge1, core1] = ['edge1.example.net', 'core1'].map((name) =>
    discovery.devices().find((device) => device.name === name),
  );
  expect(discovery.devices()).toHaveLength(2);
  expect([edge1?.addresses, core1?.addresses]).toEqual([[hosts.edge1], [hosts.core1]]);
  expect([...(edge1?.interfaces.keys() ?? [])].sort()).toEqual([...polled.ports.values()].sort());
  expect(core1?.interfaces.get('lo')).toEqual({ description: 'to edge1 lo', speedMbps: 10 });
});

const mean = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0) / numbers.length;
