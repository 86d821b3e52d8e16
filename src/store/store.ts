import type { Diagnosis } from '../domain/diagnosis.ts';
import type { DomainEvent, OutboxEntry } from '../domain/event.ts';
import type { Incident } from '../domain/incident.ts';
import type { Plan, PlanState, Vote } from '../domain/plan.ts';
import type { FactKind } from './fact-kind.ts';

/** Incidents by id. */
export interface IncidentTable {
  insert(incident: Incident): Promise<void>;
  update(incident: Incident): Promise<void>;
  get(id: string): Promise<Incident | undefined>;
  /** Newest first. */
  list(filter: { states?: Incident['state'][]; limit?: number }): Promise<Incident[]>;
}

export interface DiagnosisTable {
  put(diagnosis: Diagnosis): Promise<void>;
  get(incidentId: string): Promise<Diagnosis | undefined>;
}

export interface PlanTable {
  insert(plan: Plan): Promise<void>;
  get(id: string): Promise<Plan | undefined>;
  byButton(buttonId: string): Promise<Plan | undefined>;
  /** Inside a transaction: the plan as it is now. Nobody else moves it before the transaction ends. */
  hold(id: string): Promise<Plan | undefined>;
  /** Oldest first. */
  forIncident(incidentId: string): Promise<Plan[]>;
  inStates(states: PlanState[]): Promise<Plan[]>;
  /** Oldest first. */
  createdSince(at: number): Promise<Plan[]>;
  /**
   * Compare-and-set: moves the plan only when it is still in `from`. False when somebody else was faster.
   * Throws `plan-move-forbidden` when the state machine has no such move.
   */
  move(
    id: string,
    from: PlanState,
    to: PlanState,
    change: { at: number; outcome?: string | null; runBy?: number | null },
  ): Promise<boolean>;
}

export interface VoteTable {
  /** False when this user already voted on this plan. */
  insert(vote: Vote): Promise<boolean>;
  forPlan(planId: string): Promise<Vote[]>;
}

/** One line that the executor was about to send, written before it is sent. `sentAt` without `doneAt` means: nobody knows. */
export interface ExecutionLine {
  planId: string;
  phase: 'snapshot' | 'change' | 'confirm' | 'undo';
  step: number;
  line: number;
  device: string;
  command: string;
  sentAt: number;
  doneAt: number | null;
  output: string | null;
  accepted: boolean | null;
}

export interface ExecutionTable {
  /** Records the intent to send. False when this line of this phase was begun before: then it must not be sent again. */
  begin(line: Omit<ExecutionLine, 'doneAt' | 'output' | 'accepted'>): Promise<boolean>;
  /** Records the intent to send a line once more, because the device no longer shows it. Its former answer is forgotten. */
  beginAgain(key: Pick<ExecutionLine, 'planId' | 'phase' | 'step' | 'line'>, sentAt: number): Promise<void>;
  done(
    key: Pick<ExecutionLine, 'planId' | 'phase' | 'step' | 'line'>,
    result: { at: number; output: string; accepted: boolean },
  ): Promise<void>;
  lines(planId: string): Promise<ExecutionLine[]>;
  putSnapshot(planId: string, device: string, text: string, at: number): Promise<void>;
  snapshots(planId: string): Promise<{ device: string; text: string; at: number }[]>;
}

/** What made the product read a configuration. */
export type ConfigSource = 'daily' | 'before-plan' | 'after-plan';

/** A configuration without secrets. `at` is when it was first seen like this, `seenAt` when last. */
export interface ConfigSnapshot {
  device: string;
  at: number;
  seenAt: number;
  source: ConfigSource;
  planId: string | null;
  text: string;
}

export interface ConfigTable {
  /** Keeps it only when it differs from the latest one of the device; otherwise notes that it was seen again. False then. */
  put(snapshot: Omit<ConfigSnapshot, 'seenAt'>): Promise<boolean>;
  /** Newest first. */
  history(device: string, limit: number): Promise<ConfigSnapshot[]>;
}

