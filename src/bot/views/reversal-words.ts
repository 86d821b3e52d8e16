import type { RunningTimer } from '../../changes/running-timers.ts';
import { isFinal, type Plan } from '../../domain/plan.ts';
import { escapeMrkdwn, showDate } from '../text.ts';

/** What becomes of a plan that telemetry does not verify. Empty for one that is past that, or of which a person decides. */
export function otherwiseWords({ state, content }: Plan): string {
  if (isFinal(state) || state === 'unknown') return '';
  return content.irreversible
    ? 'Otherwise the plan ends as failed, and the change stays.'
    : 'Otherwise it is rolled back.';
}

/** What stands above the lines that take the change back; `lines` is false where there are none. */
export function rollbackHead({ content }: Pick<Plan, 'content'>): { text: string; lines: boolean } {
  return content.irreversible
    ? { text: '*Rollback*\nNone. This cannot be undone.', lines: false }
    : { text: '*Rollback*', lines: true };
}

/** What a timer on a device does when its time is over. It gives back the configuration, in which a restart leaves no trace. */
export function timerEffect({ content }: Pick<Plan, 'content'>): string {
  return content.irreversible ? 'restores the former configuration, not what this change did' : 'takes the change back';
}

/** One line for each timer: what the device still does by itself, as of `at`. */
export function timerLines(plan: Plan, timers: readonly RunningTimer[], at: number): string[] {
  return timers.map(({ device, until }) => {
    const name = escapeMrkdwn(device, 60);
    const by = `${showDate(until)} at the latest`;
    return until > at
      ? `:timer_clock: Unless it was cancelled, the timer on ${name} ${timerEffect(plan)} by itself, ${by}.`
      : `:timer_clock: The timer on ${name} was over ${by}.`;
  });
}
