import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeCoreRecording } from '../../bench/kddi/core-recording.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import { readSamples } from '../../src/telemetry/recording.ts';
import { readLabels } from '../../src/telemetry/recording-labels.ts';

let source: string;
let out: string;

beforeAll(() => {
  source = mkdtempSync(join(tmpdir(), 'core-'));
  out = join(source, 'recording');
  const write = (name: string, ...lines: string[]) => writeFileSync(join(source, name), `${lines.join('\n')}\n`);
  write(
    'ports.csv',
    'device,interface,link',
    ...['IntGW-01,Gi2,tr-a', 'TR-01,Gi2,tr-a', 'IntGW-01,Gi5,exgw-a', 'RR-01,Gi2,tr-b'],
  );
  write(
    'interfaces.csv',
    'time,device,link,admin_up,rx_pps,tx_pps,in_pkt_rate,out_pkt_rate',
    '2020-06-29T10:53:00,IntGW-01,tr-a,1,100,90,100.5,',
    '2020-06-29T10:54:00,IntGW-01,tr-a,0,,,,',
  );
  const minutes = ['2020-06-29T10:53:00', '2020-06-29T10:54:00'];
  write(
    'devices.csv',
    'time,device,cpu_util',
    ...minutes.flatMap((time) => ['IntGW-01', 'RR-01', 'TR-01'].map((device) => `${time},${device},60`)),
  );
  write(
    'bgp.csv',
    'time,device,peer,prefixes_received',
    '2020-06-29T10:53:00,IntGW-01,10.30.2.2-10,7821',
    '2020-06-29T10:53:00,RR-01,10.20.1.251-2516,7836',
    '2020-06-29T10:53:00,RR-01,10.20.1.252-2516,',
  );
  write(
    'events.csv',
    'start,first_stable,last_stable,end,class,node,interface,sp,original_sp',
    '2020-06-29T10:54:00,,,2020-06-29T10:59:00,packet-loss,IntGW-01,Gi5,,',
    '2020-06-29T11:04:00,,,2020-06-29T11:09:00,bgp-hijacking,,,A,',
    '2020-06-29T11:14:00,,,2020-06-29T11:19:00,normal,IntGW-01,,,',
  );
});

afterAll(() => rmSync(source, { recursive: true, force: true }));

it('the IP core set becomes a recording that the product reads', async () => {
  await writeCoreRecording(source, out);
  const samples: Sample[] = [];
  for await (const batch of readSamples(out)) samples.push(...batch);
  const at = Date.UTC(2020, 5, 29, 10, 53);
  const gateway = { device: 'IntGW-01', at };
  expect(samples).toContainEqual({ ...gateway, interface: null, metric: 'cpu_pct', value: 60 });
  expect(samples).toContainEqual({ ...gateway, interface: null, metric: 'prefixes_as10', value: 7821 });
  expect(samples).toContainEqual({ ...gateway, interface: 'Gi2', metric: 'rx_pps', value: 100 });
  expect(samples).toContainEqual({ ...gateway, at: at + 60_000, interface: 'Gi2', metric: 'oper_up', value: 0 });
  const metrics = new Set(samples.map(({ metric }) => metric));
  // What is not reported is left out, and so is what would tell the answer by its gaps.
  expect([...metrics].sort()).toEqual(['cpu_pct', 'oper_up', 'prefixes_as10', 'prefixes_as2516_1', 'rx_pps', 'tx_pps']);
});

it('its topology has the devices, their ports and the links that have two ends', () => {
  const topology = parseTopology(readFileSync(join(out, 'topology.yaml'), 'utf8'), 'topology.yaml');
  expect(topology.devices.map(({ name, platform }) => [name, platform])).toEqual([
    ['IntGW-01', 'unknown'],
    ['RR-01', 'unknown'],
    ['TR-01', 'unknown'],
  ]);
  expect(topology.links.map(({ name }) => name)).toEqual(['tr-a']);
});

it('its events become labels, those of a provider where its sessions end', async () => {
  expect(await readLabels(out)).toEqual([
    {
      ...{ start: Date.UTC(2020, 5, 29, 10, 54), end: Date.UTC(2020, 5, 29, 10, 59) },
      ...{ device: 'IntGW-01', interface: 'Gi5', cause: 'packet_loss' },
    },
    {
      ...{ start: Date.UTC(2020, 5, 29, 11, 4), end: Date.UTC(2020, 5, 29, 11, 9) },
      ...{ device: 'IntGW-01', interface: null, cause: 'bgp_hijack' },
    },
  ]);
});
