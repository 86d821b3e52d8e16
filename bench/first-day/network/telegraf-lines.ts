import type { DeviceValues } from './device-values.ts';
import type { DirectionCounters } from './link-values.ts';
import type { PingValues } from './ping-values.ts';
import type { PlannedDevice } from './plan.ts';

/** The machine on which Telegraf runs. */
const poller = 'poller-1';
const memoryBytes = 4 * 2 ** 30;
const ns = (at: number) => `${Math.round(at)}000000`;

export interface PortCounters {
  sent: DirectionCounters;
  received: DirectionCounters;
}

/** The lines that `telegraf-snmp.conf` gives for one device; `at` in milliseconds since 1970. `ports` are in the order of the plan. */
export function snmpLines(
  device: PlannedDevice,
  own: DeviceValues,
  ports: readonly PortCounters[],
  at: number,
): string {
  const tags = `source=${device.address},sysName=${device.name}`;
  const isServer = device.kind === 'server';
  const lines = device.ports.map(({ name, alias, mbps }, i) => {
    const { sent, received } = ports[i]!;
    const fields = [
      ...[`ifAdminStatus=1i,ifHCInOctets=${received.octets}i,ifHCInUcastPkts=${received.packets}i`],
      ...[`ifHCOutOctets=${sent.octets}i,ifHCOutUcastPkts=${sent.packets}i,ifHighSpeed=${mbps}i`],
      // What is broken is counted where it arrives, what is dropped where it should have left.
      ...[
        `ifInDiscards=0i,ifInErrors=${received.errors}i,ifOperStatus=1i,ifOutDiscards=${sent.discards}i,ifOutErrors=0i`,
      ],
    ].join(',');
    return `interface,host=${poller},ifAlias=${alias},ifDescr=${name},ifName=${name},${tags} ${fields} ${ns(at)}`;
  });
  const processor = isServer ? 'hrProcessorLoad' : 'cpmCPUTotal1minRev';
  for (const [i, value] of own.processors.entries())
    lines.push(`processor,host=${poller},index=${i + 1},${tags} ${processor}=${value}i ${ns(at)}`);
  lines.push(isServer ? unixMemory(tags, own, at) : poolMemory(tags, own, at));
  return lines.join('\n');
}

const poolMemory = (tags: string, { memoryPct }: DeviceValues, at: number) => {
  const used = Math.round((memoryPct / 100) * memoryBytes);
  const fields = `ciscoMemoryPoolFree=${memoryBytes - used}i,ciscoMemoryPoolUsed=${used}i`;
  return `pool,host=${poller},index=1,${tags} ${fields} ${ns(at)}`;
};

/** Kilobytes; what is cached is free when it is needed. */
const unixMemory = (tags: string, { memoryPct }: DeviceValues, at: number) => {
  const total = Math.round(memoryBytes / 1024);
  const free = Math.round((1 - memoryPct / 100) * total);
  const [buffer, cached] = [Math.round(0.05 * free), Math.round(0.6 * free)];
  const fields = `memAvailReal=${free - buffer - cached}i,memBuffer=${buffer}i,memCached=${cached}i,memTotalReal=${total}i`;
  return `snmp,host=${poller},${tags} ${fields} ${ns(at)}`;
};

/** The line that `telegraf-ping.conf` gives for one device; Telegraf rounds its time to seconds. */
export function pingLine({ address }: PlannedDevice, { sent, received, ms }: PingValues, at: number): string {
  const fields = [
    ...(ms
      ? [
          `average_response_ms=${ms.mean.toFixed(6)},maximum_response_ms=${ms.most.toFixed(6)}`,
          `minimum_response_ms=${ms.least.toFixed(6)},standard_deviation_ms=${ms.deviation.toFixed(6)},ttl=62i`,
        ]
      : []),
    ...[`packets_received=${received}i,packets_transmitted=${sent}i`],
    ...[`percent_packet_loss=${(100 * (sent - received)) / sent},result_code=0i`],
  ].join(',');
  return `ping,host=${poller},url=${address} ${fields} ${ns(1000 * Math.round(at / 1000))}`;
}
