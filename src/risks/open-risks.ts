import type { Clock, NewId } from '../domain/clock.ts';
import { placeKey } from '../domain/place.ts';
import type { Risk, RiskBasis, RiskHold, RiskOutcome } from '../domain/risk.ts';
import type { Store, Tables } from '../store/store.ts';
import { riskFact, riskHoldFact } from './risk-facts.ts';

/** What a look says of a risk that stands or begins. */
export type RiskSight = Omit<Risk, 'id' | 'openedAt' | 'seenAt' | 'end'>;

/** The risks of one kind of look, as they are kept. Every change is stored with the event that tells of it. */
export interface OpenRisks {
  /** The one that stands at a place about a metric, or the one that ended last there. */
  last(place: Risk['place'], metric: string): Risk | undefined;
  /** Those that stand. */
  standing(): Risk[];
  open(sight: RiskSight): Promise<void>;
  /** It was seen again, with what is known now. */
  seen(risk: Risk, sight: Partial<RiskSight>): Promise<void>;
  end(risk: Risk, how: RiskOutcome): Promise<void>;
}

const keyOf = ({ place, metric }: Pick<Risk, 'place' | 'metric'>) => `${placeKey(place)}\t${metric}`;

/** Reads the risks of a basis; what is opened and ended meanwhile by this is known to it. */
export async function readOpenRisks(
  { store, clock, newId }: { store: Store; clock: Clock; newId: NewId },
  basis: RiskBasis,
): Promise<OpenRisks> {
  const risks = new Map<string, Risk>();
  const all = (await store.facts.list(riskFact)).map(({ value }) => value).filter((risk) => risk.basis === basis);
  for (const risk of all.sort((a, b) => a.openedAt - b.openedAt)) risks.set(keyOf(risk), risk);

  async function keep(risk: Risk, what: string): Promise<void> {
    await store.transaction(async (tables: Tables) => {
      await tables.facts.put(riskFact, risk.id, risk);
      await tables.outbox.append(`${risk.id}:${what}`, { type: 'risk.changed', riskId: risk.id }, clock());
    });
    risks.set(keyOf(risk), risk);
  }

  return {
    last: (place, metric) => risks.get(keyOf({ place, metric })),
    standing: () => [...risks.values()].filter(({ end }) => end === null),
    open: (sight) => keep({ id: newId('RISK'), ...sight, openedAt: clock(), seenAt: clock(), end: null }, 'opened'),
    seen: (risk, sight) => keep({ ...risk, ...sight, seenAt: clock() }, `seen:${clock()}`),
    end: (risk, how) => keep({ ...risk, end: { at: clock(), how } }, 'ended'),
  };
}

const noHold: RiskHold = { at: 0, watcher: null, snooze: null };

/** What people said about a risk; nothing as long as nobody did. */
export const readHold = async (store: Pick<Store, 'facts'>, riskId: string): Promise<RiskHold> =>
  (await store.facts.get(riskHoldFact, riskId)) ?? noHold;
