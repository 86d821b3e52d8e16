import { type Mapping, mappingSchema } from './mapping-schema.ts';

/** Octets per second to Mbit/s. */
const octetsToMbit = 8e-6;
const status = { UP: 1, up: 1, DOWN: 0, down: 0, LOWER_LAYER_DOWN: 0, NOT_PRESENT: 0, TESTING: 0 };

/**
 * Names that are understood without any configuration: our own, those of Telegraf's cpu, mem, ping, net and snmp inputs
 * (https://github.com/influxdata/telegraf/tree/master/plugins/inputs), and OpenConfig paths as gnmic writes them.
 */
export const builtInMapping: Mapping = mappingSchema.parse({
  deviceTags: ['device', 'agent_host', 'sysName', 'hostname', 'source', 'target', 'host', 'agent'],
  interfaceTags: ['interface', 'interface_name', 'ifName', 'ifDescr', 'if_name', 'interface-name'],
  fields: {
    latency: 'latency_ms',
    rtt_ms: 'latency_ms',
    jitter: 'jitter_ms',
    packet_loss: 'packet_loss_pct',
    bandwidth: 'bandwidth_mbps',
    throughput: 'throughput_mbps',
    cpu: 'cpu_pct',
    memory: 'memory_pct',
    error_rate: 'error_rate_pct',
    ifHighSpeed: 'bandwidth_mbps',
    ifHCInOctets: { metric: 'throughput_mbps', rate: true, scale: octetsToMbit },
    ifHCOutOctets: { metric: 'throughput_out_mbps', rate: true, scale: octetsToMbit },
    '/interfaces/interface/state/counters/in-octets': { metric: 'throughput_mbps', rate: true, scale: octetsToMbit },
    '/interfaces/interface/state/counters/out-octets': {
      metric: 'throughput_out_mbps',
      rate: true,
      scale: octetsToMbit,
    },
    '/interfaces/interface/state/oper-status': { metric: 'oper_up', words: status },
    '/interfaces/interface/state/high-speed': 'bandwidth_mbps',
    '/system/cpus/cpu/state/total/instant': 'cpu_pct',
    '/components/component/cpu/utilization/state/instant': 'cpu_pct',
  },
  rules: [
    { measurement: 'cpu', when: { cpu: 'cpu-total' }, fields: { usage_idle: { metric: 'cpu_pct', invert: true } } },
    { measurement: 'mem', fields: { used_percent: 'memory_pct' } },
    {
      measurement: 'ping',
      fields: {
        average_response_ms: 'latency_ms',
        percent_packet_loss: 'packet_loss_pct',
        standard_deviation_ms: 'jitter_ms',
      },
    },
    {
      measurement: 'net',
      fields: {
        bytes_recv: { metric: 'throughput_mbps', rate: true, scale: octetsToMbit },
        bytes_sent: { metric: 'throughput_out_mbps', rate: true, scale: octetsToMbit },
        speed: 'bandwidth_mbps',
      },
    },
  ],
});
