import { actionIds } from '../action-ids.ts';
import { showMinute } from '../text.ts';
import type { ListenerDeps } from './listener.ts';

const over = 'This risk is over, or I do not know it.';
const hourMs = 3_600_000;

/** I watch it, and the snoozes. The message is brought up to date by the event that each of them leaves. */
export function registerRiskButtons({ door, answers, risks, clock }: ListenerDeps): void {
  door.onButton(actionIds.watchRisk, async ({ place, value }) => {
    await answers.tell(place, (await risks.watch(value, place.user)) ? 'You watch it.' : over);
  });
  for (const [action, hours] of [
    [actionIds.snoozeRiskHour, 1],
    [actionIds.snoozeRiskShift, 8],
  ] as const)
    door.onButton(action, async ({ place, value }) => {
      const until = clock() + hours * hourMs;
      const done = await risks.snooze(value, place.user, until);
      await answers.tell(place, done ? `Snoozed until ${showMinute(until)}. If it stands then, I say so here.` : over);
    });
}