export interface OutboxTable {
  /** Appends in the surrounding transaction. False when the key exists. */
  append(key: string, event: DomainEvent, at: number): Promise<boolean>;
  /** Makes a projection known where it is not: one that begins now is spared what happened before. */
  follow(projection: string, from: 'beginning' | 'now', at: number): Promise<void>;
  /** Entries that this projection ("slack", "pager" …) has not finished, in order; `after` is the id of the last entry of the page before. */
  pending(projection: string, limit: number, after?: string): Promise<OutboxEntry[]>;
  finish(projection: string, entryId: string, at: number): Promise<void>;
  /**
   * Moves the cursor of a projection behind what it has finished, so far as an earlier call has seen it that far: until then another writer may
   * have been about to commit an entry with a lower id. Answers with what was seen now, for a call a minute later.
   */
  advance(projection: string, seen: OutboxMark | null, at: number): Promise<OutboxMark>;
}

export interface InboxEntry {
  key: string;
  kind: string;
  payload: unknown;
  at: number;
}

export interface InboxTable {
  /** Durable before the sender is acknowledged. False when the key is known: a redelivery. */
  put(entry: InboxEntry): Promise<boolean>;
  /** What is not finished, in the order in which it came; `after` is the key of the last entry of the page before. */
  pending(limit: number, after?: string | null): Promise<InboxEntry[]>;
  /** Empties the payload: what people wrote is not kept. The key stays for a while, so that a redelivery is known. */
  finish(key: string, at: number): Promise<void>;
}

export interface AuditEntry {
  seq: number;
  at: number;
  actor: string;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
  previousHash: string;
  hash: string;
}

/** What became of the audit. `entries` are intact, counted from the first. */
export interface AuditCheck {
  ok: boolean;
  entries: number;
  /** The first entry that does not fit, or the first that is missing at the end. */
  brokenAt: number | null;
  /** The first entries in a row that are lost, both ends included. */
  missing: { from: number; to: number } | null;
}

/** Append-only, hash-chained: each hash is SHA-256 over the canonical JSON of the entry with the hash before it. */
export interface AuditTable {
  append(entry: Pick<AuditEntry, 'at' | 'actor' | 'action' | 'subject' | 'detail'>): Promise<AuditEntry>;
  list(filter?: { subject?: string }): Promise<AuditEntry[]>;
  /** Recomputes the whole chain and compares its length with what is known of it inside and outside of the database. */
  verify(): Promise<AuditCheck>;
}

/** Small durable facts by kind and id: where an incident's message stands in Slack, a silence, a freeze, what is usual at a place. */
export interface FactTable {
  /** Throws `fact-damaged` when what is stored can't be read and its kind says so. */
  get<T>(kind: FactKind<T>, id: string): Promise<T | undefined>;
  put<T>(kind: FactKind<T>, id: string, value: NoInfer<T>): Promise<void>;
  /** Those that can be read, by id. */
  list<T>(kind: FactKind<T>): Promise<{ id: string; value: T }[]>;
  remove(kind: Pick<FactKind<unknown>, 'name'>, id: string): Promise<void>;
}

/** How far a projection has finished the outbox, and the first transaction that had not begun by then. */
export interface OutboxMark {
  through: string;
  nextTransaction: string;
}

/** All tables, inside one transaction or outside of any. */
export interface Tables {
  incidents: IncidentTable;
  diagnoses: DiagnosisTable;
  plans: PlanTable;
  votes: VoteTable;
  executions: ExecutionTable;
  configs: ConfigTable;
  outbox: OutboxTable;
  inbox: InboxTable;
  audit: AuditTable;
  facts: FactTable;
}

/** The product's memory in PostgreSQL (or PGlite in a worker thread). */
export interface Store extends Tables {
  /** Runs the work in one transaction: all of it is stored or nothing. */
  transaction<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
  /**
   * Tries to take the named lock until the work ends; undefined when another holder has it. Locks die with their process. The signal is
   * aborted when the lock is lost while the work goes on, because the connection to the server broke: another process may have it then.
   */
  withLock<T>(name: string, work: (lost: AbortSignal) => Promise<T>): Promise<{ value: T } | undefined>;
  close(): Promise<void>;
}
