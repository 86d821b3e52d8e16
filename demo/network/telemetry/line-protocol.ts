import type { DeviceReading } from '../world/measure.ts';

/**
 * InfluxDB line protocol of one device and second, timestamps in milliseconds. A value that isn't known is left out. Nothing when the
 * device is silent.
 */
export function formatReading(reading: DeviceReading, at: number): string[] {
  if (reading.silent) return [];
  const device = escapeTag(reading.device);
  const own = fields([
    ['cpu_pct', reading.cpuPct],
    ['memory_pct', reading.memoryPct],
    ['latency_ms', reading.service.latencyMs],
    ['jitter_ms', reading.service.jitterMs],
    ['packet_loss_pct', reading.service.packetLossPct],
  ]);
  const perInterface = reading.interfaces.map((port) => {
    const values = fields([
      ['latency_ms', port.latencyMs],
      ['jitter_ms', port.jitterMs],
      ['packet_loss_pct', port.packetLossPct],
      ['bandwidth_mbps', port.bandwidthMbps],
      ['throughput_mbps', port.operUp ? port.throughputMbps : 0],
      ['error_rate_pct', port.errorRatePct],
      ['oper_up', port.operUp ? 1 : 0],
    ]);
    return `interface,device=${device},interface=${escapeTag(port.interface)} ${values} ${at}`;
  });
  return [`device,device=${device} ${own} ${at}`, ...perInterface];
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
