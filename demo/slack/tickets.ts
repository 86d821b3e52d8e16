import type { Ids } from './ids.ts';

/** The things Slack hands out that wear off: trigger ids and response URLs. */
export interface Tickets {
  /** A trigger id for a user; good for one view, for three seconds. */
  issueTrigger(user: string): string;
  /** Uses a trigger up. Returns its user, or Slack's error. */
  redeemTrigger(trigger: unknown): { user: string } | { error: string };
  /** A response URL for what a user did. */
  issueResponseUrl(target: ResponseTarget): string;
  /** Counts one use. Returns what it answers to, or why it can't. */
  redeemResponseUrl(id: string): ResponseTarget | { error: 'used_url' | 'expired_url' | 'no_such_url' };
  clear(): void;
}

export interface ResponseTarget {
  user: string;
  channel: string;
  /** The message whose button was pressed; absent for a slash command. */
  messageTs?: string;
  threadTs?: string;
}

export interface TicketTimings {
  triggerMs: number;
  responseUrlMs: number;
}

const responseUrlUses = 5;

export function createTickets(deps: {
  clock: () => number;
  ids: Ids;
  timings: TicketTimings;
  url: () => string;
}): Tickets {
  const { clock, ids, timings } = deps;
  const triggers = new Map<string, { user: string; at: number; used: boolean }>();
  const targets = new Map<string, { target: ResponseTarget; at: number; uses: number }>();
  return {
    issueTrigger(user) {
      const id = `${clock()}.${triggers.size + 1}.${ids.next('').toLowerCase()}`;
      triggers.set(id, { user, at: clock(), used: false });
      return id;
    },
    redeemTrigger(id) {
      const trigger = triggers.get(String(id));
      if (!trigger) return { error: 'invalid_trigger_id' };
      if (trigger.used) return { error: 'exchanged_trigger_id' };
      if (clock() - trigger.at > timings.triggerMs) return { error: 'expired_trigger_id' };
      trigger.used = true;
      return { user: trigger.user };
    },
    issueResponseUrl(target) {
      const id = ids.next('R');
      targets.set(id, { target, at: clock(), uses: 0 });
      return `${deps.url()}/respond/${id}`;
    },
    redeemResponseUrl(id) {
      const found = targets.get(id);
      if (!found) return { error: 'no_such_url' };
      if (clock() - found.at > timings.responseUrlMs) return { error: 'expired_url' };
      if (found.uses >= responseUrlUses) return { error: 'used_url' };
      found.uses += 1;
      return found.target;
    },
    clear() {
      triggers.clear();
      targets.clear();
    },
  };
}
