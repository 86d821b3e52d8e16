import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Click } from '../../src/changes/approval.ts';
import { isOverdue } from '../../src/changes/expiry.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { examplePlan, useStore } from '../store/open-test-store.ts';
import { drainLines, proposeDrain, slowLink } from './stories.ts';
import { createWorld, type Process, person, type World } from './world.ts';

const store = useStore();
let world: World;
let process: Process;
let plan: Plan;

beforeEach(async () => {
  world = createWorld(store());
  process = world.process({
    policy: {
      mode: 'act',
      approvers: { groups: ['S-NETOPS'] },
      breakGlass: { users: ['U-CHIEF'], channel: 'C-SECOND' },
      ticket: { from: 'low' },
    },
  });
  const incidentId = await world.incident();
  slowLink(world);
  plan = await proposeDrain(world, process, incidentId);
});

const click = (more: Partial<Click> = {}) =>
  process.changes.decide({
    ...{ buttonId: plan.buttonId, user: person('U-BOB'), decision: 'approve', reason: null, ticket: 'CHG-1' },
    ...more,
  });
const state = async () => (await store().plans.get(plan.id))!.state;
const minute = 60_000;

describe('a clock that is set back', () => {
  it('does not let a plan be approved for longer', async () => {
    world.now -= 31 * minute;
    expect(await click()).toMatchObject({ accepted: false, code: 'expired' });
    expect(await state()).toBe('expired');
  });

  it('does not let an approved plan run for longer', async () => {
    expect(await click()).toMatchObject({ code: 'approved' });
    world.now -= 16 * minute;
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'expired' });
    expect(world.changeLines()).toEqual([]);
  });

  it('by less than the time that is left changes nothing', async () => {
    world.now -= 10 * minute;
    expect(await click()).toMatchObject({ code: 'approved' });
  });

  it('lets the job that comes too early ask again', async () => {
    world.jobs = [];
    await process.changes.expire(plan.id);
    expect(world.jobs).toEqual([expect.objectContaining({ job: 'expire-plan', at: plan.approveBy + 1 })]);
  });

  it('never leaves a plan open outside of its span, whatever the times are', () => {
    const times = fc.integer({ min: 0, max: 2 ** 41 });
    const spans = fc.integer({ min: 1, max: 86_400_000 });
    fc.assert(
      fc.property(times, spans, times, fc.constantFrom('pending', 'approved'), (at, span, now, waiting) => {
        const own: Partial<Plan> =
          waiting === 'pending' ? { createdAt: at, approveBy: at + span } : { decidedAt: at, runBy: at + span };
        const deps = { clock: () => now };
        const overdue = isOverdue(deps, examplePlan('p', { state: waiting as Plan['state'], ...own }));
        expect(overdue).toBe(Math.abs(now - at) > span);
      }),
      { seed: 5 },
    );
  });
});

describe('a process that measures time itself', () => {
  let measured = 0;
  /** A process that has a clock which nobody sets, and a plan of it. */
  beforeEach(async () => {
    measured = 0;
    process = world.process({
      policy: { mode: 'act', approvers: { groups: ['S-NETOPS'] } },
      monotonic: () => measured,
    });
    slowLink(world);
    plan = await proposeDrain(world, process);
  });

  it.each([
    ['forward', 5 * 60 * minute],
    ['back', -5 * 60 * minute],
  ])('expires nothing early and nothing late when the clock is set %s', async (_, jump) => {
    world.now += jump;
    measured += 29 * minute;
    world.jobs = [];
    expect(await process.changes.expire(plan.id)).toBe(false);
    expect(world.jobs).toEqual([expect.objectContaining({ job: 'expire-plan', at: world.now + minute + 1 })]);
    measured += minute + 1;
    expect(await click()).toMatchObject({ code: 'expired' });
    expect(await state()).toBe('expired');
  });

  it('lets an approved plan run for as long as it may, and no longer', async () => {
    expect(await click()).toMatchObject({ code: 'approved' });
    world.now -= 5 * 60 * minute;
    measured += 15 * minute + 1;
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'expired' });
  });

  it('goes by the time of day for what another process wrote', async () => {
    world.now += 31 * minute;
    measured += 31 * minute;
    expect(await world.process({ monotonic: () => 5 }).changes.expire(plan.id)).toBe(true);
  });
});

