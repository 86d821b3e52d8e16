import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTelemetryDoors } from '../../src/app/telemetry-doors.ts';
import { createLog } from '../../src/log.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import { createDeviceClocks } from '../../src/telemetry/device-clocks.ts';
import { createDiscovery } from '../../src/telemetry/discovery.ts';
import { createSenders } from '../../src/telemetry/intake/senders.ts';
import { takePoints } from '../../src/telemetry/intake/take-points.ts';
import { createLineReader } from '../../src/telemetry/line-protocol.ts';
import { mappingSchema } from '../../src/telemetry/mapping/mapping-schema.ts';

const now = Date.UTC(2026, 10, 29);
const clock = () => now;

async function hear(...deliveries: string[][]) {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const topology = parseTopology('devices: { core1: { interfaces: { GigabitEthernet1: {} } } }');
  const senders = createSenders(clock);
  const { points, sourceCounts } = createTelemetryDoors(
    { mapping: mappingSchema.parse({}), sources: {}, environment: {} } as never,
    {
      ...{ topology, senders, discovery: createDiscovery(), clocks: createDeviceClocks(clock), clock },
      ...{ intake: { take: () => undefined }, history: { append: async () => undefined } },
      ...{ presence: { arrived: () => undefined }, log: createLog({ stream }) },
    } as never,
  );
  for (const delivery of deliveries) {
    await takePoints(createLineReader(delivery.join('\n'), { now, precision: 'ms' }), points, sourceCounts.of('lines'));
  }
  return {
    logged: text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>),
    senders: senders.read(),
  };
}

describe('a sender that the inventory does not have', () => {
  it('is told in the log when it is heard first, and not again', async () => {
    const line = 'x,source=192.0.2.9,ifName=Gi1 cpu_pct=1,oper_up=0';
    const other = 'y,source=192.0.2.9:57400 latency_ms=3';
    const { logged } = await hear([line, line, other], [line, 'x,source=cor1 cpu_pct=1'], [other]);
    expect(logged.map(({ level, sender, msg }) => [level, sender, msg])).toEqual([
      [40, '192.0.2.9', 'a sender is not in the inventory, and nothing that it sends is judged'],
      [40, 'cor1', 'a sender is not in the inventory, and nothing that it sends is judged'],
    ]);
  });

  it('is no device, and no interface, that is known', async () => {
    const { logged } = await hear(['x,source=core1 cpu_pct=1', 'x,source=core1,ifName=Gi9 oper_up=1']);
    expect(logged).toEqual([]);
  });

  it('does not fill the log by ever new names', async () => {
    const { logged, senders } = await hear(Array.from({ length: 300 }, (_, i) => `x,source=stranger${i} cpu_pct=1`));
    expect(logged).toHaveLength(101);
    expect(logged.at(-1)).toMatchObject({ told: 100 });
    expect(senders.unknownDevices).toHaveLength(300);
  });
});
