import type { Clock } from '../domain/clock.ts';
import { linkAt, type Topology } from '../domain/device.ts';
import { formatPlace } from '../domain/place.ts';
import type { ReadSessions } from '../network/read-sessions.ts';
import type { Store } from '../store/store.ts';
import { type CostReading, costFact } from './cost-fact.ts';
import { endsOf, type LinkEnd, readCosts } from './read-costs.ts';

/** What is known of one end of a link, and when it was read; milliseconds since 1970. */
export interface KnownCost {
  end: LinkEnd;
  at: number;
  reading: CostReading;
}

/** The OSPF costs in use at both ends of every link, in the order of the links. */
export interface Costs {
  /**
   * Reads what is older than `maxAgeMs`; 0 reads everything. With `withinMs` it takes no longer than that: what did not answer by then is unread,
   * and nothing older is taken in its place.
   */
  read(options: { maxAgeMs: number; withinMs?: number }): Promise<KnownCost[]>;
  /** The ends of these devices are read again when they are needed: their costs may have been changed. */
  forget(devices: readonly string[]): Promise<void>;
}

export interface CostsDeps {
  store: Pick<Store, 'facts'>;
  topology: Topology;
  sessions: ReadSessions;
  clock: Clock;
}

export function createCosts({ store, topology, sessions, clock }: CostsDeps): Costs {
  const { facts } = store;
  return {
    async read({ maxAgeMs, withinMs }) {
      const kept = await Promise.all(
        endsOf(topology).map(async (end) => ({ end, known: await facts.get(costFact, formatPlace(end)) })),
      );
      const now = clock();
      const isFresh = (known: (typeof kept)[number]['known']) =>
        known !== undefined && known.reading.state !== 'unread' && known.at > now - maxAgeMs && known.at <= now;
      const old = kept.filter(({ known }) => !isFresh(known)).map(({ end }) => end);
      const signal = withinMs === undefined ? undefined : AbortSignal.timeout(withinMs);
      const read = new Map((await readCosts(sessions, old, signal)).map(({ end, reading }) => [end, reading]));
      const at = clock();
      for (const [end, reading] of read) await facts.put(costFact, formatPlace(end), { at, reading });
      return kept.map(({ end, known }) => {
        const reading = read.get(end);
        return reading ? { end, at, reading } : { end, ...known! };
      });
    },
    async forget(devices) {
      for (const end of endsOf(topology, devices)) await facts.remove(costFact, formatPlace(end));
    },
  };
}

/** The readings on which an answer rests, by device and interface: a cost, `none` or `unread`. */
export type CostsRead = Record<string, Record<string, string | number>>;

/** What an answer about some links rests on, by device: the reading of each interface, in a form that can be compared and stored. */
export function costsByDevice(topology: Topology, known: readonly KnownCost[], links: ReadonlySet<string>): CostsRead {
  const byDevice: CostsRead = {};
  for (const { end, reading } of known) {
    if (!links.has(linkAt(topology, end)!.name)) continue;
    byDevice[end.device] ??= {};
    byDevice[end.device]![end.interface] = reading.state === 'carries' ? reading.cost : reading.state;
  }
  return byDevice;
}
