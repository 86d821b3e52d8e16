import { describe, expect, it } from 'vitest';
import { viewTelemetry } from '../../../src/app/telemetry-view.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { parseTopology } from '../../../src/network/inventory.ts';
import { createDeviceClocks } from '../../../src/telemetry/device-clocks.ts';
import { createSenders } from '../../../src/telemetry/intake/senders.ts';
import { createSourceCounts } from '../../../src/telemetry/intake/source-counts.ts';
import { takePoints } from '../../../src/telemetry/intake/take-points.ts';
import { createLineReader } from '../../../src/telemetry/line-protocol.ts';
import { createMetricMapping } from '../../../src/telemetry/mapping/metric-mapping.ts';

const now = Date.UTC(2026, 10, 29);
const clock = () => now;
const topology = parseTopology('devices: { core1: { interfaces: { GigabitEthernet1: {} } }, core2: {} }');

async function hear(lines: string, limit?: number) {
  const senders = createSenders(clock, limit);
  const sourceCounts = createSourceCounts();
  const samples: Sample[] = [];
  const arrived: string[] = [];
  const intake = {
    ...{ mapping: createMetricMapping({}, topology), senders, clocks: createDeviceClocks(clock), clock },
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
      { device: '192.0.2.7', values: 1, paste: 'mapping: { deviceNames: { "192.0.2.7": <device> } }' },
    ]);
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
