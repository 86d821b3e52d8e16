import type { Clock } from '../domain/clock.ts';
import type { Incident } from '../domain/incident.ts';
import { isSnoozed, type LookAhead, type Risk, type RiskHold } from '../domain/risk.ts';
import { createLanes } from '../foundation/lanes.ts';
import type { Store } from '../store/store.ts';
import { readHold } from './open-risks.ts';
import { lookFact, lookId, riskFact, riskHoldFact } from './risk-facts.ts';

const dayMs = 86_400_000;

/** How many days of ended risks tell how often such warnings were right. */
export const recordDays = 30;

/** How many warnings of the last days came true and how many did not; those of which nobody knows are apart. */
export interface RiskRecord {
  right: number;
  wrong: number;
  unknown: number;
}

/** A risk with what people said about it. */
export interface HeldRisk {
  risk: Risk;
  hold: RiskHold;
}

/** What people may read and say about risks. */
export interface Risks {
  get(id: string): Promise<HeldRisk | undefined>;
  /** Those that stand, the nearest first. */
  standing(): Promise<HeldRisk[]>;
  /** What the last whole look ahead found; null when there was none yet. */
  look(): Promise<LookAhead | null>;
  /** Those that ended in a span, half-open, the latest first. */
  ended(span: { from: number; to: number }): Promise<HeldRisk[]>;
  /** Of warnings about this metric on the same basis that ended in the last 30 days. */
  record(of: Pick<Risk, 'metric' | 'basis'>): Promise<RiskRecord>;
  /** The risk that warned of an incident: at its place, and not over before it. */
  warnedOf(incident: Incident): Promise<Risk | undefined>;
  /** Says who watches it. False when it is over or unknown. */
  watch(id: string, user: string): Promise<boolean>;
  /** Says that nobody wants to hear of it until a moment. False when it is over or unknown. */
  snooze(id: string, user: string, until: number): Promise<boolean>;
  /** Tells of every snooze that is over while its risk stands, once. */
  wake(): Promise<void>;
}

/** A risk that ended so shortly before an incident warned of it. */
const warnedWithinMs = 60 * 60_000;

export function createRisks({ store, clock }: { store: Store; clock: Clock }): Risks {
  const all = async () => (await store.facts.list(riskFact)).map(({ value }) => value);
  const held = (risks: readonly Risk[]) =>
    Promise.all(risks.map(async (risk) => ({ risk, hold: await readHold(store, risk.id) })));

  // Clicks of two people come beside each other: what both say about one risk is kept.
  const lanes = createLanes();
  const say = (...said: Parameters<typeof sayNow>) => lanes.run(said[0], () => sayNow(...said));

  async function sayNow(
    id: string,
    user: string,
    action: string,
    change: (hold: RiskHold) => RiskHold,
  ): Promise<boolean> {
    const risk = await store.facts.get(riskFact, id);
    if (!risk || risk.end) return false;
    const hold = { ...change(await readHold(store, id)), at: clock() };
    await store.transaction(async (tables) => {
      await tables.facts.put(riskHoldFact, id, hold);
      await tables.audit.append({ at: clock(), actor: user, action, subject: id, detail: { ...hold.snooze } });
      await tables.outbox.append(`${id}:${action}:${user}:${clock()}`, { type: 'risk.changed', riskId: id }, clock());
    });
    return true;
  }

  return {
    async get(id) {
      const risk = await store.facts.get(riskFact, id);
      return risk && { risk, hold: await readHold(store, id) };
    },
    async standing() {
      const open = (await all()).filter(({ end }) => end === null);
      return held(open.sort((a, b) => a.expectedAt - b.expectedAt));
    },
    look: async () => (await store.facts.get(lookFact, lookId)) ?? null,
    async ended({ from, to }) {
      const over = (await all()).filter(({ end }) => end && end.at >= from && end.at < to);
      return held(over.sort((a, b) => b.end!.at - a.end!.at));
    },
    async record({ metric, basis }) {
      const since = clock() - recordDays * dayMs;
      const over = (await all()).filter(
        (one) => one.metric === metric && one.basis === basis && (one.end?.at ?? 0) > since,
      );
      const count = (how: string) => over.filter(({ end }) => end!.how === how).length;
      return { right: count('happened'), wrong: count('did-not'), unknown: count('unknown') };
    },
    async warnedOf({ place, places, openedAt }) {
      const devices = new Set([place, ...places].map(({ device }) => device));
      const before = (await all()).filter(
        (risk) =>
          devices.has(risk.place.device) &&
          risk.openedAt < openedAt &&
          (risk.end === null || (risk.end.how === 'happened' && risk.end.at > openedAt - warnedWithinMs)),
      );
      return before.sort((a, b) => b.openedAt - a.openedAt)[0];
    },
    watch: (id, user) => say(id, user, 'risk.watched', (hold) => ({ ...hold, watcher: { by: user, at: clock() } })),
    snooze: (id, user, until) =>
      say(id, user, 'risk.snoozed', (hold) => ({ ...hold, snooze: { by: user, at: clock(), until } })),
    async wake() {
      const now = clock();
      for (const { risk, hold } of await held((await all()).filter(({ end }) => end === null))) {
        if (!hold.snooze || isSnoozed(hold, now)) continue;
        const { until } = hold.snooze;
        await store.outbox.append(`${risk.id}:woke:${until}`, { type: 'risk.woke', riskId: risk.id, until }, now);
      }
    },
  };
}
