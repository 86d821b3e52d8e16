import type { Clock } from '../domain/clock.ts';
import type { Log } from '../log.ts';
import type { AuditEntry, AuditTable } from '../store/store.ts';

/** Somebody who was refused something. `subject` is what it was about, as far as it could be looked up. */
export type Refused = Pick<AuditEntry, 'actor' | 'action' | 'subject' | 'detail'>;

/** Keeps in the audit who was refused what, without letting anybody fill the audit by pressing on. */
export interface Refusals {
  keep(refused: Refused): Promise<void>;
}

const hourMs = 3_600_000;
const perPersonAndHour = 20;
const perHour = 200;

/** At most 20 entries an hour for a person and 200 in all. What is more is counted, and the count is an entry of its own afterwards. */
export function createRefusals(deps: { audit: Pick<AuditTable, 'append'>; clock: Clock; log: Log }): Refusals {
  const { audit, clock, log } = deps;
  let since = Number.NEGATIVE_INFINITY;
  let kept = 0;
  let skipped = 0;
  const byPerson = new Map<string, number>();

  async function beginHour(at: number): Promise<void> {
    const detail = { count: skipped, since, until: at };
    const wasSkipped = skipped > 0;
    [since, kept, skipped] = [at, 0, 0];
    byPerson.clear();
    if (wasSkipped) await audit.append({ at, actor: 'nocturne', action: 'refusals.skipped', subject: 'all', detail });
  }

  return {
    async keep(refused) {
      const at = clock();
      // A clock that is set back begins an hour too, or nothing would be kept until it caught up.
      if (at >= since + hourMs || at < since) await beginHour(at);
      const own = byPerson.get(refused.actor) ?? 0;
      if (own >= perPersonAndHour || kept >= perHour) {
        skipped += 1;
        return log.debug({ ...refused, skipped }, 'a refusal is only counted');
      }
      byPerson.set(refused.actor, own + 1);
      kept += 1;
      await audit.append({ at, ...refused });
    },
  };
}
