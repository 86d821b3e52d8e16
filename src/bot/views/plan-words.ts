import { formatPlace } from '../../domain/place.ts';
import type { ExpectedEffect, Plan, PlanState, PlanStep } from '../../domain/plan.ts';
import { describeMetric } from '../../domain/sample.ts';
import { count, escapeMrkdwn, listWords, showDuration, showNumber } from '../text.ts';

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
  return `${sign} *Plan* for ${escapeMrkdwn(formatPlace(plan.content.target), 120)}: ${words}`;
}

export function effectWords({ place, metric, direction, threshold, before, baseline }: ExpectedEffect): string {
  const { title, unit } = describeMetric(metric);
  const known = [
    ...(before === undefined ? [] : [`before ${showNumber(before)}`]),
    ...(baseline === undefined ? [] : [`usually ${showNumber(baseline)}`]),
  ];
  const compared = known.length > 0 ? ` (${known.join(', ')})` : '';
  return (
    `${escapeMrkdwn(title, 60)} at ${escapeMrkdwn(formatPlace(place), 120)} ${direction} ${showNumber(threshold)} ${unit}`.trim() +
    compared
  );
}

export function verificationWords(expected: ExpectedEffect): string {
  const controls = expected.controls.map((place) => escapeMrkdwn(formatPlace(place), 80));
  const watch = controls.length > 0 ? `, and ${listWords(controls.slice(0, 4))} not worse` : '';
  const samples = count(expected.samples, 'sample');
  return `${samples} in a row within ${showDuration(expected.withinSeconds * 1000)}${watch}. Otherwise it is rolled back.`;
}

/** Everything that is sent to one device when the plan goes well, as it is sent. */
export function commandText(step: PlanStep): string {
  const { device, vendor, commands, confirm, timer } = step;
  const later = [...(timer?.cancel ?? []), ...confirm];
  const note = timer ? ` (the device takes it back by itself after ${timer.seconds} s)` : '';
  return [
    `${device} (${vendor})${note}`,
    ...[...(timer?.start ?? []), ...commands].map((line) => `  ${line}`),
    ...(later.length > 0 ? ['after verification', ...later.map((line) => `  ${line}`)] : []),
  ].join('\n');
}

export function undoText(step: PlanStep): string {
  return [`${step.device} (${step.vendor})`, ...step.undo.map((line) => `  ${line}`)].join('\n');
}
