import type { Deliveries } from './deliveries.ts';
import type { Fields, SlackApp } from './entities.ts';
import type { Faults } from './faults.ts';
import type { Ids } from './ids.ts';
import type { Journal } from './journal.ts';
import type { RateLimit } from './rate-limit.ts';
import type { SocketMode } from './socket-mode.ts';
import type { Stage } from './stage.ts';
import type { State } from './state.ts';
import type { Tickets } from './tickets.ts';

/** How long things take, in milliseconds. The defaults are Slack's. */
export interface Timings {
  ackMs: number;
  retryDelaysMs: number[];
  triggerMs: number;
  responseUrlMs: number;
  /** From the end of an upload until the file has a type. */
  fileReadyMs: number;
  pingMs: number;
}

export const slackTimings: Timings = {
  ackMs: 3000,
  retryDelaysMs: [100, 60_000, 300_000],
  triggerMs: 3000,
  responseUrlMs: 30 * 60_000,
  fileReadyMs: 400,
  pingMs: 10_000,
};

/** What the parts of the workspace share. */
export interface Core {
  app: SlackApp;
  state: State;
  ids: Ids;
  clock: () => number;
  tickets: Tickets;
  journal: Journal;
  faults: Faults;
  rateLimit: RateLimit;
  deliveries: Deliveries;
  socketMode: SocketMode;
  timings: Timings;
  /** Null until something is presented. */
  stage: Stage | null;
  /** The workspace's own address, without a slash at the end. */
  url(): string;
}

export type Args = Fields;
export type Answer = { ok: true } & Fields;
export type Refusal = { ok: false; error: string } & Fields;
export type ApiMethod = (args: Args, core: Core) => Answer | Refusal;

export const refuse = (error: string, more: Fields = {}): Refusal => ({ ok: false, error, ...more });

export const isRefusal = (value: object): value is Refusal => 'ok' in value && value.ok === false;

/** Arguments come as text from forms and as values from JSON. */
export const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
export const flag = (value: unknown): boolean => value === true || value === 'true' || value === '1' || value === 1;
