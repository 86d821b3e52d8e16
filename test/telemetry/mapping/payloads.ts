/** Lines of one sender, and what they mean. `{0}` and `{10}` are times, in seconds behind the start. */
export interface Payload {
  name: string;
  lines: string[];
  topology?: string;
  /** `device [interface] metric value`, in any order; what a metric is at the end, when it is told several times. */
  right: string[];
  /** Devices, and interfaces of known devices, that the inventory does not have. */
  unknown?: string[];
}

const core1 = 'devices: { core1: { platform: ios-xe, interfaces: { GigabitEthernet1: {}, GigabitEthernet2: {} } } }';

/** A counter line at 0 and 10 seconds. */
const twice = (line: (second: number) => string) => [`${line(0)} {0}`, `${line(10)} {10}`];

export const payloads: Payload[] = [
  {
    name: 'snmp: 64-bit octets and the speed, short and long interface names in one line',
    lines: twice(
      (s) =>
        `interface,agent_host=core1,host=tg01,ifName=Gi1,ifDescr=GigabitEthernet1 ifHCInOctets=${5_000_000_000 + s * 125_000}i,ifHCOutOctets=${s * 250_000}i,ifHighSpeed=1000i`,
    ),
    topology: core1,
    right: [
      'core1 GigabitEthernet1 throughput_mbps 1',
      'core1 GigabitEthernet1 throughput_out_mbps 2',
      'core1 GigabitEthernet1 bandwidth_mbps 1000',
    ],
  },
  {
    name: 'snmp: a line with the short name only belongs to the same interface',
    lines: [
      'interface,agent_host=core1,ifName=Gi1 ifHighSpeed=1000i {0}',
      'interface,agent_host=core1,ifDescr=gigabitethernet2 ifHighSpeed=100i {0}',
    ],
    topology: core1,
    right: ['core1 GigabitEthernet1 bandwidth_mbps 1000', 'core1 GigabitEthernet2 bandwidth_mbps 100'],
  },
  {
    name: 'snmp: 32-bit octets go over their end, and count only where there are none of 64 bits',
    lines: [
      'interface,source=sw1,ifDescr=Ethernet1 ifInOctets=4294842296i,ifSpeed=100000000i {0}',
      'interface,source=sw1,ifDescr=Ethernet1 ifInOctets=1125000i,ifSpeed=100000000i {10}',
      'interface,source=sw2,ifDescr=Ethernet1 ifInOctets=100i,ifHCInOctets=100i,ifHighSpeed=10000i,ifSpeed=4294967295i {0}',
      'interface,source=sw2,ifDescr=Ethernet1 ifInOctets=12500100i,ifHCInOctets=12500100i,ifHighSpeed=10000i,ifSpeed=4294967295i {10}',
    ],
    right: [
      'sw1 Ethernet1 throughput_mbps 1',
      'sw1 Ethernet1 bandwidth_mbps 100',
      'sw2 Ethernet1 throughput_mbps 10',
      'sw2 Ethernet1 bandwidth_mbps 10000',
    ],
  },
  {
    name: 'snmp: states by number; "unknown" is none',
    lines: [
      'interface,source=sw1,ifName=xe-0/0/1 ifOperStatus=2i,ifAdminStatus=1i {0}',
      'interface,source=sw1,ifName=xe-0/0/2 ifOperStatus=4i,ifAdminStatus=2i {0}',
      'interface,source=sw1,ifName=xe-0/0/3 ifOperStatus=7i {0}',
    ],
    right: ['sw1 xe-0/0/1 oper_up 0', 'sw1 xe-0/0/1 admin_up 1', 'sw1 xe-0/0/2 admin_up 0', 'sw1 xe-0/0/3 oper_up 0'],
  },
  {
    name: 'snmp: errors and discards are a share of the packets',
    lines: twice(
      (s) =>
        `interface,source=sw1,ifName=Ethernet1 ifInErrors=${s}i,ifOutErrors=0i,ifInDiscards=${s}i,ifOutDiscards=0i,ifHCInUcastPkts=${s * 97}i,ifHCOutUcastPkts=${s}i,ifHCInBroadcastPkts=0i`,
    ),
    right: ['sw1 Ethernet1 error_rate_pct 2'],
  },
  {
    name: 'snmp: without wide counters, packets of 32 bits',
    lines: twice((s) => `interface,source=sw1,ifName=Ethernet1 ifInErrors=${s}i,ifInUcastPkts=${s * 99}i`),
    right: ['sw1 Ethernet1 error_rate_pct 1'],
  },
  {
    name: 'snmp: two ports with a number only are two series, and lines with both tell whose number it is',
    lines: [
      'interface,agent_host=core1,host=tg01,ifIndex=1 ifHCInOctets=1000000000i {0}',
      'interface,agent_host=core1,host=tg01,ifIndex=2 ifHCInOctets=900000000000i {1}',
      'names,agent_host=core1,ifIndex=2,ifName=Gi2 ifHighSpeed=1000i {2}',
      'interface,agent_host=core1,host=tg01,ifIndex=2 ifHCInOctets=900001250000i {11}',
      'interface,agent_host=core1,host=tg01,ifIndex=2 ifHCInOctets=900002500000i {21}',
    ],
    topology: core1,
    right: ['core1 GigabitEthernet2 bandwidth_mbps 1000', 'core1 GigabitEthernet2 throughput_mbps 1'],
    unknown: ['core1'],
  },
  {
    name: 'snmp: Cisco, busy and memory of two processors and two pools',
    lines: [
      'cisco_cpu,source=r1,cpmCPUTotalIndex=1 cpmCPUTotal1minRev=20i,cpmCPUTotal5secRev=90i,cpmCPUTotal5minRev=10i {0}',
      'cisco_cpu,source=r1,cpmCPUTotalIndex=2 cpmCPUTotal1minRev=40i,cpmCPUTotal5secRev=90i,cpmCPUTotal5minRev=10i {0}',
      'pool,source=r1,ciscoMemoryPoolName=Processor ciscoMemoryPoolUsed=300i,ciscoMemoryPoolFree=500i {0}',
      'pool,source=r1,ciscoMemoryPoolName=I/O ciscoMemoryPoolUsed=100i,ciscoMemoryPoolFree=100i {0}',
    ],
    right: ['r1 cpu_pct 30', 'r1 cpu_max_pct 40', 'r1 memory_pct 40'],
  },
  {
    name: 'snmp: HOST-RESOURCES, cores and the memory among the storages',
    lines: [
      ...[10, 20, 60].map((load, core) => `hr,source=s1,hrDeviceIndex=${core} hrProcessorLoad=${load}i {0}`),
      'hr,source=s1,hrStorageDescr=Physical\\ memory hrStorageUsed=750i,hrStorageSize=1000i {0}',
      'hr,source=s1,hrStorageDescr=/ hrStorageUsed=10i,hrStorageSize=1000i {0}',
    ],
    right: ['s1 cpu_pct 30', 's1 cpu_max_pct 60', 's1 memory_pct 75', 's1 hrStorageUsed 10', 's1 hrStorageSize 1000'],
  },
  {
    name: 'snmp: UCD',
    lines: ['ucd,source=s1 ssCpuIdle=80i,memTotalReal=1000i,memAvailReal=200i,memBuffer=50i,memCached=150i {0}'],
    right: ['s1 cpu_pct 20', 's1 memory_pct 60'],
  },
  {
    name: 'snmp: net-snmp, whose physical memory has the cache in it, whichever of the two comes first',
    lines: [
      'storage,source=s1,hrStorageDescr=Physical\\ memory hrStorageUsed=950i,hrStorageSize=1000i {0}',
      'snmp,source=s1 memTotalReal=1000i,memAvailReal=50i,memBuffer=50i,memCached=500i {0}',
      'snmp,source=s2 memTotalReal=1000i,memAvailReal=50i,memBuffer=50i,memCached=500i {0}',
      'storage,source=s2,hrStorageDescr=Physical\\ memory hrStorageUsed=950i,hrStorageSize=1000i {0}',
      'storage,source=s1,hrStorageDescr=Physical\\ memory hrStorageUsed=950i,hrStorageSize=1000i {10}',
    ],
    right: ['s1 memory_pct 40', 's2 memory_pct 40'],
  },
  {
    name: 'snmp: Juniper, the busiest of the parts',
    lines: [
      'jnx,source=mx1,jnxOperatingDescr=Routing\\ Engine\\ 0 jnxOperatingCPU=17i,jnxOperatingBuffer=44i {0}',
      'jnx,source=mx1,jnxOperatingDescr=FAN jnxOperatingCPU=0i,jnxOperatingBuffer=0i {0}',
    ],
    right: ['mx1 cpu_pct 17', 'mx1 cpu_max_pct 17', 'mx1 memory_pct 44'],
  },
  {
    name: 'ping: the target is the device, and two targets are two series',
    lines: [
      'ping,host=tg01,url=192.0.2.1 average_response_ms=2.1,percent_packet_loss=0,standard_deviation_ms=0.2,result_code=0i {0}',
      'ping,host=tg01,url=192.0.2.2 average_response_ms=80.4,percent_packet_loss=20,standard_deviation_ms=9.1,result_code=0i {0}',
    ],
    right: [
      ...[
        '192.0.2.1 latency_ms 2.1',
        '192.0.2.1 packet_loss_pct 0',
        '192.0.2.1 jitter_ms 0.2',
        '192.0.2.1 ping_result_code 0',
      ],
      ...[
        '192.0.2.2 latency_ms 80.4',
        '192.0.2.2 packet_loss_pct 20',
        '192.0.2.2 jitter_ms 9.1',
        '192.0.2.2 ping_result_code 0',
      ],
    ],
  },
  {
    name: 'ping: a target that nothing in the inventory has is not given to the machine that asked',
    lines: [
      'ping,host=tg01,url=192.0.2.9 average_response_ms=2.1 {0}',
      'ping,host=tg01,url=core1.example.net average_response_ms=3 {0}',
    ],
    topology: 'devices: { tg01: {}, core1: {} }',
    right: ['core1 latency_ms 3'],
    unknown: ['192.0.2.9'],
  },
  {
    name: 'net_response, http_response and dns_query: the server that answered',
    lines: [
      'net_response,host=tg01,server=core1,port=22,protocol=tcp,result=success response_time=0.012,result_code=0i {0}',
      'http_response,host=tg01,server=http://core1:80/x,method=GET,status_code=200 response_time=0.25 {0}',
      'dns_query,host=tg01,server=192.0.2.53,domain=example.net,record_type=A query_time_ms=7.5 {0}',
    ],
    topology: 'devices: { tg01: {}, core1: {}, ns1: { management: { address: 192.0.2.53 } } }',
    right: [
      'core1 latency_ms 12',
      'core1 net_response_result_code 0',
      'core1 http_response_ms 250',
      'ns1 dns_query_ms 7.5',
    ],
  },
  {
    name: 'net: octets, no speed, drops',
    lines: twice(
      (s) =>
        `net,interface=eth1,host=core2 bytes_sent=${s * 125_000}i,bytes_recv=${s * 250_000}i,speed=-1i,err_in=0i,drop_in=${s}i,packets_recv=${s * 99}i`,
    ),
    right: ['core2 eth1 throughput_mbps 2', 'core2 eth1 throughput_out_mbps 1', 'core2 eth1 error_rate_pct 1'],
  },
  {
    name: 'net: the row about all interfaces is about the machine',
    lines: ['net,interface=all,host=core2 icmp_inmsgs=4i {0}', 'net,interface=eth1,host=core2 speed=1000i {0}'],
    right: ['core2 net_icmp_inmsgs 4', 'core2 eth1 bandwidth_mbps 1000'],
  },
  {
    name: 'cpu: the total, and the busiest core',
    lines: [
      'cpu,cpu=cpu0,host=s1 usage_idle=10,usage_user=1 {0}',
      'cpu,cpu=cpu1,host=s1 usage_idle=90,usage_user=1 {0}',
      'cpu,cpu=cpu-total,host=s1 usage_idle=50 {0}',
    ],
    right: ['s1 cpu_pct 50', 's1 cpu_max_pct 90'],
  },
  {
    name: 'cpu: without a total, the mean over the cores',
    lines: ['cpu,cpu=cpu0,host=s1 usage_idle=10 {0}', 'cpu,cpu=cpu1,host=s1 usage_idle=80 {0}'],
    right: ['s1 cpu_pct 55', 's1 cpu_max_pct 90'],
  },
  {
    name: 'mem',
    lines: ['mem,host=s1 used_percent=41.5,available_percent=50 {0}', 'mem,host=s2 available_percent=25 {0}'],
    right: ['s1 memory_pct 41.5', 's2 memory_pct 75'],
  },
  {
    name: 'disk and smart: a block device is no device',
    lines: [
      'disk,device=sda1,fstype=ext4,host=core2,path=/ used_percent=51.2 {0}',
      'disk,device=tmpfs,fstype=tmpfs,host=core2,path=/run used_percent=1.2 {0}',
      'smart_device,device=sdb,host=core2 temp_c=30i {0}',
    ],
    topology: 'devices: { core2: {} }',
    right: [
      'core2 disk_used_percent 51.2',
      'core2 disk_used_percent{device=tmpfs,fstype=tmpfs} 1.2',
      'core2 smart_device_temp_c 30',
    ],
  },
  {
    name: 'ntpq: the jitter of a clock is not that of the network',
    lines: [
      'ntpq,host=core2,remote=time.example.net delay=91.797,jitter=3.735,offset=12.841 {0}',
      'chrony,host=core2 jitter=1,latency=2 {0}',
      'redis,host=core2 cpu=3,memory=4 {0}',
    ],
    right: [
      'core2 ntpq_delay 91.797',
      'core2 ntpq_jitter 3.735',
      'core2 ntpq_offset 12.841',
      'core2 chrony_jitter 1',
      'core2 chrony_latency 2',
      'core2 cpu 3',
      'core2 memory 4',
    ],
  },
  {
    name: 'gnmi of Telegraf: the key of the list is in the tag "name"',
    lines: [
      ...twice(
        (s) =>
          `ifcounters,host=tg01,name=et-0/1/0,path=/interfaces/interface,source=core1 in_octets=${10 ** 15 + s * 125_000}i,out_octets=${s * 250_000}i`,
      ),
      ...twice(
        (s) =>
          `ifcounters,host=tg01,name=xe-0/1/10:0,path=/interfaces/interface,source=core1 in_octets=${s * 1_250_000}i,out_octets=7i`,
      ),
    ],
    right: [
      'core1 et-0/1/0 throughput_mbps 1',
      'core1 et-0/1/0 throughput_out_mbps 2',
      'core1 xe-0/1/10:0 throughput_mbps 10',
      'core1 xe-0/1/10:0 throughput_out_mbps 0',
    ],
  },
  {
    name: 'jti_openconfig_telemetry: the key of the list is in a tag with the path',
    lines: [0, 1].flatMap((port) =>
      twice(
        (s) =>
          `/interfaces/,device=core1,host=tg01,system_id=mx1,/interfaces/interface/@name=xe-0/0/${port} /interfaces/interface/state/counters/in-octets=${10 ** 9 * (1 + port * 800) + s * 125_000}i,/interfaces/interface/state/oper-status="${port === 0 ? 'UP' : 'DOWN'}"`,
      ),
    ),
    right: [
      'core1 xe-0/0/0 throughput_mbps 1',
      'core1 xe-0/0/0 oper_up 1',
      'core1 xe-0/0/1 throughput_mbps 1',
      'core1 xe-0/0/1 oper_up 0',
    ],
  },
  {
    name: 'gnmic: with an origin, in the prefix or in the path, and numbers as strings',
    lines: twice(
      (s) =>
        `sub1,interface_name=GigabitEthernet1,source=core1:57400,subscription-name=sub1 openconfig:/interfaces/interface/state/counters/in-octets="${s * 1_250_000}",/openconfig:/interfaces/interface/state/counters/out-octets=${s * 125_000}i`,
    ),
    right: ['core1 GigabitEthernet1 throughput_mbps 10', 'core1 GigabitEthernet1 throughput_out_mbps 1'],
  },
  {
    name: 'gnmic: with module prefixes, and speeds as identities',
    lines: [
      'sub1,interface_name=Ethernet1,source=core1 /openconfig-interfaces:interfaces/interface/openconfig-if-ethernet:ethernet/state/port-speed="openconfig-if-ethernet:SPEED_10GB",/openconfig-interfaces:interfaces/interface/state/admin-status="UP" {0}',
    ],
    right: ['core1 Ethernet1 bandwidth_mbps 10000', 'core1 Ethernet1 admin_up 1'],
  },
  {
    name: 'gnmic: names below a base path',
    lines: twice((s) => `sub1,interface_name=Ethernet1,source=core1 in-octets=${s * 125_000}i,oper-status="UP"`),
    right: ['core1 Ethernet1 throughput_mbps 1', 'core1 Ethernet1 oper_up 1'],
  },
  {
    name: 'OpenConfig: errors and discards, memory, cores, subinterfaces',
    lines: [
      ...twice(
        (s) =>
          `sub1,interface_name=Ethernet1,source=core1 /interfaces/interface/state/counters/in-errors=${s}i,/interfaces/interface/state/counters/in-discards=${s}i,/interfaces/interface/state/counters/in-pkts=${s * 98}i`,
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
  {
    name: 'the address of the management, full and short domain names, and other tags that name the device',
    lines: [
      'interface,agent_host=192.0.2.1,host=tg01,ifName=GigabitEthernet1 ifHighSpeed=1i {0}',
      'interface,source=core1.example.net,ifName=GigabitEthernet2 ifHighSpeed=2i {0}',
      'interface,agent_host=192.0.2.77,sysName=edge1,ifName=ge-0/0/0 ifHighSpeed=3i {0}',
      'x,node_name=edge1,host=tg01 cpu_pct=4 {0}',
      'x,source=http://core2-re0:80/ cpu_pct=5 {0}',
      'x,source=[2001:db8::1]:57400 cpu_pct=6 {0}',
    ],
    topology:
      'devices: { core1: { management: { address: 192.0.2.1 }, interfaces: { GigabitEthernet1: {}, GigabitEthernet2: {} } }, edge1.example.net: { interfaces: { ge-0/0/0: {} } }, core2: {}, leaf1: { management: { address: "2001:db8::1" } } }',
    right: [
      'core1 GigabitEthernet1 bandwidth_mbps 1',
      'core1 GigabitEthernet2 bandwidth_mbps 2',
      'edge1.example.net ge-0/0/0 bandwidth_mbps 3',
      'edge1.example.net cpu_pct 4',
      'core2 cpu_pct 5',
      'leaf1 cpu_pct 6',
    ],
  },
  {
    name: 'a stranger is a stranger: never another device of the line, and never a device of another domain',
    lines: [
      'interface,agent_host=192.0.2.9,host=tg01,ifName=Gi1 ifHighSpeed=1i {0}',
      'x,source=core1.example.org,neighbor=core1,host=tg01 cpu_pct=2 {0}',
      'interface,agent_host=core1.example.net,ifName=Gi9 ifHighSpeed=3i {0}',
    ],
    topology: 'devices: { tg01: {}, core1.example.net: { interfaces: { Gi1: {} } } }',
    right: ['core1.example.net Gi9 bandwidth_mbps 3'],
    unknown: ['192.0.2.9', 'core1.example.org', 'core1.example.net Gi9'],
  },
];
