import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Sample } from '../../src/domain/sample.ts';
import { decodeSamples } from '../../src/telemetry/decode-samples.ts';
import { mappingSchema } from '../../src/telemetry/mapping-schema.ts';
import { createMetricMapping, type MetricMapping } from '../../src/telemetry/metric-mapping.ts';

const now = Date.UTC(2026, 10, 23);

function decode(text: string, mapping: MetricMapping = createMetricMapping()) {
  const samples: Sample[] = [];
  const slices = decodeSamples(text, { now, precision: 'ms', mapping });
  for (;;) {
    const slice = slices.next();
    if (slice.done) return { samples, outcome: slice.value };
    samples.push(...slice.value);
  }
}

const short = (samples: Sample[]) =>
  samples.map(({ device, interface: port, metric, value }) => [device, port, metric, value]);

describe('the metric mapping', () => {
  it('takes canonical fields per device and per interface, and keeps further names', () => {
    const { samples } = decode(
      'telemetry,device=Router-A,interface=eth1 latency_ms=4.1,oper_up=true\nt,host=R2 cpu_pct=14i,queue=3,note="x"',
    );
    expect(short(samples)).toEqual([
      ['Router-A', 'eth1', 'latency_ms', 4.1],
      ['Router-A', 'eth1', 'oper_up', 1],
      ['R2', null, 'cpu_pct', 14],
      ['R2', null, 'queue', 3],
    ]);
    expect(samples[0]!.at).toBe(now);
  });

  it('reads a field called value under the name of its measurement', () => {
    expect(short(decode('latency,device=R value=3\nfan_rpm,device=R value=900').samples)).toEqual([
      ['R', null, 'latency_ms', 3],
      ['R', null, 'fan_rpm', 900],
    ]);
  });

  it('understands Telegraf', () => {
    const { samples, outcome } = decode(
      [
        'cpu,cpu=cpu-total,host=R1 usage_idle=90,usage_user=4',
        'cpu,cpu=cpu0,host=R1 usage_idle=10',
        'mem,host=R1 used_percent=41.5,free=12i',
        'ping,host=R1,url=10.0.0.2 average_response_ms=12.5,percent_packet_loss=1,standard_deviation_ms=.5,result_code=0i',
      ].join('\n'),
    );
    expect(short(samples)).toEqual([
      ['R1', null, 'cpu_pct', 10],
      ['R1', null, 'cpu_usage_user', 4],
      ['R1', null, 'memory_pct', 41.5],
      ['R1', null, 'mem_free', 12],
      ['R1', null, 'latency_ms', 12.5],
      ['R1', null, 'packet_loss_pct', 1],
      ['R1', null, 'jitter_ms', 0.5],
      ['R1', null, 'ping_result_code', 0],
    ]);
    expect(outcome).toMatchObject({ lines: 4, badCount: 0 });
  });

  it('does not lose a line to a rule about a tag that it does not have', () => {
    expect(short(decode('cpu,device=R cpu_pct=14\ncpu,device=R value=15').samples)).toEqual([
      ['R', null, 'cpu_pct', 14],
      ['R', null, 'cpu_pct', 15],
    ]);
  });

  it('understands OpenConfig as gnmic writes it: counters become rates, words become numbers, the port is cut off', () => {
    const octets = (value: string, at: number) =>
      `sub1,source=10.0.0.9:57400,interface_name=ethernet-1/1 /openconfig-interfaces:interfaces/interface/state/counters/in-octets=${value} ${at}`;
    const { samples } = decode(
      [
        octets('"1000000"', now),
        octets('"2250000"', now + 1000),
        octets('"100"', now + 2000),
        octets('125100', now + 3000),
        'sub1,source=10.0.0.9:57400,interface_name=ethernet-1/1 /interfaces/interface/state/oper-status="DOWN"',
      ].join('\n'),
    );
    expect(short(samples)).toEqual([
      ['10.0.0.9', 'ethernet-1/1', 'throughput_mbps', 10],
      ['10.0.0.9', 'ethernet-1/1', 'throughput_mbps', 1],
      ['10.0.0.9', 'ethernet-1/1', 'oper_up', 0],
    ]);
  });

  it('says when no tag names the device, and keeps the other lines', () => {
    const { samples, outcome } = decode('t,site=lab cpu_pct=1\nt,device=R cpu_pct=2');
    expect(short(samples)).toEqual([['R', null, 'cpu_pct', 2]]);
    expect(outcome.bad).toMatchObject([
      { line: 1, column: null, reason: expect.stringContaining('no tag names the device') },
    ]);
  });

  it('follows a mapping in YAML: tags, names of devices, scale, invert, words and conditions', () => {
    const mapping = createMetricMapping(
      mappingSchema.parse(
        parse(`
deviceTags: [router]
interfaceTags: [port]
deviceNames: { 10.0.0.1: Router-A }
fields: { temp: temperature_c, lat_us: { metric: latency_ms, scale: 0.001 } }
rules:
  - measurement: load
    when: { kind: [total, all] }
    fields: { free_share: { metric: cpu_pct, scale: 100, invert: true }, state: { metric: ok, words: { fine: 1 } } }
`),
      ),
    );
    const { samples } = decode(
      'x,router=10.0.0.1,port=p1 lat_us=1500,temp=40\nload,router=B,kind=all free_share=.75,state="fine"\nload,router=B,kind=x free_share=1',
      mapping,
    );
    expect(short(samples)).toEqual([
      ['Router-A', 'p1', 'latency_ms', 1.5],
      ['Router-A', 'p1', 'temperature_c', 40],
      ['B', null, 'cpu_pct', 25],
      ['B', null, 'ok', 1],
    ]);
  });
});
