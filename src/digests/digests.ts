import type { NewId } from '../domain/clock.ts';
import type { Digest, DigestKind } from '../domain/digest.ts';
import { NocturneError } from '../errors.ts';
import { createLanes } from '../foundation/lanes.ts';
import type { Store } from '../store/store.ts';
import { digestFact, mentionFact } from './digest-facts.ts';
import { type DigestPorts, makeDigest } from './make-digest.ts';
import type { DigestSchedule } from './settings.ts';

const hourMs = 3_600_000;

/** How long a digest looks back that somebody asks for. */
export const spansMs: Record<DigestKind, number> = { shift: 8 * hourMs, morning: 24 * hourMs, week: 7 * 24 * hourMs };

/** Digests: those that are sent by their schedule, each once, and those that somebody asks for. */
export interface Digests {
  schedules: readonly DigestSchedule[];
  /** Makes one now, and keeps nothing. */
  now(kind: DigestKind): Promise<Digest>;
  /**
   * Sends the one that was due last, unless that was done: it is stored with the event that tells of it. It tells of the time since the one before
   * of the same schedule, so what happened while nothing ran is told once, late.
   */
  send(schedule: DigestSchedule): Promise<void>;
  /** Makes one now for everybody in the channel, because somebody asks for it. */
  post(kind: DigestKind, by: string): Promise<void>;
  get(id: string): Promise<SentDigest | undefined>;
  /** Who is mentioned by the digests of a schedule. */
  mentioned(schedule: string): Promise<string[]>;
  /** Mentions a person from now on, or no more. False for a schedule that is not there. */
  mention(schedule: string, user: string, wanted: boolean): Promise<boolean>;
}

/** A digest that was sent by its schedule, or that somebody had posted. */
export interface SentDigest {
  schedule: string | null;
  by?: string | null | undefined;
  digest: Digest;
}

/** For worlds that make none, such as a replay. */
export const noDigests: Digests = {
  schedules: [],
  now: refuse,
  post: refuse,
  send: async () => undefined,
  get: async () => undefined,
  mentioned: async () => [],
  mention: async () => false,
};

/** Stores a digest with the event that tells of it. */
export async function keepDigest(
  store: Pick<Store, 'transaction'>,
  digestId: string,
  sent: SentDigest & { at: number },
): Promise<void> {
  await store.transaction(async (tables) => {
    await tables.facts.put(digestFact, digestId, sent);
    await tables.outbox.append(`digest:${digestId}`, { type: 'digest.ready', digestId }, sent.at);
  });
}

async function refuse(): Promise<never> {
  throw new NocturneError('no-digests', 'No digest is made here');
}

export function createDigests(
  deps: DigestPorts & {
    schedules: readonly DigestSchedule[];
    /** When a cron line comes next after a moment. */
    nextOf: (cron: string, timezone: string, after: number) => number | undefined;
    newId: NewId;
  },
): Digests {
  const { store, clock, schedules, nextOf, newId } = deps;
  // Two people may press at once: both are in the list afterwards.
  const lanes = createLanes();

  /** The two moments at which it was due last. A yearly one has both in the last 800 days; most have them in the last few, and one that comes every minute in the last hours. */
  function lastDue({ cron, timezone }: DigestSchedule): { before: number; last: number } | null {
    const now = clock();
    for (const days of [0.1, 2, 16, 70, 800]) {
      const moments: number[] = [];
      let at: number | undefined = now - days * 24 * hourMs;
      while (at !== undefined && at <= now) {
        at = nextOf(cron, timezone, at);
        if (at !== undefined && at <= now) moments.push(at);
      }
      const [before, last] = moments.slice(-2);
      if (before !== undefined && last !== undefined) return { before, last };
    }
    return null;
  }

  const now = (kind: DigestKind) => makeDigest(deps, { kind, from: clock() - spansMs[kind], to: clock(), dueAt: null });

  return {
    schedules,
    now,
    async post(kind, by) {
      const digest = await now(kind);
      await keepDigest(store, `${newId('post')}:${digest.madeAt}`, { at: clock(), schedule: null, by, digest });
    },
    async send(schedule) {
      const due = lastDue(schedule);
      if (!due) return;
      const id = `${schedule.id}:${due.last}`;
      if (await store.facts.get(digestFact, id)) return;
      const sent = (await store.facts.list(digestFact)).filter(({ value }) => value.schedule === schedule.id);
      const until = Math.max(0, ...sent.map(({ value }) => value.digest.to).filter((to) => to < due.last));
      const from = until > 0 ? until : due.before;
      const digest = await makeDigest(deps, { kind: schedule.kind, from, to: due.last, dueAt: due.last });
      await keepDigest(store, id, { at: clock(), schedule: schedule.id, digest });
    },
    get: (id) => store.facts.get(digestFact, id),
    mentioned: async (schedule) => (await store.facts.get(mentionFact, schedule)) ?? [],
    async mention(schedule, user, wanted) {
      if (!schedules.some(({ id }) => id === schedule)) return false;
      await lanes.run(schedule, async () => {
        const others = ((await store.facts.get(mentionFact, schedule)) ?? []).filter((one) => one !== user);
        await store.facts.put(mentionFact, schedule, wanted ? [...others, user] : others);
      });
      return true;
    },
  };
}
