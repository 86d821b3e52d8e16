import { describeCause } from '../../../src/domain/cause.ts';
import { formatPlace } from '../../../src/domain/place.ts';
import { isFinal, type Plan } from '../../../src/domain/plan.ts';
import type { ClaimCase } from './claim-cases.ts';
import type { Rendered } from './render-case.ts';

/** A claim that a text may make, and what must be so where it is made. `says` fits the template in the source as well as the finished text. */
export interface ClaimRule {
  says: RegExp;
  holds(c: ClaimCase, about: { match: RegExpMatchArray; text: string; seen: Rendered; plan: Plan }): boolean;
}

const runs = (plan: Plan) => ['pending', 'approved', 'running', 'verifying'].includes(plan.state);
const reversible = ({ content }: Plan) => !content.irreversible && content.steps.every(({ undo }) => undo.length > 0);
const last = (c: ClaimCase) => {
  const { place, metric } = c.plan.content.expected;
  return c.world.metrics.values(place, metric, 0, c.world.now).at(-1)?.value;
};
const isKept = (c: ClaimCase, value: number) => {
  const { direction, threshold } = c.plan.content.expected;
  return direction === 'below' ? value < threshold : value > threshold;
};
const inState =
  (...states: Plan['state'][]) =>
  (_: ClaimCase, { plan }: { plan: Plan }) =>
    states.includes(plan.state);
const always = () => true;

