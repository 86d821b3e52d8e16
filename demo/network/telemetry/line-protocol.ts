import type { DeviceReading, InterfaceReading } from '../world/measure.ts';
import type { ProbeReading } from '../world/probe.ts';

/** What was measured of one device in one second; null is not known. */
export type MeasuredDevice = Pick<DeviceReading, 'device' | 'silent'> &
  Nullable<Pick<DeviceReading, 'cpuPct' | 'memoryPct'>> & {
    service: MeasuredProbe;
    /** No interface tells what it sends: the interface at the other end receives it, and tells. */
    interfaces: (Pick<InterfaceReading, 'interface'> &
      Nullable<Omit<InterfaceReading, 'interface' | 'throughputMbps'>>)[];
  };

export type MeasuredProbe = Nullable<ProbeReading>;

type Nullable<T> = { [Key in keyof T]: T[Key] | null };

/**
 * InfluxDB line protocol of one device and second, timestamps in milliseconds. A value that isn't known is left out. Nothing when the
 * device is silent.
 */
export function formatReading(reading: MeasuredDevice, at: number): string[] {
  if (reading.silent) return [];
  const device = escapeTag(reading.device);
  const own = fields([
    ['cpu_pct', reading.cpuPct],
    ['memory_pct', reading.memoryPct],
    ['latency_ms', reading.service.latencyMs],
    ['jitter_ms', reading.service.jitterMs],
    ['packet_loss_pct', reading.service.packetLossPct],
  ]);
  const perInterface = reading.interfaces.flatMap((port) => {
    const values = fields([
      ['latency_ms', port.latencyMs],
      ['jitter_ms', port.jitterMs],
      ['packet_loss_pct', port.packetLossPct],
      ['bandwidth_mbps', port.bandwidthMbps],
      // As in the product's mapping of counters: what an interface receives.
      ['throughput_mbps', port.operUp === false ? 0 : port.receivedMbps],
      ['error_rate_pct', port.errorRatePct],
      ['oper_up', port.operUp === null ? null : Number(port.operUp)],
    ]);
    // A line without a value would be refused.
    return values === '' ? [] : [`interface,device=${device},interface=${escapeTag(port.interface)} ${values} ${at}`];
  });
  return [...(own === '' ? [] : [`device,device=${device} ${own} ${at}`]), ...perInterface];
}

function fields(pairs: readonly (readonly [string, number | null])[]): string {
  return pairs.flatMap(([name, value]) => (value === null ? [] : [`${name}=${round(value)}`])).join(',');
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function escapeTag(value: string): string {
  return value.replace(/[ ,=]/g, '\\$&');
}
