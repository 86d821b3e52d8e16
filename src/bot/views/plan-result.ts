import type { Plan } from '../../domain/plan.ts';
import { describeMetric } from '../../domain/sample.ts';
import { section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { escapeMrkdwn, showNumber, showTime } from '../text.ts';
import { effectWords, planStateWords } from './plan-words.ts';

/** How the change ended. `now` is the newest value of the metric that was promised; null when there is none. */
export function planResult(plan: Plan, result: { at: number; now: number | null }): OutgoingMessage {
  const { sign, words } = planStateWords[plan.state];
  const { metric } = plan.content.expected;
  const { title, unit } = describeMetric(metric);
  const value = result.now === null ? 'no data' : `${showNumber(result.now)} ${unit}`.trim();
  const line = `${sign} *The change is ${words}* ${showTime(result.at)}`;
  const text = [
    line,
    `Promised: ${effectWords(plan.content.expected)}. ${escapeMrkdwn(title, 60)} now: ${value}.`,
    // Of a verified plan the outcome repeats the value above.
    ...(plan.outcome && plan.state !== 'verified' ? [escapeMrkdwn(plan.outcome, 1200)] : []),
    ...(isDrained(plan)
      ? ['The link itself is not repaired: it stays drained until somebody takes the change back.']
      : []),
    ...(plan.state === 'failed' ? ['*Look at the devices:* the product does nothing more by itself.'] : []),
  ].join('\n');
  return { text, blocks: [section(text)] };
}

/** A verified change of a link takes the traffic away from it, not the trouble. */
function isDrained({ state, content }: Plan): boolean {
  return state === 'verified' && content.target.interface !== null;
}
