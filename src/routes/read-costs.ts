import type { Topology } from '../domain/device.ts';
import type { Place } from '../domain/place.ts';
import type { ReadResult, ReadSessions } from '../network/read-sessions.ts';
import type { CostReading } from './cost-fact.ts';

export type LinkEnd = Place & { interface: string };

/** RFC 6987: a router that withdraws itself announces this cost for every link. */
const maxMetric = 65_535;

/** The ends of all links of these devices. */
export const endsOf = ({ links }: Topology, devices?: readonly string[]): LinkEnd[] =>
  links.flatMap(({ a, b }) => [a, b]).filter(({ device }) => !devices || devices.includes(device));

/**
 * Reads the cost in use at each of these ends, all devices at once, and the interfaces of one device one after the other in one session. Never
 * throws: what can't be read is `unread`, and says why. With a signal, what is not read when it ends counts as unread.
 */
export async function readCosts(
  sessions: ReadSessions,
  ends: readonly LinkEnd[],
  signal?: AbortSignal,
): Promise<{ end: LinkEnd; reading: CostReading }[]> {
  const late = new Promise<null>((done) => {
    if (signal?.aborted) return done(null);
    signal?.addEventListener('abort', () => done(null), { once: true });
  });
  const byDevice = Map.groupBy(ends, ({ device }) => device);
  const read = await Promise.all(
    [...byDevice].map(async ([device, own]) => {
      const found = await Promise.race([readDevice(sessions, device, own), late]);
      return found ?? own.map((end) => ({ end, reading: unread(`${device} did not answer in time`) }));
    }),
  );
  return read.flat();
}

async function readDevice(sessions: ReadSessions, device: string, ends: readonly LinkEnd[]) {
  const process = await sessions.read(device, 'show-ospf-process');
  const maxMetricIs = factOf(process, 'max_metric');
  const readings: { end: LinkEnd; reading: CostReading }[] = [];
  for (const end of ends) {
    // A device that does not answer is not asked again for each of its interfaces.
    const answer =
      process.outcome === 'ok'
        ? await sessions.read(device, 'show-ospf-interface', { interface: end.interface })
        : process;
    readings.push({ end, reading: readingOf(answer, maxMetricIs) });
  }
  return readings;
}

function readingOf(answer: ReadResult, maxMetricIs: string | number | undefined): CostReading {
  if (answer.outcome !== 'ok') return unread(answer.reason);
  const cost = factOf(answer, 'ospf_cost');
  const neighbours = factOf(answer, 'ospf_neighbours');
  if (typeof cost !== 'number') {
    // An interface with several addresses or areas has several costs.
    if (neighbours !== undefined) return unread('the interface has no one cost');
    return { state: 'none', why: 'OSPF does not run there' };
  }
  const state = factOf(answer, 'interface_state');
  if (state !== undefined && state !== 'up') return { state: 'none', why: `the interface is ${state}` };
  if (neighbours === 0) return { state: 'none', why: 'it has no OSPF neighbour' };
  // With several processes of which some withdraw themselves nobody can tell what this link costs.
  if (maxMetricIs === undefined) return unread('the device does not tell one maximum metric for all its processes');
  return { state: 'carries', cost: maxMetricIs === 'on' ? maxMetric : cost };
}

const factOf = (answer: ReadResult, name: string) =>
  answer.outcome === 'ok' ? answer.facts.find((fact) => fact.name === name)?.value : undefined;

const unread = (why: string): CostReading => ({ state: 'unread', why });
