import { type BuiltIn, coresBesideTotal, inbound, outbound, ratesOfErrors } from './units.ts';

/** Inputs that measure the machine on which Telegraf runs: `host` names it, and `device` and `name` something in it. */
const aboutTheHost = [
  ...[
    'disk',
    'diskio',
    'system',
    'swap',
    'processes',
    'kernel',
    'kernel_vmstat',
    'interrupts',
    'soft_interrupts',
    'netstat',
    'nstat',
  ],
  ...[
    'smart_device',
    'hddtemp',
    'smart_attribute',
    'lvm_physical_vol',
    'lvm_vol_group',
    'lvm_logical_vol',
    'mdstat',
    'zfs',
    'bcache',
    'btrfs',
  ],
  ...[
    'sensors',
    'temp',
    'chrony',
    'ntpq',
    'conntrack',
    'linux_cpu',
    'internal_agent',
    'internal_gather',
    'internal_write',
    'internal_memstats',
  ],
  ...[
    'procstat',
    'procstat_lookup',
    'systemd_units',
    'docker',
    'docker_container_cpu',
    'docker_container_mem',
    'docker_container_net',
  ],
];
const hostTags = ['host', 'hostname'];
const hostOrOwn = [...hostTags, 'device', 'source', 'agent_host', 'sysName'];

/** The machine that was asked, not the one that asked. */
const targetOf = (...tags: string[]) => ({ targetTags: tags, interfaceTags: [] });
const coreNames = Array.from({ length: 256 }, (_, core) => `cpu${core}`);
const drops = ['err_in', 'err_out', 'drop_in', 'drop_out'];

/** Telegraf's inputs (https://github.com/influxdata/telegraf/tree/master/plugins/inputs) beside SNMP and gNMI. */
export const telegraf: BuiltIn = {
  rules: [
    ...aboutTheHost.map((measurement) => ({ measurement, deviceTags: hostTags, interfaceTags: [] })),
    {
      ...{ measurement: 'cpu', deviceTags: hostOrOwn, when: { cpu: 'cpu-total' } },
      fields: { usage_idle: { metric: 'cpu_pct', invert: true }, usage_active: { metric: 'cpu_pct', rank: 1 } },
    },
    // The cores: for the maximum, and for senders that leave the total out.
    {
      ...{ measurement: 'cpu', deviceTags: hostOrOwn, when: { cpu: coreNames } },
      ...{
        fields: { usage_idle: coresBesideTotal(0, { invert: true }), usage_active: coresBesideTotal(1) },
        keepOthers: false,
      },
    },
    {
      measurement: 'mem',
      deviceTags: hostOrOwn,
      fields: { used_percent: 'memory_pct', available_percent: { metric: 'memory_pct', invert: true, rank: 1 } },
      ratios: [{ metric: 'memory_pct', part: ['used'], whole: ['total'], rank: 2 }],
    },
    {
      measurement: 'ping',
      ...targetOf('url'),
      fields: {
        average_response_ms: 'latency_ms',
        percent_packet_loss: 'packet_loss_pct',
        standard_deviation_ms: 'jitter_ms',
      },
    },
    {
      measurement: 'net_response',
      ...targetOf('server'),
      // A connection is open after one round trip.
      fields: { response_time: { metric: 'latency_ms', scale: 1000, rank: 1 } },
    },
    {
      measurement: 'http_response',
      ...targetOf('server'),
      fields: { response_time: { metric: 'http_response_ms', scale: 1000 } },
    },
    {
      measurement: 'dns_query',
      ...targetOf('server'),
      fields: { query_time_ms: { metric: 'dns_query_ms', missing: [0] } },
    },
    {
      measurement: 'net',
      fields: {
        ...{ bytes_recv: inbound, bytes_sent: outbound },
        speed: { metric: 'bandwidth_mbps', missing: [0], interface: true },
      },
      // Linux counts the packets of an interface without those (https://docs.kernel.org/networking/statistics.html).
      ratios: [ratesOfErrors({ errors: drops, packets: ['packets_recv', 'packets_sent'], beside: drops })],
    },
  ],
};
