import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { viewTelemetry } from '../../../src/app/telemetry-view.ts';
import { loadConfig } from '../../../src/config.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { parseTopology } from '../../../src/network/inventory.ts';
import { createDeviceClocks } from '../../../src/telemetry/device-clocks.ts';
import { createSenders } from '../../../src/telemetry/intake/senders.ts';
import { createSourceCounts } from '../../../src/telemetry/intake/source-counts.ts';
import { takePoints } from '../../../src/telemetry/intake/take-points.ts';
import { createLineReader } from '../../../src/telemetry/line-protocol.ts';
import type { MappingInput } from '../../../src/telemetry/mapping/mapping-schema.ts';
import { createMetricMapping } from '../../../src/telemetry/mapping/metric-mapping.ts';

const now = Date.UTC(2026, 10, 29);
const clock = () => now;
const topology = parseTopology('devices: { core1: { interfaces: { GigabitEthernet1: {} } }, core2: {} }');

async function hear(lines: string, limit?: number, own: MappingInput = {}) {
  const senders = createSenders(clock, limit);
  const sourceCounts = createSourceCounts();
  const samples: Sample[] = [];
  const arrived: string[] = [];
  const intake = {
    ...{ mapping: createMetricMapping(own, topology), senders, clocks: createDeviceClocks(clock), clock },
    onSamples: (more: Sample[]) => void samples.push(...more),
    onAhead: (device: string) => void arrived.push(device),
  };
  await takePoints(createLineReader(lines, { now, precision: 'ms' }), intake, sourceCounts.of('lines'));
  const metricsAt = () => [...new Set(samples.map(({ metric }) => metric))];
  return { samples, arrived, view: viewTelemetry({ senders, sourceCounts, topology, metrics: { metricsAt } }) };
}

describe('who sends', () => {
  it('is listed with places and metrics, and so is what of the inventory says nothing', async () => {
    const { view } = await hear('x,source=core1 cpu_pct=3\ny,source=core1,ifName=Gi1 latency_ms=3');
    expect(view.places.map(({ device, interface: port, values }) => [device, port, values])).toEqual([
      ['core1', null, 1],
      ['core1', 'GigabitEthernet1', 1],
    ]);
    expect(view.neverHeard).toEqual([{ device: 'core2', interface: null }]);
    expect([view.unknownDevices, view.unknownInterfaces]).toEqual([[], []]);
  });

  it('gives no sample when the inventory does not have it, so that no incident can be about it', async () => {
    const { samples, arrived, view } = await hear(
      ['x,source=cor1 cpu_pct=99', 'x,source=cor1,ifName=Gi1 oper_up=0,in=1', 'x,source=192.0.2.7 cpu_pct=1'].join(
        '\n',
      ),
    );
    expect([samples, arrived]).toEqual([[], []]);
    expect(view.sources.lines!.lost).toEqual({ 'unknown-device': 4 });
    expect(view.unknownDevices).toMatchObject([
      {
        device: 'cor1',
        values: 3,
        lastAt: now,
        tags: { source: 'cor1' },
        paste: 'mapping: { deviceNames: { "cor1": core1 } }',
      },
      {
        ...{ device: '192.0.2.7', values: 1, inventory: 'management: { address: "192.0.2.7" }' },
        paste: 'mapping: { deviceNames: { "192.0.2.7": <device> } }',
      },
    ]);
    expect(view.pasteAll).toBe('mapping: { deviceNames: { "cor1": core1, "192.0.2.7": <device> } }');
  });

  const strangers = [
    ...[
      'cor1',
      'COR1',
      'core9.example.org',
      'sw-7.lab_2',
      '007',
      '1e3',
      'true',
      'null',
      'a "quoted" one',
      'back\\slash',
    ],
    ...[
      '198.51.100.9',
      '198.51.100.9:57400',
      'udp://198.51.100.9:161',
      'https://box9.example.net:443/x',
      '2001:db8::9',
    ],
    ...['[2001:db8::9]:6030', '2001:DB8:0:0::9', 'käse', 'key: value', '# note', `${'a'.repeat(60)}.`.repeat(4)],
  ];
  const escaped = (text: string) => text.replace(/[,= ]/g, '\\$&');
  const lineOf = (name: string) => `x,source=${escaped(name)} cpu_pct=1`;
  /** What a reader does with a line that is proposed: fills in the device, if it has to, and pastes it. */
  async function paste(line: string): Promise<MappingInput> {
    const folder = mkdtempSync(join(tmpdir(), 'paste-'));
    const file = join(folder, 'nocturne.yaml');
    writeFileSync(file, `${line.replaceAll('<device>', 'core1')}\n`);
    const { mapping } = loadConfig(file, { env: {} });
    rmSync(folder, { recursive: true });
    return mapping;
  }

  it.each(strangers)('is known when the line that is proposed for %s is pasted', async (name) => {
    const { view } = await hear(lineOf(name));
    expect(view.unknownDevices).toHaveLength(1);
    const after = await hear(lineOf(name), undefined, await paste(view.unknownDevices[0]!.paste));
    expect(after.view.unknownDevices).toEqual([]);
    expect(after.samples).toMatchObject([{ device: 'core1', metric: 'cpu_pct' }]);
  });

  it('is known when the line that is proposed for all is pasted', async () => {
    const lines = strangers.map(lineOf).join('\n');
    const { view } = await hear(lines);
    const after = await hear(lines, undefined, await paste(view.pasteAll!));
    expect([after.view.unknownDevices, after.view.pasteAll]).toEqual([[], null]);
  });

  it.each(strangers)('is known when the address of %s, if it is one, is written into the inventory', async (name) => {
    const [stranger] = (await hear(lineOf(name))).view.unknownDevices;
    const isAddress = /^\d+(\.\d+){3}$|::/.test(stranger!.device);
    expect(stranger!.inventory !== null).toBe(isAddress);
    const inventory = parseTopology(`devices: { inventoried: { ${stranger!.inventory ?? ''} } }`);
    const mapping = createMetricMapping({}, inventory);
    const located = mapping.locate({
      ...{
        measurement: 'x',
        tags: new Map([['source', name]]),
        fields: new Map([['cpu_pct', 1]]),
        at: now,
        hasOwnTime: true,
      },
    });
    expect(located).toMatchObject({ place: { known: isAddress } });
  });

  it('is judged at an interface that the inventory does not have, and listed', async () => {
    const { samples, view } = await hear('x,source=core1,ifName=Gi9 oper_up=0\nx,source=core1,ifIndex=4 oper_up=0');
    expect(samples).toMatchObject([{ device: 'core1', interface: 'Gi9' }]);
    expect(view.unknownInterfaces.map(({ interface: port }) => port)).toEqual(['Gi9', 'number 4']);
    expect(view.sources.lines!.lost).toEqual({ 'interface-number': 1 });
  });

  it('is counted only when ever new names come', async () => {
    const lines = Array.from({ length: 50 }, (_, i) => `x,source=stranger${i} cpu_pct=1`).join('\n');
    const { view } = await hear(lines, 10);
    expect([view.unknownDevices.length, view.notListed]).toEqual([10, 40]);
  });
});
