import { core1, type Payload, twice } from './payload.ts';

export const yang: Payload[] = [
  {
    name: 'OpenConfig: errors and discards, memory, cores, subinterfaces',
    lines: [
      ...twice(
        (s) =>
          `sub1,interface_name=Ethernet1,source=core1 /interfaces/interface/state/counters/in-errors=${s}i,/interfaces/interface/state/counters/in-discards=${s}i,/interfaces/interface/state/counters/in-pkts=${s * 100}i`,
      ),
      'sub1,source=core1 /system/memory/state/physical=1000i,/system/memory/state/used=250i {10}',
      'sub1,source=core1,cpu_index=0 /system/cpus/cpu/state/total/instant=10i {10}',
      'sub1,source=core1,cpu_index=1 /system/cpus/cpu/state/total/instant=30i {10}',
      ...twice(
        (s) =>
          `sub1,source=core1,interface_name=Ethernet2,subinterface_index=100 /interfaces/interface/subinterfaces/subinterface/state/counters/in-octets=${s * 125_000}i`,
      ),
    ],
    right: [
      'core1 Ethernet1 error_rate_pct 2',
      'core1 memory_pct 25',
      'core1 cpu_pct 20',
      'core1 cpu_max_pct 30',
      'core1 Ethernet2.100 throughput_mbps 1',
    ],
  },
  {
    name: 'OpenConfig: memory of components; a router with unit 0 and the port itself',
    lines: [
      'sub1,source=core1,component_name=RE0 /components/component/state/memory/available=1000i,/components/component/state/memory/utilized=400i {0}',
      ...twice(
        (s) =>
          `sub1,source=core1,interface_name=xe-0/0/0 /interfaces/interface/state/counters/in-octets=${s * 125_000}i`,
      ),
      ...twice(
        (s) =>
          `sub1,source=core1,interface_name=xe-0/0/0.0 /interfaces/interface/state/counters/in-octets=${s * 120_000}i`,
      ),
    ],
    topology: 'devices: { core1: { interfaces: { xe-0/0/0: {} } } }',
    right: ['core1 memory_pct 40', 'core1 xe-0/0/0 throughput_mbps 1'],
  },
  {
    name: 'Nokia SR Linux: its own models',
    lines: [
      ...twice(
        (s) =>
          `sub1,interface_name=ethernet-1/1,source=leaf1:57400 /srl_nokia-interfaces:interface/statistics/in-octets="${s * 125_000}",/srl_nokia-interfaces:interface/statistics/out-octets="${s * 250_000}"`,
      ),
      'sub1,interface_name=ethernet-1/1,source=leaf1:57400 /srl_nokia-interfaces:interface/oper-state="up",/srl_nokia-interfaces:interface/admin-state="enable",/srl_nokia-interfaces:interface/ethernet/port-speed="25G" {10}',
      'sub1,source=leaf1:57400,control_slot=A,cpu_index=all /srl_nokia-platform:platform/control/srl_nokia-platform-cpu:cpu/total/instant=12i {10}',
      'sub1,source=leaf1:57400,control_slot=A /srl_nokia-platform:platform/control/srl_nokia-platform-memory:memory/utilization=33i {10}',
    ],
    topology: 'devices: { leaf1: { interfaces: { ethernet-1/1: {} } } }',
    right: [
      ...[
        'leaf1 ethernet-1/1 throughput_mbps 1',
        'leaf1 ethernet-1/1 throughput_out_mbps 2',
        'leaf1 ethernet-1/1 oper_up 1',
        'leaf1 ethernet-1/1 admin_up 1',
      ],
      ...['leaf1 ethernet-1/1 bandwidth_mbps 25000', 'leaf1 cpu_pct 12', 'leaf1 cpu_max_pct 12', 'leaf1 memory_pct 33'],
    ],
  },
  {
    name: 'IOS-XE: its own models, over gnmic and over model-driven telemetry',
    lines: [
      ...twice(
        (s) =>
          `sub1,interface_name=GigabitEthernet1,source=core1 /interfaces-ios-xe-oper:interfaces/interface/statistics/in-octets="${s * 125_000}"`,
      ),
      'sub1,interface_name=GigabitEthernet1,source=core1 /interfaces-ios-xe-oper:interfaces/interface/oper-status="if-oper-state-ready",/interfaces-ios-xe-oper:interfaces/interface/admin-status="if-state-up",/interfaces-ios-xe-oper:interfaces/interface/speed="1000000000" {10}',
      'Cisco-IOS-XE-process-cpu-oper:cpu-usage/cpu-utilization,source=core1,subscription=1 five_seconds=90i,one_minute=23i,five_minutes=5i {10}',
      'Cisco-IOS-XE-memory-oper:memory-statistics/memory-statistic,source=core1,name=Processor used_memory=200i,total_memory=1000i,free_memory=800i {10}',
    ],
    topology: core1,
    right: [
      ...[
        'core1 GigabitEthernet1 throughput_mbps 1',
        'core1 GigabitEthernet1 oper_up 1',
        'core1 GigabitEthernet1 admin_up 1',
      ],
      ...[
        'core1 GigabitEthernet1 bandwidth_mbps 1000',
        'core1 cpu_pct 23',
        'core1 memory_pct 20',
        'core1 free_memory 800',
      ],
    ],
  },
];
