import { now, type SourceCase } from '../source-case.ts';

const at = now - 1_000;
const sample = (device: string, port: string | null, metric: string, value: number, when = at) => ({
  ...{ at: when, device, interface: port, metric, value },
});

/** Lines of Telegraf's cpu, net, ping and snmp inputs and of gnmic, written from their documentation. */
export const sourceCase: SourceCase = {
  payload: [
    `cpu,cpu=cpu-total,host=R1 usage_idle=88.5,usage_user=9 ${at}`,
    `cpu,cpu=cpu0,host=R1 usage_idle=80 ${at}`,
    `ping,url=R2,source=R1 average_response_ms=4.2,percent_packet_loss=0,result="ok" ${at}`,
    `interface,source=192.0.2.1:57400,interface_name=eth1 /interfaces/interface/state/oper-status="UP" ${at}`,
    'this is no line',
    `net,host=R1,interface=eth0 bytes_recv=1000000i,speed=1000i ${at - 1_000}`,
    `net,host=R1,interface=eth0 bytes_recv=2250000i,speed=1000i ${at}`,
  ].join('\n'),
  samples: [
    sample('R1', null, 'cpu_pct', 11.5),
    sample('R1', null, 'cpu_usage_user', 9),
    sample('R2', null, 'latency_ms', 4.2),
    sample('R2', null, 'packet_loss_pct', 0),
    sample('192.0.2.1', 'eth1', 'oper_up', 1),
    sample('R1', 'eth0', 'bandwidth_mbps', 1000, at - 1_000),
    sample('R1', 'eth0', 'throughput_mbps', 10),
    sample('R1', 'eth0', 'bandwidth_mbps', 1000),
    sample('R1', null, 'cpu_max_pct', 20),
  ],
  // Lost: the mean of the cores beside the total, the word "ok", and the first value of the counter.
  counts: { points: 7, badPoints: 1, lost: { text: 1, 'first-value': 1, 'better-source': 1 } },
  silence: '# nothing to say\n\n',
  ahead: `ping,source=R9 average_response_ms=4 ${now + 86_400_000}`,
  request: {
    path: '/api/v2/write?precision=ms',
    unreadable: [{ path: '/write?precision=days', body: 'ping,source=R1 average_response_ms=4' }],
  },
};
