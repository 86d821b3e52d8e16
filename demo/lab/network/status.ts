import { NocturneError } from '../../../src/errors.ts';
import type { NetworkSpec } from '../../network/spec.ts';
import { type CableStats, cableStats } from './cables.ts';
import { fullNeighbours, neighboursOf } from './devices.ts';
import { initOf } from './run.ts';

export interface LabStatus {
  /** Every device is up with all its neighbours, and every cable is in. */
  up: boolean;
  /** Whether packets pass before other work of this machine. */
  realtime: boolean;
  devices: { device: string; up: boolean; neighbours: number; full: number | null }[];
  links: ({ link: string; from: string; to: string } & Pick<CableStats['cables'][string], 'carrier' | 'ab' | 'ba'>)[];
}

/** What is up. A lab that is down has devices that are down, and no cables. */
export async function readStatus(spec: NetworkSpec): Promise<LabStatus> {
  const devices = await Promise.all(
    Object.keys(spec.devices).map(async (device) => {
      const neighbours = neighboursOf(spec, device);
      return { device, up: initOf(device) !== undefined, neighbours, full: await fullNeighbours(device) };
    }),
  );
  const stats = await cableStats().catch((error: unknown): CableStats => {
    if (error instanceof NocturneError && error.code === 'lab-down') return { realtime: false, cables: {} };
    throw error;
  });
  const links = spec.links.flatMap(({ name, a, b }) => {
    const cable = stats.cables[name];
    if (!cable) return [];
    return [{ link: name, from: `${a.device} ${a.interface}`, to: `${b.device} ${b.interface}`, ...cable }];
  });
  const whole = devices.every(({ full, neighbours }) => full === neighbours) && links.every(({ carrier }) => carrier);
  return { up: whole && links.length === spec.links.length, realtime: stats.realtime, devices, links };
}

/** For people: one line for each device and cable. */
export function describeStatus({ devices, links, realtime }: LabStatus): string {
  const cable = (way: LabStatus['links'][number]['ab']) =>
    `${way.delay} ms${way.jitter > 0 ? ` ± ${way.jitter}` : ''}, ${way.loss} % lost, ${way.rate > 0 ? `${way.rate / 1000} Mbit/s` : 'no limit'}`;
  return [
    ...devices.map(({ device, up, neighbours, full }) =>
      up ? `${device}: ${full ?? '?'} of ${neighbours} neighbours fully adjacent` : `${device}: down`,
    ),
    ...links.map(({ link, from, to, carrier, ab, ba }) => {
      const same = cable(ab) === cable(ba);
      return `${link}: ${from} to ${to}, ${carrier ? (same ? cable(ab) : `${cable(ab)}; back ${cable(ba)}`) : 'pulled'}`;
    }),
    ...(links.length === 0
      ? ['no cables']
      : realtime
        ? []
        : ['The cables have no real-time priority: packets are late when this machine is busy.']),
  ].join('\n');
}
