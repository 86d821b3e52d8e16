import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../../src/models/random.ts';
import { writeText } from '../../../src/telemetry/csv/text-file.ts';

/** Files of a network of two routers with one busy link between them and two outside ports each, in the layout of kddi-ipcore. */
export interface CoreFiles {
  devices: string[];
  interfaces: string[];
  bgp: string[];
  labels: string[];
}

const ports = [
  ['A', 'g1', 'ab'],
  ['B', 'g1', 'ab'],
  ['A', 'g2', 'out-a1'],
  ['A', 'g3', 'out-a2'],
  ['B', 'g2', 'out-b1'],
  ['B', 'g3', 'out-b2'],
] as const;

const causes = ['normal', 'packet-loss', 'node-down', 'normal', 'bgp-hijacking', 'normal'];

/** Every tenth minute a new state begins; its first minute is unstable. */
export function makeCoreFiles(seed: number, minutes: number): CoreFiles {
  const random = createRandom(seed);
  const files: CoreFiles = { devices: [], interfaces: [], bgp: [], labels: [] };
  for (let minute = 0; minute < minutes; minute++) {
    const time = new Date(Date.UTC(2020, 0, 1, 0, minute)).toISOString().slice(0, 19);
    const episode = Math.floor(minute / 10);
    const cause = causes[episode % causes.length]!;
    const stable = minute % 10 > 0;
    const place = episode % ports.length;
    const near = (value: number) => (value * (0.99 + 0.02 * random())).toFixed(1);
    const down = cause === 'node-down' ? ports[place]![0] : '';
    for (const device of ['A', 'B']) files.devices.push(`${time},${device},${device === down ? 0 : near(50)}`);
    for (const [p, [device, , link]] of ports.entries()) {
      const lossy = cause === 'packet-loss' && p === place ? 0.7 : 1;
      const rx = near(100 * lossy);
      const cells = device === down ? ',,,0,0' : `1,${rx},${near(100)},${rx},${near(100)}`;
      files.interfaces.push(`${time},${device},${link},${stable ? cells : cells.replace(/,[^,]*,[^,]*$/, ',,')}`);
    }
    files.bgp.push(`${time},A,peer,${cause === 'bgp-hijacking' ? 110 : 100}`);
    const placed = cause === 'packet-loss' ? ports[place]! : undefined;
    const device = placed ? placed[0] : down;
    files.labels.push(`${time},${stable ? 1 : 0},${stable ? cause : ''},${device},${placed ? placed[1] : ''}`);
  }
  return files;
}

export function writeCoreFiles(folder: string, files: CoreFiles, withLabels: boolean): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, header: string, lines: string[]) =>
    writeText(join(folder, name), `${[header, ...lines].join('\n')}\n`);
  write('devices.csv.gz', 'time,device,cpu_util', files.devices);
  write('interfaces.csv.gz', 'time,device,link,admin_up,rx_pps,tx_pps,in_pkt_rate,out_pkt_rate', files.interfaces);
  write('bgp.csv.gz', 'time,device,peer,prefixes_received', files.bgp);
  write(
    'ports.csv',
    'device,interface,link',
    ports.map((port) => port.join(',')),
  );
  if (withLabels) write('labels.csv.gz', 'time,stable,class,node,interface', files.labels);
}
