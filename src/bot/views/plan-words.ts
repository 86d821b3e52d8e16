import { expectedName } from '../../changes/expected-series.ts';
import { formatPlace } from '../../domain/place.ts';
import type { ExpectedEffect, Plan, PlanState, PlanStep } from '../../domain/plan.ts';
import { describeMetric } from '../../domain/sample.ts';
import { count, formatBeside, formatLimit } from '../../foundation/number-words.ts';
import { escapeMrkdwn, listWords, showDuration } from '../text.ts';
import { otherwiseWords, timerEffect } from './reversal-words.ts';

const controlsShown = 4;

/** What a state means to people. */
export const planStateWords: Record<PlanState, { sign: string; words: string }> = {
  pending: { sign: ':hourglass_flowing_sand:', words: 'waits for approval' },
  approved: { sign: ':ballot_box_with_check:', words: 'approved, about to run' },
  running: { sign: ':gear:', words: 'running on the devices' },
  verifying: { sign: ':mag:', words: 'done, telemetry is being watched' },
  verified: { sign: ':white_check_mark:', words: 'verified by telemetry' },
  'rolled-back': { sign: ':leftwards_arrow_with_hook:', words: 'rolled back' },
  failed: { sign: ':x:', words: 'failed' },
  rejected: { sign: ':no_entry:', words: 'rejected' },
  expired: { sign: ':alarm_clock:', words: 'expired' },
  superseded: { sign: ':fast_forward:', words: 'replaced by another plan' },
  cancelled: { sign: ':heavy_minus_sign:', words: 'cancelled' },
  unknown: { sign: ':question:', words: 'unknown: a person has to decide' },
};

export function planLine(plan: Plan): string {
  const { sign, words } = planStateWords[plan.state];
  const { target, expected } = plan.content;
  const subject = expected.path ? `the route ${expected.path.name}` : formatPlace(target);
  return `${sign} *Plan* for ${escapeMrkdwn(subject, 120)}: ${words}`;
}

export function effectWords(expected: ExpectedEffect): string {
  const { metric, direction, threshold, bound, before, baseline, ceilings = [] } = expected;
  const { title, unit } = describeMetric(metric);
  const known = [
    ...(before === undefined ? [] : [`before ${formatBeside(before, threshold)}`]),
    ...(baseline === undefined ? [] : [`usually ${formatBeside(baseline, threshold)}`]),
  ];
  const compared = known.length > 0 ? ` (${known.join(', ')})` : '';
  const limits = [threshold, bound ?? threshold].sort((a, b) => a - b).map(formatLimit);
  const promised = bound === undefined ? `${direction} ${limits[0]}` : `between ${limits.join(' and ')}`;
  const where = `${expected.path ? 'of' : 'at'} ${escapeMrkdwn(expectedName(expected), 120)}`;
  const full = ceilings.length > 0 ? `, and no link of the way congested` : '';
  return `${`${escapeMrkdwn(title, 60)} ${where} ${promised} ${unit}`.trim()}${compared}${full}`;
}

/** What telemetry must show, and what happens otherwise. */
export function verificationWords(plan: Plan): string {
  const { controls, samples, withinSeconds } = plan.content.expected;
  const named = controls.slice(0, controlsShown).map((place) => escapeMrkdwn(formatPlace(place), 80));
  const more = controls.length > controlsShown ? [count(controls.length - controlsShown, 'more place')] : [];
  const watch = named.length > 0 ? `, and ${listWords([...named, ...more])} not worse` : '';
  return `${count(samples, 'sample')} in a row within ${showDuration(withinSeconds * 1000)}${watch}. ${otherwiseWords(plan)}`.trim();
}

/** Everything that is sent to one device when the plan goes well, in the order in which it is sent. */
export function commandText(plan: Pick<Plan, 'content'>, step: PlanStep): string {
  const { device, vendor, commands, confirm, timer } = step;
  const later = [...confirm, ...(timer?.cancel ?? [])];
  const note = timer
    ? ` (a timer on the device ${timerEffect(plan)} after ${timer.seconds} s, unless it is cancelled)`
    : '';
  return [
    `${device} (${vendor})${note}`,
    ...[...(timer?.start ?? []), ...commands].map((line) => `  ${line}`),
    ...(later.length > 0 ? ['after verification', ...later.map((line) => `  ${line}`)] : []),
  ].join('\n');
}

/** Everything that is sent to one device when the change is taken back. */
export function undoText({ device, vendor, undo, timer }: PlanStep): string {
  const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
  if (!timer?.revert) return [`${device} (${vendor})`, ...indented([...undo, ...(timer?.cancel ?? [])])].join('\n');
  const early = ['while the timer on the device runs', ...indented(timer.revert)];
  return [`${device} (${vendor})`, ...early, 'afterwards', ...indented(undo)].join('\n');
}
