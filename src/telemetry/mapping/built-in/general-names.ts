/** Names without a unit or a protocol. A clock has a jitter as well, and a container a cpu. */
export const generalNames: Readonly<Record<string, string>> = {
  latency: 'latency_ms',
  rtt_ms: 'latency_ms',
  jitter: 'jitter_ms',
  packet_loss: 'packet_loss_pct',
  bandwidth: 'bandwidth_mbps',
  throughput: 'throughput_mbps',
  cpu: 'cpu_pct',
  memory: 'memory_pct',
  error_rate: 'error_rate_pct',
};

/** Measurements that are about a network whatever tag names the device. */
export const networkMeasurements: ReadonlySet<string> = new Set([
  ...[
    'telemetry',
    'network',
    'net',
    'interface',
    'interfaces',
    'link',
    'links',
    'device',
    'devices',
    'router',
    'routers',
  ],
  ...[
    'switch',
    'switches',
    'port',
    'ports',
    'probe',
    'probes',
    'sla',
    'ip_sla',
    'ipsla',
    'twamp',
    'icmp',
    'ping',
    'path',
    'snmp',
  ],
]);
