import type { RunningTimer } from '../../changes/running-timers.ts';
import type { Plan } from '../../domain/plan.ts';
import { describeMetric } from '../../domain/sample.ts';
import { formatBeside } from '../../foundation/number-words.ts';
import { section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { type Latest, showLatest } from '../readings.ts';
import { escapeMrkdwn, showTime } from '../text.ts';
import { effectWords, planStateWords } from './plan-words.ts';
import { timerLines } from './reversal-words.ts';

/** What is known of a change at its end. */
export interface PlanEnd {
  at: number;
  /** The newest value of the metric that was promised; null when there is none. */
  now: Latest | null;
  /** Whether a line that alters something was begun on any device. */
  touched: boolean;
  /** Timers that may still run on the devices. */
  timers: readonly RunningTimer[];
}

/** How the change ended. */
export function planResult(plan: Plan, end: PlanEnd): OutgoingMessage {
  const { metric, threshold } = plan.content.expected;
  const { title, unit } = describeMetric(metric);
  const value = showLatest(end.now, (now) => `${formatBeside(now, threshold)} ${unit}`);
  const text = [
    `${planStateWords[plan.state].sign} *${headOf(plan, end)}* ${showTime(end.at)}`,
    `Promised: ${effectWords(plan.content.expected)}. ${escapeMrkdwn(title, 60)} now: ${value}.`,
    // Of a verified plan the outcome repeats the value above.
    ...(plan.outcome && plan.state !== 'verified' ? [escapeMrkdwn(plan.outcome, 1200)] : []),
    ...(isDrained(plan)
      ? ['The link itself is not repaired: it stays drained until somebody takes the change back.']
      : []),
    ...(plan.state === 'failed' && end.touched ? ['*Look at the devices:* the product sends nothing more.'] : []),
    ...(plan.state === 'verified' ? [] : timerLines(plan, end.timers, end.at)),
  ].join('\n');
  return { text, blocks: [section(text)] };
}

function headOf({ state }: Plan, { touched }: PlanEnd): string {
  if (!touched) return 'Nothing was changed';
  if (state === 'verified') return 'The change helped, telemetry shows';
  return state === 'failed' ? 'The change failed' : 'The change was rolled back';
}

/** A verified remedy at a link takes the traffic away from it, not the trouble. */
function isDrained({ state, content }: Plan): boolean {
  return state === 'verified' && content.target.interface !== null && !content.expected.path;
}
