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
   * Reads everything again when anything is older than `maxAgeMs`, so that both ends of a link are known from the same moment; what could not be read
   * is tried again in any case. With `withinMs` it takes no longer than that: what did not answer by then is unread, and nothing older is taken in its
   * place.
   */
  read(options: { maxAgeMs: number; withinMs?: number }): Promise<KnownCost[]>;
  /** Costs of these devices may have been changed: they are read again when they are needed, and what is being read now is not kept. */
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
  let forgotten = 0;
  return {
    async read({ maxAgeMs, withinMs }) {
      const begun = { at: clock(), forgotten };
      const kept = await Promise.all(
        endsOf(topology).map(async (end) => ({ end, known: await facts.get(costFact, formatPlace(end)) })),
      );
      const isOld = kept.some(({ known }) => !known || known.at <= begun.at - maxAgeMs || known.at > begun.at);
      const wanted = isOld ? kept : kept.filter(({ known }) => known?.reading.state === 'unread');
      const signal = withinMs === undefined ? undefined : AbortSignal.timeout(withinMs);
      const ends = wanted.map(({ end }) => end);
      const read = new Map((await readCosts(sessions, ends, signal)).map(({ end, reading }) => [end, reading]));
      if (forgotten === begun.forgotten)
        for (const [end, reading] of read) await facts.put(costFact, formatPlace(end), { at: begun.at, reading });
      return kept.map(({ end, known }) => {
        const reading = read.get(end);
        return reading ? { end, at: begun.at, reading } : { end, ...known! };
      });
    },
    async forget(devices) {
      forgotten += 1;
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
