import type { Core, Timings } from './core.ts';
import { slackTimings } from './core.ts';
import { createDeliveries, type Transport } from './deliveries.ts';
import type { Persona, SlackApp, UserGroup } from './entities.ts';
import { createFaults, type Fault } from './faults.ts';
import { createIds } from './ids.ts';
import { createJournal } from './journal.ts';
import { createRateLimit } from './rate-limit.ts';
import { adoptRequestUrl } from './request-url.ts';
import { createSocketMode } from './socket-mode.ts';
import { createState } from './state.ts';
import { createTickets } from './tickets.ts';

export interface WorkspaceOptions {
  /** 0 (the default) lets the system choose. */
  port?: number;
  /** Milliseconds since the epoch; default `Date.now`. Message timestamps, limits and validity follow it. */
  clock?: () => number;
  /** A JSONL file that gets every API call and every delivery. */
  journalPath?: string;
  /** A JSON file that keeps channels, messages, home tabs and files from one run to the next. */
  statePath?: string;
  team?: { id: string; name: string; domain: string };
  /** The people. The bot's own user is added when it is not among them. */
  users: Persona[];
  userGroups: UserGroup[];
  /** The app is in a channel only when `members` holds its bot user. */
  channels: { id?: string; name: string; members: string[]; topic?: string }[];
  app: SlackApp;
  /** What people must show before they see or do anything; left out, whoever reaches the port may. */
  key?: string;
  timings?: Partial<Timings>;
  /** `false` lets every call through (429 by fault only). Default true. */
  rateLimits?: boolean;
  /** Troubles that wait from the start; more by `control.inject`. */
  faults?: Fault[];
}

/** Builds the parts that the workspace shares. `setRequestUrl` switches between Socket Mode and HTTP delivery. */
export function createCore(options: WorkspaceOptions, url: () => string, isOffline: () => boolean) {
  const clock = options.clock ?? Date.now;
  const timings = { ...slackTimings, ...options.timings };
  const ids = createIds(clock);
  const journal = createJournal(clock, options.journalPath);
  const faults = createFaults(journal);
  for (const fault of options.faults ?? []) faults.inject(fault);
  const { app } = options;
  const bot: Persona = { id: app.botUserId, name: app.name.toLowerCase(), real_name: app.name, is_bot: true };
  const state = createState({
    team: options.team ?? { id: 'T0LOCAL01', name: 'Local workspace', domain: 'local-workspace' },
    users: options.users.some(({ id }) => id === bot.id) ? options.users : [...options.users, bot],
    userGroups: options.userGroups,
    channels: options.channels,
    botUserId: app.botUserId,
    ids,
    clock,
  });
  const onCount = (count: number) => state.emit({ kind: 'connections', count });
  const socketMode = createSocketMode({
    appId: app.appId,
    ids,
    clock,
    journal,
    faults,
    ...timings,
    url,
    isOffline,
    onCount,
  });
  let transport: Transport = socketMode;
  const core: Core = {
    app,
    state,
    ids,
    clock,
    tickets: createTickets({ clock, ids, timings, url }),
    journal,
    faults,
    rateLimit: options.rateLimits === false ? { check: () => 0, clear: () => {} } : createRateLimit(clock),
    deliveries: createDeliveries({ transport: () => transport, journal, faults, ids, clock, ...timings }),
    socketMode,
    timings,
    stage: null,
    url,
  };
  async function setRequestUrl({ url: requestUrl }: { url: string | null }): Promise<{ ok: boolean; error?: string }> {
    if (requestUrl === null) {
      transport = socketMode;
      return { ok: true };
    }
    const challenge = ids.next('challenge-');
    const { signingSecret } = app;
    const adopted = await adoptRequestUrl({
      requestUrl,
      signingSecret,
      clock,
      faults,
      isOffline,
      challenge,
      ...timings,
    });
    if ('error' in adopted) return { ok: false, error: adopted.error };
    transport = adopted;
    return { ok: true };
  }
  return { core, setRequestUrl };
}