export const rules: ClaimRule[] = [
  { says: /[Rr]esolved after|A change was verified by telemetry/, holds: inState('verified') },
  {
    says: /[Oo]ver after|over, by telemetry|[Cc]losed as no incident|no verified change ended it|closed it as no incident/,
    holds: (_, { plan }) => plan.state !== 'verified',
  },
  { says: /Otherwise it is rolled back/, holds: (_, { plan }) => reversible(plan) && runs(plan) },
  {
    says: /Otherwise the plan ends as failed, and the change stays/,
    holds: (_, { plan }) => !reversible(plan) && runs(plan),
  },
  { says: /None\. This cannot be undone/, holds: (_, { plan }) => !reversible(plan) },
  { says: /This change cannot be rolled back/, holds: (_, { plan }) => !reversible(plan) },
  {
    says: /a timer on the device (.+) after (§|\d+) s, unless it is cancelled/,
    holds: (_, { plan, match }) =>
      plan.content.steps.some((step) => step.timer?.seconds === Number(match[2])) &&
      // What the device is told, in whatever it counts in.
      plan.content.steps.every(({ commands, timer }) => {
        const told = [...(timer?.start ?? []), ...commands].join('\n');
        const minutes = /(?:revert timer|commit confirmed) (\d+)/.exec(told)?.[1];
        return minutes === undefined || Number(minutes) * 60 === Number(match[2]);
      }),
  },
  {
    says: /while the timer on the device runs/,
    holds: (_, { plan }) => plan.content.steps.some(({ timer }) => timer?.revert !== undefined),
  },
  { says: /takes the change back/, holds: (_, { plan }) => reversible(plan) },
  { says: /restores the former configuration, not what this change did/, holds: (_, { plan }) => !reversible(plan) },
  {
    says: /Unless it was cancelled, the timer on (\S+) (.+) by itself/,
    holds: (c, { match, seen }) => {
      const at = seen.name === 'unknown' ? c.unknown!.at : c.world.now;
      return c.timers.some(({ device, until }) => device === match[1] && until > at);
    },
  },
  {
    says: /The timer on (\S+) was over/,
    holds: (c, { match, seen }) => {
      const at = seen.name === 'unknown' ? c.unknown!.at : c.world.now;
      return c.timers.some(({ device, until }) => device === match[1] && until <= at);
    },
  },
  { says: /at the latest/, holds: (c) => c.timers.length > 0 },
  { says: /The timers on the devices are over/, holds: (c) => c.timers.every(({ until }) => until < c.world.now) },
  {
    says: /The change helped, telemetry shows|verified by telemetry/,
    holds: (c, { plan }) => plan.state === 'verified' && isKept(c, last(c)!),
  },
  {
    says: /The change was rolled back/,
    holds: (c, { plan }) => plan.state === 'rolled-back' && c.touched && reversible(plan),
  },
  { says: /is now rolled back|asked about the plan\. It is rolled back|: rolled back/, holds: inState('rolled-back') },
  { says: /The configuration equals the snapshot/, holds: (c) => c.plan.state === 'rolled-back' && !c.world.tampered },
  { says: /Nothing was changed/, holds: (c) => !c.touched },
  { says: /The change failed/, holds: (c, { plan }) => plan.state === 'failed' && c.touched },
  { says: /the product sends nothing more/, holds: (c, { plan }) => isFinal(plan.state) && c.touched },
  {
    says: /it stays drained until somebody takes the change back/,
    holds: (_, { plan }) => plan.state === 'verified' && plan.content.steps.length === 2,
  },
  {
    says: /(?:is|was not) (§|\S+(?: \S+)?), (?:below|above) /,
    holds: (c) => isKept(c, last(c)!),
  },
  {
    says: /was not § for § samples|was not (?:below|above) .* samples? in a row/,
    holds: (c) => !isKept(c, last(c)!) || c.end.includes('continued'),
  },
  {
    says: /got worse: (§|[\d.]+)[^,]*, before (§|[\d.]+)/,
    holds: (_, { match }) => Number(match[1]) > Number(match[2]),
  },
  {
    says: /No data on (.+?): (§|\d+ of \d+ samples? came)/,
    holds: (c) => last(c) === undefined || c.end === 'is followed by silence',
  },
  {
    says: /now: ([\d.]+)/,
    holds: (c, { match }) => {
      const { threshold } = c.plan.content.expected;
      return Math.sign(Number(match[1]) - threshold) === Math.sign(last(c)! - threshold);
    },
  },
  {
    says: /Promised: .* (?:below|above) ([\d.]+)/,
    holds: (_, { match, plan }) => Number(match[1]) === plan.content.expected.threshold,
  },
  {
    says: /(§|\d+) samples? in a row within (.+?)\. ?|§ in a row within/,
    holds: (_, { match, plan }) => Number(match[1]) === plan.content.expected.samples,
  },
  {
    says: /, and no link of the way congested/,
    holds: (_, { plan }) => (plan.content.expected.ceilings ?? []).length > 0,
  },
  {
    says: /, and at most .+ were to be/,
    holds: (_, { plan }) => plan.state === 'rolled-back' && (plan.content.expected.ceilings ?? []).length > 0,
  },
  {
    says: /, and (.+) not worse/,
    holds: (_, { plan }) => plan.content.expected.controls.length > 0,
  },
  {
    says: /(§|\d+ approvals?) needed until/,
    holds: (_, { match, plan }) => Number.parseInt(match[1]!, 10) === plan.content.approvals,
  },
  { says: /May approve/, holds: inState('pending') },
  { says: /with the number of a ticket/, holds: () => false },
  { says: /No approval here/, holds: inState('pending') },
  { says: /Once it has its approvals, its commands are sent to/, holds: inState('pending') },
  { says: /Approved so far by/, holds: (c) => c.votes.length > 0 },
  {
    says: /Approved by <@(\w+)>/,
    holds: (c, { match }) =>
      c.votes.some(({ user, decision }) => user === match[1] && decision === 'approve') &&
      (c.plan.state === 'pending' || c.times.approvedAt !== null),
  },
  { says: /Rejected by <@(\w+)>/, holds: inState('rejected') },
  { says: /waits for approval/, holds: inState('pending') },
  { says: /approved, about to run/, holds: inState('approved') },
  { says: /running on the devices/, holds: inState('running') },
  { says: /done, telemetry is being watched/, holds: inState('verifying') },
  {
    says: /replaced by another plan|Replaced by plan/,
    // The summary tells of all plans of an incident.
    holds: (c, { plan, seen }) => {
      const told = seen.name === 'summary' ? c.plans : [plan];
      return told.some(({ state, createdAt, id }) => {
        return state === 'superseded' && c.plans.some((other) => other.id !== id && other.createdAt >= createdAt);
      });
    },
  },
  {
    says: /unknown: a person has to decide|until somebody chooses|How far did this change go/,
    holds: inState('unknown'),
  },
  { says: /The change was unclear and is now/, holds: (c, { plan }) => plan.state !== 'unknown' && c.unknown !== null },
  { says: /Lines that are not in force on the devices yet are sent/, holds: (c) => c.unknown?.canContinue === true },
  {
    says: /The rollback of the plan is sent to the devices/,
    holds: (_, { plan }) => plan.state === 'unknown' && reversible(plan),
  },
  { says: /Nothing more is sent\. The plan ends as failed/, holds: (_, { plan }) => !reversible(plan) },
  { says: /It helped, but/, holds: (c) => isKept(c, last(c)!) },
  { says: /\*Difference to before\*/, holds: (c) => c.unknown?.difference != null },
  { says: /A device could not be/, holds: (c) => c.unknown?.difference === null },
  { says: /broke the glass/, holds: (c) => c.end === 'breaks the glass' },
  { says: /No vote was given/, holds: (c) => c.votes.length === 0 },
  { says: /last change line executed/, holds: (c) => c.times.executedAt !== null },
  { says: /recovered, by telemetry|recovered at/, holds: (c) => c.times.recoveredAt !== null },
  { says: /\brolled back at|after .* rolled back$/m, holds: (c) => c.plan.state === 'rolled-back' },
  { says: /executed at/, holds: (c) => c.times.executedAt !== null },
  { says: /approved at/, holds: (c) => c.times.approvedAt !== null && c.votes.length > 0 },
  { says: /break-glass at/, holds: (c) => c.times.approvedAt !== null && c.votes.length === 0 },
  {
    says: /([^.\s]+(?: [^.\s]+)?) should be (below|above) ([\d.]*\d)/,
    holds: (c, { match }) => {
      const { expected } = c.plan.content;
      return (
        c.times.executedAt !== null &&
        match[0].startsWith(formatPlace(expected.place)) &&
        Number(match[3]) === expected.threshold
      );
    },
  },
  {
    says: /Other causes: ([^.]+)/,
    holds: ({ incident }, { match }) =>
      !match[1]!.toLowerCase().includes(describeCause(incident.verdict!.cause).title.toLowerCase()),
  },
  { says: /The rest of the plan runs now/, holds: (c) => c.end.includes('continued') },
  { says: /The plan is rolled back now/, holds: (c) => reversible(c.plan) },
  { says: /The plan runs now/, holds: (c) => c.times.approvedAt !== null },
  { says: /The former one and its votes are void/, holds: (c) => c.plans.some(({ state }) => state === 'superseded') },
  { says: /Nothing will be sent to the devices/, holds: (c) => c.lines.length === 0 },
  { says: /(.+) sent to the devices for the plan/, holds: (c) => c.lines.length > 0 },
  // Nothing learns from what people say yet.
  { says: /\blearns?\b/, holds: () => false },
  { says: /Without a plan nothing is changed/, holds: always },
  {
    says: /nobody has (?:decided about the plan|taken this) for/,
    holds: (c, { seen }) => (seen.name === 'ask' ? c.plan.state === 'pending' : c.incident.owner === null),
  },
];
