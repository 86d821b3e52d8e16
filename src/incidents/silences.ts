import { z } from 'zod';
import type { Clock, NewId } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Incident } from '../domain/incident.ts';
import type { Later } from '../domain/later.ts';
import { defineFact } from '../store/fact-kind.ts';
import type { Store } from '../store/store.ts';
import type { IncidentJobs } from './asked-jobs.ts';
import { fits, type SilenceMatch } from './silence-match.ts';

/** A silence hides trouble that is known; a maintenance hides trouble that is about to be made, and may begin later. */
export type SilenceKind = Silence['kind'];

/** What is not to be told of for a while, who said so and why. */
export const silenceShape = z.object({
  id: z.string(),
  kind: z.enum(['silence', 'maintenance']),
  match: z.object({ device: z.string().optional(), site: z.string().optional(), cause: z.string().optional() }),
  from: z.number(),
  until: z.number(),
  reason: z.string(),
  by: z.string(),
  /** When somebody ended it before its time, and who; null as long as nobody did. */
  ended: z.object({ at: z.number(), by: z.string() }).nullable(),
});
export type Silence = z.output<typeof silenceShape>;

export type NewSilence = Omit<Silence, 'id' | 'ended'>;

/** What a silence would have hidden lately. */
export interface SilencePreview {
  hidden: Incident[];
  /** All incidents of that time. */
  of: number;
  days: number;
}

/**
 * Silences and maintenance. They change nothing about an incident: it is opened, diagnosed and kept. Whoever tells people about it asks
 * `covering` first. When a silence begins or ends, each incident that it covers is told of as updated, so that nothing stays hidden.
 */
export interface Silences {
  add(wanted: NewSilence): Promise<Silence>;
  /** Ends it now. False when there is no such silence or it is over. */
  end(id: string, by: string): Promise<boolean>;
  /** Those in force and those to come, the first to end first. */
  list(): Promise<Silence[]>;
  /** The silence that covers this incident at a moment, the longest first. */
  covering(incident: Incident, at: number): Promise<Silence | undefined>;
  /** Those that covered this incident at any time, also when they are over. */
  concerning(incident: Incident): Promise<Silence[]>;
  /** What it would have hidden in the last seven days. */
  preview(match: SilenceMatch): Promise<SilencePreview>;
  /** The job: tells of the incidents that a silence covers that began or ended a moment ago. */
  turn(silenceId: string, at: number): Promise<void>;
  /** The beginnings and ends that nobody was told of yet. */
  turns(): Promise<{ silenceId: string; at: number }[]>;
}

/** One that is damaged hides nothing: people are told too much rather than too little. */
export const silenceFact = defineFact({ name: 'silence', value: silenceShape, whenDamaged: 'leave-out' });
/** When a beginning or an end was told of, under {@link turnId}; kept as long as the silence. */
export const toldFact = defineFact({
  name: 'silence-told',
  id: /^.+-\d+(\.\d+)?$/,
  value: z.number(),
  whenDamaged: 'leave-out',
});
const turnId = (silenceId: string, at: number) => `${silenceId}-${at}`;
const previewDays = 7;
const dayMs = 86_400_000;
const incidentsLookedAt = 1000;
/** Silences that are over are kept so long, for those who ask why nothing was told. */
const keptMs = 30 * dayMs;

const endOf = ({ until, ended }: Silence) => ended?.at ?? until;

export function createSilences(deps: {
  store: Store;
  topology: Topology;
  later: Later<Pick<IncidentJobs, 'silence-turn'>>;
  newId: NewId;
  clock: Clock;
}): Silences {
  const { store, topology, later, clock } = deps;
  const all = async () => (await store.facts.list(silenceFact)).map(({ value }) => value);

  /** Lets every projection look again at the open incidents that fit. */
  async function tell(silence: Silence, turn: string): Promise<void> {
    const open = await store.incidents.list({ states: ['open', 'mitigated'], limit: incidentsLookedAt });
    for (const { id } of open.filter((incident) => fits(silence.match, incident, topology))) {
      await store.outbox.append(`${id}:${silence.id}:${turn}`, { type: 'incident.updated', incidentId: id }, clock());
    }
  }

  async function keep(silence: Silence, actor: string, action: string): Promise<void> {
    const { id, match, from, until, reason } = silence;
    await store.transaction(async (tables) => {
      await tables.facts.put(silenceFact, id, silence);
      const detail = { kind: silence.kind, match, from, until, reason };
      await tables.audit.append({ at: clock(), actor, action, subject: id, detail });
    });
  }

  async function prune(): Promise<void> {
    for (const silence of await all()) {
      if (endOf(silence) >= clock() - keptMs) continue;
      for (const at of [silence.from, silence.until]) await store.facts.remove(toldFact, turnId(silence.id, at));
      await store.facts.remove(silenceFact, silence.id);
    }
  }

  return {
    async add(wanted) {
      const silence: Silence = { ...wanted, id: deps.newId('silence'), ended: null };
      await prune();
      await keep(silence, wanted.by, `${wanted.kind}.added`);
      for (const at of [silence.from, silence.until]) {
        if (at <= clock()) {
          await tell(silence, 'begun');
          await store.facts.put(toldFact, turnId(silence.id, at), clock());
        } else await later.later('silence-turn', { silenceId: silence.id, at }, { at, key: `${silence.id}-${at}` });
      }
      return silence;
    },
    async end(id, by) {
      const silence = await store.facts.get(silenceFact, id);
      if (!silence || endOf(silence) <= clock()) return false;
      const ended = { ...silence, ended: { at: clock(), by } };
      await keep(ended, by, `${silence.kind}.ended`);
      await tell(ended, 'ended');
      return true;
    },
    async list() {
      const now = clock();
      return (await all()).filter((silence) => endOf(silence) > now).sort((a, b) => a.until - b.until);
    },
    async covering(incident, at) {
      const covers = (silence: Silence) => silence.from <= at && at < endOf(silence);
      const found = (await all()).filter((each) => covers(each) && fits(each.match, incident, topology));
      return found.sort((a, b) => b.until - a.until)[0];
    },
    async concerning(incident) {
      const { openedAt, resolvedAt } = incident;
      const overlaps = (each: Silence) => each.from <= (resolvedAt ?? clock()) && openedAt < endOf(each);
      return (await all()).filter((each) => overlaps(each) && fits(each.match, incident, topology));
    },
    async preview(match) {
      const since = clock() - previewDays * dayMs;
      const lately = (await store.incidents.list({ limit: incidentsLookedAt })).filter(
        ({ openedAt }) => openedAt >= since,
      );
      const hidden = lately.filter((incident) => fits(match, incident, topology));
      return { hidden, of: lately.length, days: previewDays };
    },
    async turns() {
      const told = new Set((await store.facts.list(toldFact)).map(({ id }) => id));
      return (await all()).flatMap(({ id, from, until, ended }) =>
        ended ? [] : [from, until].filter((at) => !told.has(turnId(id, at))).map((at) => ({ silenceId: id, at })),
      );
    },
    async turn(silenceId, at) {
      const silence = await store.facts.get(silenceFact, silenceId);
      if (silence && !silence.ended) await tell(silence, String(at));
      await store.facts.put(toldFact, turnId(silenceId, at), clock());
    },
  };
}
