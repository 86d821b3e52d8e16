import { type Payload, twice } from './payload.ts';

/** Inputs that measure the machine on which Telegraf runs. */
const aboutTheHost = [
  ...['disk', 'diskio', 'system', 'swap', 'processes', 'kernel', 'kernel_vmstat', 'interrupts', 'soft_interrupts'],
  ...['netstat', 'nstat', 'smart_device', 'smart_attribute', 'hddtemp', 'lvm_physical_vol', 'lvm_vol_group'],
  ...[
    'lvm_logical_vol',
    'mdstat',
    'zfs',
    'bcache',
    'btrfs',
    'sensors',
    'temp',
    'chrony',
    'ntpq',
    'conntrack',
    'linux_cpu',
  ],
  ...['internal_agent', 'internal_gather', 'internal_write', 'internal_memstats', 'procstat', 'procstat_lookup'],
  ...['systemd_units', 'docker', 'docker_container_cpu', 'docker_container_mem', 'docker_container_net'],
];

const targets = 'devices: { tg01: {}, core1: { management: { address: 192.0.2.1 } } }';

/** What Telegraf's inputs measure by themselves, beside SNMP and gNMI. */
export const telegrafInputs: Payload[] = [
  ...['core1', 'core1.example.net', 'CORE1', '192.0.2.1'].map((url) => ({
    name: `ping: the target ${url}`,
    lines: [`ping,host=tg01,url=${url} average_response_ms=2.5,percent_packet_loss=0 {0}`],
    topology: targets,
    right: ['core1 latency_ms 2.5', 'core1 packet_loss_pct 0'],
  })),
  {
    name: 'ping: the example of its documentation, an error, and nobody who answers',
    lines: [
      'ping,url=example.org average_response_ms=23.066,ttl=63,maximum_response_ms=24.64,minimum_response_ms=22.451,packets_received=5i,packets_transmitted=5i,percent_packet_loss=0,result_code=0i,standard_deviation_ms=0.809 {0}',
      'ping,url=core1 packets_received=0i,packets_transmitted=5i,percent_packet_loss=100,result_code=0i {0}',
      'ping,url=nowhere.invalid result_code=1i {0}',
    ],
    ours: true,
    right: [
      'example.org latency_ms 23.066',
      'example.org packet_loss_pct 0',
      'example.org jitter_ms 0.809',
      'core1 packet_loss_pct 100',
    ],
  },
  {
    name: 'ping: the machine that pings is in the inventory under the name of its tag host, and gets nothing of a stranger',
    lines: ['ping,host=core1,url=198.51.100.1 average_response_ms=2.5 {0}'],
    topology: targets,
    right: [],
    unknown: ['198.51.100.1'],
  },
  {
    name: 'net_response: seconds; nothing of one that failed; the time of two ports is not mixed',
    lines: [
      'net_response,port=22,protocol=tcp,result=success,server=core1 response_time=0.004,result_code=0i,result_type="success" {0}',
      'net_response,port=830,protocol=tcp,result=success,server=core1 response_time=0.9,result_code=0i {1}',
      'net_response,port=8080,protocol=tcp,result=connection_failed,server=192.0.2.1 result_code=2i,result_type="connection_failed" {2}',
    ],
    topology: targets,
    ours: true,
    right: ['core1 latency_ms 4'],
    lost: { 'second-series': 1, text: 2 },
  },
  {
    name: 'net_response: of ping and of a connection the ping tells the latency',
    lines: [
      'net_response,port=22,protocol=tcp,result=success,server=core1 response_time=0.9 {0}',
      'ping,host=tg01,url=core1 average_response_ms=2 {1}',
      'net_response,port=22,protocol=tcp,result=success,server=core1 response_time=0.9 {2}',
    ],
    right: ['core1 latency_ms 2'],
  },
  ...[
    ['http://core1', 'with a scheme'],
    ['https://core1.example.net:8443/health?x', 'with a port, a path and a domain'],
    ['http://admin@192.0.2.1/', 'an address'],
  ].map(([server, what]) => ({
    name: `http_response: ${what}, in seconds`,
    lines: [
      `http_response,method=GET,result=success,server=${server!.replace('=', '\\=')},status_code=200 content_length=87878i,http_response_code=200i,response_time=0.937655534,result_code=0i,result_type="success" {0}`,
    ],
    topology: targets,
    ours: true as const,
    right: ['core1 http_response_ms 937.655534'],
  })),
  {
    name: 'dns_query: milliseconds; 0 of one that failed is no time',
    lines: [
      'dns_query,domain=example.com,rcode=NOERROR,record_type=A,result=success,server=192.0.2.1 rcode_value=0i,result_code=0i,query_time_ms=0.13746 {0}',
      'dns_query,domain=example.com,record_type=A,result=timeout,server=ns2 result_code=1i,query_time_ms=0 {0}',
    ],
    topology: 'devices: { ns2: {}, core1: { management: { address: 192.0.2.1 } } }',
    ours: true,
    right: ['core1 dns_query_ms 0.13746'],
    lost: { 'missing-value': 1 },
  },
  {
    name: 'net: the example of its documentation, with errors and drops of both ways',
    lines: twice(
      (s) =>
        `net,interface=eth0,host=r1 bytes_sent=${451_838_509 + s * 125_000}i,bytes_recv=${3_284_081_640 + s * 250_000}i,packets_sent=${2_663_590 + s * 48}i,packets_recv=${3_585_442 + s * 48}i,err_in=${s}i,err_out=${s}i,drop_in=${4 + s}i,drop_out=${s}i,speed=1000i`,
    ),
    right: [
      'r1 eth0 throughput_mbps 2',
      'r1 eth0 throughput_out_mbps 1',
      'r1 eth0 bandwidth_mbps 1000',
      'r1 eth0 error_rate_pct 4',
    ],
  },
  {
    name: 'net: a speed of 0 and one of -1 are none',
    lines: ['net,interface=lo,host=r1 speed=0i {0}', 'net,interface=tun0,host=r1 speed=-1i {0}'],
    right: [],
  },
  {
    name: 'cpu: times in seconds are no percentages, and the total of one core is that core',
    lines: [
      'cpu,cpu=cpu-total,host=s1 time_active=202224.15,time_idle=1527035.04,time_user=154324.34 {0}',
      'cpu,cpu=cpu0,host=s1 time_active=202224.15,time_idle=1527035.04 {0}',
      'cpu,cpu=cpu-total,host=s1 usage_active=31.25,usage_idle=68.75,usage_user=25 {0}',
      'cpu,cpu=cpu0,host=s1 usage_active=31.25,usage_idle=68.75,usage_user=25 {0}',
    ],
    ours: true,
    right: ['s1 cpu_pct 31.25', 's1 cpu_max_pct 31.25'],
  },
  {
    name: 'cpu: with report_active and without usage_idle',
    lines: ['cpu,cpu=cpu-total,host=s1 usage_active=31.25 {0}', 'cpu,cpu=cpu3,host=s1 usage_active=80 {0}'],
    right: ['s1 cpu_pct 31.25', 's1 cpu_max_pct 80'],
  },
  {
    name: 'mem: bytes, when neither percentage is sent',
    lines: [
      'mem,host=s1 total=20000i,used=5000i {0}',
      'mem,host=s2 total=20913917952i,used=3335778304i,used_percent=15.95004011996231,available_percent=80.41654254645131 {0}',
    ],
    ours: true,
    right: ['s1 memory_pct 25', 's2 memory_pct 15.95004'],
  },
  ...['cpu,cpu=cpu-total', 'mem'].flatMap((measurement) =>
    ['host', 'hostname', 'device', 'source', 'agent_host', 'sysName'].map((tag) => ({
      name: `${measurement}: the machine in the tag ${tag}`,
      lines: [`${measurement},${tag}=core1 ${measurement === 'mem' ? 'used_percent=5' : 'usage_idle=95'} {0}`],
      topology: targets,
      right: [`core1 ${measurement === 'mem' ? 'memory_pct' : 'cpu_pct'} 5`],
    })),
  ),
  {
    name: 'cpu of a core: the machine in any of the tags',
    lines: ['host', 'hostname', 'device', 'source', 'agent_host', 'sysName'].map(
      (tag, at) => `cpu,cpu=cpu${at * 51},${tag}=s${at} usage_idle=95 {0}`,
    ),
    right: [0, 1, 2, 3, 4, 5].flatMap((at) => [`s${at} cpu_pct 5`, `s${at} cpu_max_pct 5`]),
  },
  {
    name: 'inputs about the machine: whatever their tags are called, the device is the host',
    lines: [
      'diskio,host=core1,name=sda reads=4i {0}',
      'smart_attribute,host=core1,device=sda,name=Power_On_Hours raw_value=4i {0}',
      'hddtemp,host=core1,device=/dev/sda,model=X,source=127.0.0.1 temperature=31i {0}',
      'lvm_physical_vol,host=core1,path=/dev/sda size=4i {0}',
      'temp,host=core1,sensor=coretemp temp=41 {0}',
      'sensors,host=core1,chip=x,feature=temp1 temp_input=41 {0}',
      'docker_container_net,host=core1,container_name=core2,network=eth0 rx_bytes=4i {0}',
      'procstat,host=core1,process_name=core2,user=core2 cpu_usage=41 {0}',
      'system,host=core1 load1=3.72 {0}',
      'systemd_units,host=core1,name=core2.service load_code=0i {0}',
    ],
    topology: 'devices: { core1: {}, core2: {} }',
    right: [
      'core1 diskio_reads 4',
      'core1 smart_attribute_raw_value 4',
      'core1 hddtemp_temperature 31',
      'core1 lvm_physical_vol_size 4',
      'core1 temp 41',
      'core1 sensors_temp_input 41',
      'core1 docker_container_net_rx_bytes 4',
      'core1 procstat_cpu_usage 41',
      'core1 system_load1 3.72',
      'core1 systemd_units_load_code 0',
    ],
  },
  {
    name: 'tables of SNMP that somebody called as inputs of Telegraf are called are about the device that was asked',
    lines: [
      'mem,host=tg01,agent_host=192.0.2.1 used_percent=5 {0}',
      'temp,host=tg01,source=core1,sensor=inlet temperature=31 {0}',
      'disk,host=tg01,agent_host=192.0.2.1,device=flash used_percent=7 {0}',
      'system,host=tg01,sysName=core1 uptime=7i {0}',
    ],
    topology: targets,
    right: ['core1 memory_pct 5', 'core1 temp_temperature 31', 'core1 disk_used_percent 7', 'core1 system_uptime 7'],
  },
  {
    name: 'a service of the machine itself, which calls itself localhost, is the machine in the tag host',
    lines: [
      'nginx,host=core1,server=localhost,port=80 active=3i {0}',
      'redis,host=core1,server=127.0.0.1,port=6379 clients=3i {0}',
      'interface,host=core1,agent_host=127.0.0.1,ifName=eth0 ifHighSpeed=10i {0}',
      'x,host=core1,source=[::1]:6030 cpu_pct=3 {0}',
    ],
    topology: 'devices: { tg01: {}, core1: { interfaces: { eth0: {} } } }',
    right: ['core1 active 3', 'core1 clients 3', 'core1 eth0 bandwidth_mbps 10', 'core1 cpu_pct 3'],
  },
  ...aboutTheHost.map((measurement) => ({
    name: `${measurement}: the machine is in the tag host, or hostname`,
    lines: [
      `${measurement},host=core1,device=core2,name=core2 jitter=4i {0}`,
      `${measurement},hostname=core3,device=core2,name=core2 jitter=4i {0}`,
    ],
    topology: 'devices: { core1: {}, core2: {}, core3: {} }',
    right: [`core1 ${measurement}_jitter 4`, `core3 ${measurement}_jitter 4`],
  })),
  ...(
    [
      ['ping', 'url', 'average_response_ms=4'],
      ['net_response', 'server', 'response_time=0.004'],
      ['http_response', 'server', 'response_time=0.004'],
      ['dns_query', 'server', 'query_time_ms=4'],
    ] as const
  ).map(([measurement, tag, field]) => ({
    name: `${measurement}: the target alone names the device, whoever else is named`,
    lines: [`${measurement},${tag}=198.51.100.1,host=tg01,source=core1,sysName=core1,device=core1 ${field} {0}`],
    topology: targets,
    right: [],
    unknown: ['198.51.100.1'],
  })),
  {
    name: 'cpu: the mean of the active shares of the cores, and idle shares before active ones',
    lines: [
      'cpu,cpu=cpu0,host=s1 usage_active=10 {0}',
      'cpu,cpu=cpu1,host=s1 usage_active=30 {0}',
      'cpu,cpu=cpu0,host=s2 usage_active=99,usage_idle=90 {0}',
      'cpu,cpu=cpu1,host=s2 usage_active=99,usage_idle=70 {0}',
      'cpu,cpu=cpu-total,host=s3 usage_active=99,usage_idle=90 {0}',
    ],
    right: ['s1 cpu_pct 20', 's1 cpu_max_pct 30', 's2 cpu_pct 20', 's2 cpu_max_pct 30', 's3 cpu_pct 10'],
  },
  {
    name: 'mem: a percentage before bytes, and the used one before the available one',
    lines: [
      'mem,host=s1 available_percent=75 {0}',
      'mem,host=s1 total=100i,used=90i {1}',
      'mem,host=s2 available_percent=75,used_percent=26 {0}',
    ],
    right: ['s1 memory_pct 25', 's2 memory_pct 26'],
  },
  {
    name: 'a tag "device" of any sender that names a disk is no device',
    lines: ['raid,device=/dev/md0,host=core1 degraded=0i {0}', 'ssd,device=nvme0n1,host=core1 wear=3i {0}'],
    topology: 'devices: { core1: {} }',
    right: ['core1 degraded 0', 'core1 wear 3'],
  },
];
