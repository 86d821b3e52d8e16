import { z } from 'zod';
import type { Device, Topology } from '../domain/device.ts';
import type { Person } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import { findDevice } from '../network/topology.ts';

const mode = z.enum(['observe', 'propose', 'act']);
export type Mode = z.output<typeof mode>;

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM');

/** Who may approve what, and when. Left out means: nobody may, and nothing runs. */
export const policySchema = z.strictObject({
  /** observe: diagnosis only. propose: plans without an Approve button. act: approved plans run. */
  mode: mode.default('propose'),
  /** Mode of the devices with a tag. Of several the strictest counts; a device with none of these tags has the mode above. */
  tagModes: z.record(z.string(), mode).default({}),
  approvers: z
    .strictObject({ users: z.array(z.string()).default([]), groups: z.array(z.string()).default([]) })
    .prefault({}),
  approvals: z
    .strictObject({
      low: z.int().min(1).default(1),
      medium: z.int().min(1).default(1),
      high: z.int().min(2).default(2),
    })
    .prefault({}),
  approveWithinMinutes: z.number().positive().default(30),
  runWithinMinutes: z.number().positive().default(15),
  /** When changes may run, UTC. Empty: at any time. A window may go past midnight. */
  windows: z.array(z.strictObject({ from: clockTime, to: clockTime })).default([]),
  /** Changes that may run per site within an hour. */
  changesPerSiteAndHour: z.int().min(1).default(6),
  /** Whether every change runs under a timer on the device, or only one that could lock the product out. */
  revertTimer: z.enum(['always', 'management-path']).default('management-path'),
  revertTimerSeconds: z.int().min(60).max(7200).default(600),
});

export type Policy = z.output<typeof policySchema>;

const strictness: readonly Mode[] = ['observe', 'propose', 'act'];

function strictest(modes: Mode[]): Mode | undefined {
  return strictness.find((each) => modes.includes(each));
}

/** How freely the product may act on these devices together. An unknown device is only observed. */
export function modeFor(policy: Policy, topology: Topology, devices: readonly string[]): Mode {
  const modes = devices.map((name) => {
    const device = findDevice(topology, name);
    return device ? modeOfDevice(policy, device) : 'observe';
  });
  return strictest(modes) ?? 'observe';
}

function modeOfDevice(policy: Policy, device: Device): Mode {
  return strictest(device.tags.flatMap((tag) => policy.tagModes[tag] ?? [])) ?? policy.mode;
}

/** Why this person's vote on a plan does not count, or null. `authors` asked for, wrote or edited the plan. */
export function refuseVoter(
  policy: Policy,
  options: { plan: Plan; person: Person; authors: readonly string[] },
): { code: string; text: string } | null {
  const { plan, person, authors } = options;
  if (person.isBot) return { code: 'bot', text: 'Bots do not decide about plans.' };
  if (person.deleted) return { code: 'deactivated', text: 'This account is deactivated.' };
  if (person.restricted) return { code: 'guest', text: 'Guests do not decide about plans.' };
  if (person.foreign) return { code: 'foreign', text: 'People of another organisation do not decide about plans.' };
  if (person.id === plan.requestedBy || authors.includes(person.id)) {
    return { code: 'requester', text: 'You asked for this plan, so somebody else must decide about it.' };
  }
  if (mayApprove(policy, person)) return null;
  return {
    code: 'not-allowed',
    text: 'The policy does not name you as an approver. Ask one of the approvers on the card.',
  };
}

function mayApprove({ approvers }: Policy, person: Person): boolean {
  return approvers.users.includes(person.id) || approvers.groups.some((group) => person.groups.includes(group));
}

/** Whether changes may run at this time of day. */
export function inWindow(policy: Policy, now: number): boolean {
  if (policy.windows.length === 0) return true;
  const time = new Date(now).toISOString().slice(11, 16);
  return policy.windows.some(({ from, to }) => (from <= to ? from <= time && time < to : time >= from || time < to));
}
