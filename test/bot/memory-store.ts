import type { Diagnosis } from '../../src/domain/diagnosis.ts';
import type { DomainEvent, OutboxEntry } from '../../src/domain/event.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { canMove, type Plan, type Vote } from '../../src/domain/plan.ts';
import { damagedFact, type FactKind, readFact } from '../../src/store/fact-kind.ts';
import type { AuditEntry, ExecutionLine, InboxEntry, Store } from '../../src/store/store.ts';

/** A store whose content can be compared. */
export interface MemoryStore extends Store {
  /** Everything that is kept, as text, except for what came in, what was audited and where messages stand. */
  dump(): string;
}

/** The part of the store that bot and changes use, in maps. It outlives a bot, as the database does. */
export function createMemoryStore(): MemoryStore {
  const copy = <T>(value: T): T => structuredClone(value);
  const incidents = new Map<string, Incident>();
  const diagnoses = new Map<string, Diagnosis>();
  const plans = new Map<string, Plan>();
  const votes: Vote[] = [];
  const lines: ExecutionLine[] = [];
  const snapshots: { planId: string; device: string; text: string }[] = [];
  const outbox: (OutboxEntry & { done: Set<string> })[] = [];
  const inbox = new Map<string, InboxEntry & { done: boolean }>();
  const facts = new Map<string, Map<string, unknown>>();
  const audit: AuditEntry[] = [];
  const followers = new Set<string>();
  const held = new Set<string>();
  const kind = (name: string) => facts.get(name) ?? facts.set(name, new Map()).get(name)!;

  /** In its shape of today, as the database gives it; what has another one is a mistake of the test. */
  function readKept<T>(of: FactKind<T>, id: string): T {
    const read = readFact(of, id, copy(kind(of.name).get(id)));
    if (read.ok) return read.value;
    throw damagedFact(of, id, read.why);
  }

  const store = {
    incidents: {
      insert: async (incident: Incident) => void incidents.set(incident.id, copy(incident)),
      update: async (incident: Incident) => void incidents.set(incident.id, copy(incident)),
      get: async (id: string) => copy(incidents.get(id)),
      list: async ({ states, limit = 100 }: { states?: Incident['state'][]; limit?: number }) =>
        [...incidents.values()]
          .filter(({ state }) => !states || states.includes(state))
          .sort((a, b) => b.openedAt - a.openedAt)
          .slice(0, limit)
          .map(copy),
    },
    diagnoses: {
      put: async (diagnosis: Diagnosis) => void diagnoses.set(diagnosis.incidentId, copy(diagnosis)),
      get: async (id: string) => copy(diagnoses.get(id)),
    },
    plans: {
      insert: async (plan: Plan) => void plans.set(plan.id, copy(plan)),
      get: async (id: string) => copy(plans.get(id)),
      hold: async (id: string) => copy(plans.get(id)),
      byButton: async (buttonId: string) => copy([...plans.values()].find((plan) => plan.buttonId === buttonId)),
      forIncident: async (id: string) => [...plans.values()].filter((plan) => plan.content.incidentId === id).map(copy),
      inStates: async (states: Plan['state'][]) =>
        [...plans.values()].filter(({ state }) => states.includes(state)).map(copy),
      createdSince: async (at: number) => [...plans.values()].filter(({ createdAt }) => createdAt >= at).map(copy),
      async move(
        id: string,
        from: Plan['state'],
        to: Plan['state'],
        change: { at: number; outcome?: string | null; runBy?: number },
      ) {
        const plan = plans.get(id);
        if (!canMove(from, to)) throw new Error(`no move from ${from} to ${to}`);
        if (plan?.state !== from) return false;
        Object.assign(plan, {
          state: to,
          decidedAt: plan.decidedAt ?? change.at,
          outcome: change.outcome ?? plan.outcome,
          runBy: change.runBy ?? plan.runBy,
        });
        return true;
      },
    },
    votes: {
      async insert(vote: Vote) {
        if (votes.some(({ planId, user }) => planId === vote.planId && user === vote.user)) return false;
        votes.push(copy(vote));
        return true;
      },
      forPlan: async (id: string) => votes.filter(({ planId }) => planId === id).map(copy),
    },
    executions: {
      async begin(line: ExecutionLine) {
        if (lines.some((known) => isSameLine(known, line))) return false;
        return lines.push({ ...copy(line), doneAt: null, output: null, accepted: null }) > 0;
      },
      putSnapshot: async (planId: string, device: string, text: string) =>
        void snapshots.push({ planId, device, text }),
      snapshots: async (id: string) => snapshots.filter(({ planId }) => planId === id).map(copy),
      async done(key: Partial<ExecutionLine>, { at, ...result }: { at: number; output: string; accepted: boolean }) {
        Object.assign(lines.find((line) => isSameLine(line, key))!, { doneAt: at, ...result });
      },
      lines: async (id: string) => lines.filter(({ planId }) => planId === id).map(copy),
    },
    configs: { put: async () => undefined, history: async () => [] },
    outbox: {
      async append(key: string, event: DomainEvent, at: number) {
        if (outbox.some((entry) => entry.key === key)) return false;
        outbox.push({ id: String(outbox.length + 1), key, at, event: copy(event), done: new Set() });
        return true;
      },
      async follow(projection: string, from: 'beginning' | 'now') {
        if (followers.has(projection)) return;
        followers.add(projection);
        if (from === 'now') for (const { done } of outbox) done.add(projection);
      },
      advance: async () => ({ through: '0', nextTransaction: '0' }),
      pending: async (projection: string, limit: number, after = '0') =>
        outbox
          .filter(({ id, done }) => !done.has(projection) && Number(id) > Number(after))
          .slice(0, limit)
          .map(({ done: _done, ...entry }) => copy(entry)),
      finish: async (projection: string, id: string) =>
        void outbox.find((entry) => entry.id === id)!.done.add(projection),
    },
    inbox: {
      async put(entry: InboxEntry) {
        if (inbox.has(entry.key)) return false;
        inbox.set(entry.key, { ...copy(entry), done: false });
        return true;
      },
      pending: async (limit: number, after: string | null = null) =>
        [...inbox.values()]
          .slice(1 + [...inbox.keys()].indexOf(after ?? ''))
          .filter(({ done }) => !done)
          .slice(0, limit)
          .map(copy),
      finish: async (key: string) => void Object.assign(inbox.get(key)!, { done: true }),
    },
    audit: {
      append: async (entry: Omit<AuditEntry, 'seq' | 'previousHash' | 'hash'>) => {
        audit.push({ ...copy(entry), seq: audit.length + 1, previousHash: '', hash: '' });
      },
      list: async ({ subject }: { subject?: string } = {}) =>
        audit.filter((entry) => subject === undefined || entry.subject === subject).map(copy),
      verify: async () => ({ ok: true, entries: audit.length, brokenAt: null, missing: null }),
    },
    facts: {
      async get<T>(of: FactKind<T>, id: string) {
        return kind(of.name).has(id) ? readKept(of, id) : undefined;
      },
      put: async ({ name }: FactKind<unknown>, id: string, value: unknown) => void kind(name).set(id, copy(value)),
      list: async (of: FactKind<unknown>) => [...kind(of.name).keys()].map((id) => ({ id, value: readKept(of, id) })),
      remove: async ({ name }: FactKind<unknown>, id: string) => void kind(name).delete(id),
    },
    async withLock<T>(name: string, work: () => Promise<T>) {
      if (held.has(name)) return undefined;
      held.add(name);
      return work()
        .then((value) => ({ value }))
        .finally(() => held.delete(name));
    },
    transaction: async (work: (tables: Store) => Promise<unknown>) => work(store as unknown as MemoryStore),
    close: async () => undefined,
    dump() {
      const kept = [...facts].filter(([name, values]) => values.size > 0 && !name.startsWith('slack-'));
      const tables = [incidents, diagnoses, plans].map((table) => [...table]);
      return JSON.stringify([...tables, votes, lines, outbox, kept.map(([name, values]) => [name, [...values]])]);
    },
  };
  return store as unknown as MemoryStore;
}

function isSameLine(line: ExecutionLine, key: Partial<ExecutionLine>): boolean {
  return (['planId', 'phase', 'step', 'line'] as const).every((name) => line[name] === key[name]);
}
