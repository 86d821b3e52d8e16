import { z } from 'zod';
import type { Device, Topology } from '../domain/device.ts';
import { findDevice } from '../network/topology.ts';

const mode = z.enum(['observe', 'propose', 'act']);
export type Mode = z.output<typeof mode>;

const named = {
  users: z.array(z.string()).default([]),
  groups: z.array(z.string()).default([]),
};

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM');

/** Who may approve what, and when. Left out means: nobody may, and nothing runs. */
export const policySchema = z.strictObject({
  mode: mode
    .default('propose')
    .describe('observe: diagnosis only; propose: plans without an Approve button; act: approved plans run'),
  tagModes: z
    .record(z.string(), mode)
    .default({})
    .describe(
      'Mode of the devices with a tag; of several the strictest counts, a device without such a tag has the mode above',
    ),
  approvers: z
    .strictObject({
      users: z
        .array(z.string())
        .default([])
        .describe('User ids of those who may approve plans; nobody when both are empty'),
      groups: z.array(z.string()).default([]).describe('User groups, by id or handle, whose members may approve plans'),
    })
    .prefault({}),
  approveInChannels: z
    .array(z.string())
    .default([])
    .describe('Ids of the channels in which a click on Approve counts; anywhere, the home tab included, when empty'),
  tagApprovers: z
    .record(z.string(), z.strictObject(named))
    .default({})
    .describe(
      'Who may approve plans for the devices with a tag, as {users, groups}, instead of those above; of several tags each must name them',
    ),
  approvals: z
    .strictObject({
      low: z.int().min(1).default(1).describe('People who must approve a plan of low risk'),
      medium: z.int().min(1).default(1).describe('People who must approve a plan of medium risk'),
      high: z.int().min(2).default(2).describe('People who must approve a plan of high risk'),
    })
    .prefault({}),
  approveWithinMinutes: z
    .number()
    .positive()
    .default(30)
    .describe('Minutes after which a plan that nobody approved expires'),
  runWithinMinutes: z
    .number()
    .positive()
    .default(15)
    .describe('Minutes after which an approved plan that did not begin expires'),
  ticket: z
    .strictObject({
      from: z
        .enum(['never', 'low', 'medium', 'high'])
        .default('never')
        .describe('Lowest risk from which an approval needs the number of a ticket'),
      pattern: z
        .string()
        .refine(isPattern, 'is no regular expression')
        .default('^[A-Z][A-Z0-9]{1,15}-?[0-9]{1,12}$')
        .describe('What the number of a ticket looks like, as a regular expression'),
    })
    .prefault({}),
  breakGlass: z
    .strictObject({
      users: named.users.describe(
        'Who may run a plan alone in an emergency, past votes, freeze, windows and budget; nobody when both are empty',
      ),
      groups: named.groups.describe('User groups whose members may run a plan alone in an emergency'),
      channel: z
        .string()
        .nullable()
        .default(null)
        .describe('Second channel that is notified of an emergency run at once; emergency runs are off without it'),
    })
    .prefault({}),
  windows: z
    .array(z.strictObject({ from: clockTime, to: clockTime }))
    .default([])
    .describe('When changes may run, UTC, as {from: HH:MM, to: HH:MM}; at any time when empty; may go past midnight'),
  changesPerSiteAndHour: z.int().min(1).default(6).describe('Changes that may run per site within an hour'),
  revertTimer: z
    .enum(['always', 'management-path'])
    .default('management-path')
    .describe('Whether every change runs under a timer on the device, or only one that could lock the product out'),
  revertTimerSeconds: z
    .int()
    .min(60)
    .max(7200)
    .default(600)
    .describe(
      'Seconds after which the timer on the device takes the change back; extended when the verification needs longer',
    ),
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

/** A time of the policy in whole milliseconds, rounded up: the store takes no part of one. */
export function inMs(minutes: number): number {
  return Math.ceil(minutes * 60_000);
}

/** Whether changes may run at this time of day. */
export function inWindow(policy: Policy, now: number): boolean {
  if (policy.windows.length === 0) return true;
  const time = new Date(now).toISOString().slice(11, 16);
  return policy.windows.some(({ from, to }) => (from <= to ? from <= time && time < to : time >= from || time < to));
}

/** Every user group that the policy names: whoever asks the workspace about a person has to ask for these. */
export function groupsNamed({ approvers, tagApprovers, breakGlass }: Policy): string[] {
  const lists = [approvers, breakGlass, ...Object.values(tagApprovers)];
  return [...new Set(lists.flatMap(({ groups }) => groups))];
}
