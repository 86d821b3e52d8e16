import { type Payload, twice } from './payload.ts';

export const telegraf: Payload[] = [
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
    ordered: true,
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
];