it.each([0.123456, 0.0833333333, 33.3333333, 1e-9])('takes %d minutes in the policy', async (minutes) => {
  const limits = { approveWithinMinutes: minutes, runWithinMinutes: minutes };
  process = world.process({
    policy: {
      ...{ mode: 'act', approvers: { groups: ['S-NETOPS'] }, ...limits },
      breakGlass: { users: ['U-CHIEF'], channel: 'C-SECOND' },
    },
  });
  slowLink(world);
  plan = await proposeDrain(world, process);
  expect(plan).toEqual(await store().plans.get(plan.id));
  const emergency = { planId: plan.id, user: person('U-CHIEF'), reason: 'everything burns' };
  expect(await process.changes.breakGlass(emergency)).toMatchObject({ code: 'break-glass' });
  plan = await proposeDrain(world, process);
  expect(await click()).toMatchObject({ code: 'approved' });
});

describe('a clock that is set while a change is verified', () => {
  const hour = 60 * minute;

  /** Sets the clock 3 s after the last line: too early for the row of good samples that the plan waits for. */
  function setClockWhileVerifying(byMs: number): void {
    const { signal } = world;
    let changedAt: number | undefined;
    let isSet = false;
    world.signal = (...asked) => {
      if (world.changeLines().length === drainLines.length) changedAt ??= world.now;
      if (!isSet && changedAt !== undefined && world.now >= changedAt + 3000) {
        isSet = true;
        world.setClock(byMs);
      }
      return signal(...asked);
    };
  }

  it.each([2 * minute, hour, 30 * 24 * hour, -2 * minute, -hour])(
    'by %i ms takes no good change back',
    async (byMs) => {
      process = world.process();
      slowLink(world);
      plan = await proposeDrain(world, process);
      expect(await click()).toMatchObject({ code: 'approved' });
      setClockWhileVerifying(byMs);
      const begunAt = world.now;
      expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'verified' });
      expect(world.changeLines()).toEqual(drainLines);
      expect(world.now - begunAt - byMs).toBeLessThan(30_000);
    },
  );

  it('leaves no more time to a change that does not help', async () => {
    process = world.process();
    slowLink(world);
    plan = await proposeDrain(world, process);
    expect(await click()).toMatchObject({ code: 'approved' });
    world.signal = () => 160;
    setClockWhileVerifying(-hour);
    const begunAt = world.now;
    expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'rolled-back' });
    expect(world.now - begunAt + hour).toBeLessThan(70_000);
  });
});

/** Nothing of these can be seen, though each is longer than what is asked for. */
const unseen = [
  ['zero-width spaces', '\u200b'.repeat(12)],
  ['joiners and byte order marks', '\u200d\ufeff\u2060'.repeat(6)],
  ['bidirectional marks', '\u202e\u202d\u2066\u2069'.repeat(5)],
  ['control characters', '\u0000\u0007\u001b\u009f'.repeat(5)],
  ['terminal codes', '\u001b[31m\u001b[0m\u001b[2J'],
  ['fillers and blanks', '\u3164\u115f\u2800\u00a0\u3000'.repeat(4)],
  ['tags', '\u{e0041}\u{e0042}'.repeat(8)],
  ['variation selectors', '\ufe0f'.repeat(12)],
  ['marks without letters', '\u0301'.repeat(12)],
  ['spaces', ' \t\n'.repeat(5)],
] as const;

describe.each(unseen)('a text of %s', (_, text) => {
  it('is no reason to reject', async () => {
    expect(await click({ decision: 'reject', reason: text })).toMatchObject({ accepted: false, code: 'reason-needed' });
    expect(await state()).toBe('pending');
  });

  it('is no reason to break the glass', async () => {
    const emergency = { planId: plan.id, user: person('U-CHIEF'), reason: text };
    expect(await process.changes.breakGlass(emergency)).toMatchObject({ accepted: false, code: 'reason-needed' });
    if (text.startsWith('\u0301')) return;
    const padded = { ...emergency, reason: `x${text}` };
    expect(await process.changes.breakGlass(padded)).toMatchObject({ accepted: false, code: 'reason-needed' });
  });

  it('is no ticket', async () => {
    expect(await click({ ticket: text })).toMatchObject({ accepted: false, code: 'ticket-needed' });
  });
});

it('keeps what can be seen of a reason', async () => {
  expect(await click({ decision: 'reject', reason: '\u202e not\u200b \u0007now\u0000\u00a0' })).toMatchObject({
    accepted: true,
  });
  expect((await store().votes.forPlan(plan.id)).map(({ reason }) => reason)).toEqual(['not now']);
});
