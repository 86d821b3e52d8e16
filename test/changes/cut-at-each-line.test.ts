import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTopology } from '../../src/network/inventory.ts';
import { connectSsh, type SshOptions } from '../../src/network/transport/ssh.ts';
import { labText } from '../network/lab.ts';
import { type Said, startOpeningDevice, type TestDevice } from '../network/test-device.ts';
import { dealt, sampled } from '../sampled.ts';
import { useStore } from '../store/open-test-store.ts';
import { fakeDevice } from './fake-device.ts';
import type { FakeDevice } from './fake-state.ts';
import { approve } from './stories.ts';
import { createWorld, person, type World } from './world.ts';

const store = useStore();
const device = 'Router-A';
/** For a device that says no more; elsewhere there is time, because the machine may be busy. */
const silenceMs = 300;
const patienceMs = 60_000;

interface Fault {
  /** Whether the device carries the line out. */
  does: boolean;
  silent?: boolean;
  /** Also at the lines that only read or set the terminal up; the others are tried where they could do harm. */
  everywhere?: boolean;
  said(whole: string): Said;
}

/** What goes wrong with one line. */
const faults = {
  'left out, connection cut': { does: false, everywhere: true, said: () => ({ end: 'cut' }) },
  'done, connection cut': { does: true, said: () => ({ end: 'cut' }) },
  'left out, channel closed': { does: false, said: () => ({ end: 'close' }) },
  'done, channel closed in half of the answer': {
    does: true,
    everywhere: true,
    said: (whole) => ({ end: 'close', half: half(whole) }),
  },
  'done, connection cut in half of the answer': { does: true, said: (whole) => ({ end: 'cut', half: half(whole) }) },
  'done, then silent': { does: true, silent: true, said: () => ({ end: 'silence' }) },
  'left out, an error behind many lines': { does: false, said: () => lateError() },
  'left out, half an answer and the end of one': { does: false, said: () => ({ text: 'ok: rev\n', status: 0 }) },
} satisfies Record<string, Fault>;

/** Only a request of its own has a status. */
const execFaults = {
  'left out, status 1': { does: false, said: () => ({ text: '', status: 1 }) },
  'left out, status 0 and not a word': { does: false, said: () => ({ text: '', status: 0 }) },
  'left out, ended by a signal': { does: false, said: () => ({ end: 'signal' }) },
  'done, ended by a signal': { does: true, said: (whole) => ({ end: 'signal', half: whole }) },
} satisfies Record<string, Fault>;

const status1 = execFaults['left out, status 1'].said;
/** A line that only reads, or sets the terminal up. */
const readingLine = /: (?:show|terminal|set cli) /;

const half = (text: string) => text.slice(0, Math.ceil(text.length / 2));
const lateError = () => ({
  text: `${'[edit protocols ospf]\n    warning: something else\n'.repeat(5)}error: commit failed\n% Invalid input\n`,
  status: 1,
});

/** Each line that alters the device, as the device carried it out, with whether a timer ran by then. */
interface Seen {
  line: string;
  underTimer: boolean;
}

interface Run {
  world: World;
  fake: FakeDevice;
  lines: string[];
  altering: Seen[];
  armed: number;
}

const platforms = ['frr', 'ios-xe', 'eos', 'junos'] as const;
/** FRR alone runs commands of a shell. */
const triedOn = sampled(platforms, (platform) => [platform === 'frr']);

describe.each(triedOn)('on %s a connection that fails at any line', (platform) => {
  const policy = { mode: 'act', approvers: { groups: ['S-NETOPS'] }, revertTimer: 'always' };
  let server: TestDevice;
  let run: Run;
  let breaks: ({ at: number } & Fault) | null = null;

  beforeAll(async () => {
    const name = platform === 'junos' ? `netops@${device}` : device;
    server = await startOpeningDevice((channel) => {
      const terminal = run.fake.open(channel);
      const take = (line: string) => {
        const before = [run.fake.maxMetric, run.fake.revertIn] as const;
        const answer = terminal(line);
        const { text, prompt } = typeof answer === 'string' ? { text: answer, prompt: '' } : answer;
        if (before[1] === null && run.fake.revertIn !== null) run.armed++;
        if (before[0] !== run.fake.maxMetric) run.altering.push({ line, underTimer: run.fake.revertIn !== null });
        const mode = platform === 'eos' ? (/\(.*\)/.exec(prompt)?.[0] ?? '') : '';
        return { text, mode, status: text.startsWith('% ') ? 1 : 0 };
      };
      return (line) => {
        run.lines.push(`${channel}: ${line}`);
        const broken = breaks?.at === run.lines.length - 1 ? breaks : null;
        if (broken && !broken.does) return broken.said('');
        const whole = take(line);
        return broken ? broken.said(channel === 'exec' ? whole.text : `${line}\n${whole.text}`) : whole;
      };
    }, name);
  });
  afterAll(() => server.close());

  async function approved() {
    const world = createWorld(store());
    const fake = fakeDevice(device, platform);
    world.devices.set(device, fake);
    run = { world, fake, lines: [], altering: [], armed: 0 };
    breaks = null;
    const incidentId = await world.incident();
    busyDevice(world, fake);
    const process = world.process({ policy, topology: topologyOf(), connect });
    const proposed = await process.changes.propose({
      incidentId,
      playbook: 'cpu_overload',
      parameters: { device },
      requestedBy: 'nocturne',
    });
    if (proposed.outcome !== 'ok') throw new Error(proposed.reason);
    await approve(process, proposed.plan, 'U-BOB');
    run.lines = [];
    return { process, planId: proposed.plan.id };
  }

  /** Only where the device falls silent is it not waited for. */
  async function connect(options: SshOptions) {
    const limits = { ...options.limits, timeoutMs: patienceMs };
    const connection = await connectSsh({ ...options, limits, connectTimeoutMs: patienceMs });
    return {
      get open() {
        return connection.open;
      },
      run(line: string) {
        const silent = breaks?.at === run.lines.length && breaks.silent === true;
        return connection.run(line, { silenceMs: silent ? silenceMs : patienceMs });
      },
      close: () => connection.close(),
    };
  }

  const topologyOf = () => parseTopology(labText({ platform, hostKey: server.hostKey, port: server.port }));

  it('is verified when nothing fails, and every line of it is known', async () => {
    const { process, planId } = await approved();
    expect(await process.changes.advance(planId)).toMatchObject({ state: 'verified' });
    expect(run).toMatchObject({
      armed: 1,
      altering: [{ underTimer: true }],
      fake: { maxMetric: true, revertIn: null },
    });
  });

  const tried: [string, Fault][] = Object.entries({ ...faults, ...(platform === 'frr' ? execFaults : {}) });
  let lines: string[] | undefined;
  /** The same for every fault. */
  async function linesOfGoodRun(): Promise<string[]> {
    if (lines) return lines;
    const good = await approved();
    await good.process.changes.advance(good.planId);
    lines = run.lines;
    return lines;
  }

  /** The lines at which a fault is tried. Faults of one sort share them in `npm test`, so that each line meets one. */
  function linesFor(fault: Fault, all: readonly string[]): [number, string][] {
    const share = (table: [number, string][], among: (other: Fault) => boolean) => {
      const sharing = tried.map(([, other]) => other).filter(among);
      return sharing.includes(fault) ? dealt(table, sharing.indexOf(fault), sharing.length) : [];
    };
    const [reading, altering] = [true, false].map((reads) =>
      [...all.entries()].filter(([, line]) => readingLine.test(line) === reads),
    ) as [[number, string][], [number, string][]];
    return [
      ...share(altering, (other) => other.said !== status1),
      ...share(reading, (other) => other.everywhere === true),
      ...share(
        altering.filter(([, line]) => line.startsWith('exec')),
        (other) => other.said === status1,
      ),
    ];
  }

  it.each(tried)('%s', async (_, fault) => {
    for (const [at, line] of linesFor(fault, await linesOfGoodRun())) {
      const { process, planId } = await approved();
      const before = run.fake.maxMetric;
      breaks = { at, ...fault };
      const ended = await process.changes.advance(planId);
      const audit = await store().audit.list({ subject: planId });
      const told = { platform, line, ended, altering: run.altering, armed: run.armed, revertIn: run.fake.revertIn };
      expect(['verified', 'rolled-back', 'failed', 'unknown'], JSON.stringify(told)).toContain(ended?.state);
      checkTruth(told, { before, actions: audit.map(({ action }) => action) });
      if (ended?.state !== 'unknown') continue;
      const plan = (await store().plans.get(planId))!;
      await process.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U-CAT'), choice: 'roll-back' });
      const last = await process.changes.advance(planId);
      const why = JSON.stringify({ ...told, last });
      expect(['rolled-back', 'failed'], why).toContain(last?.state);
      if (last?.state === 'rolled-back') expect(run.fake.maxMetric, why).toBe(before);
      else expect(last?.outcome, why).toMatch(/Router-A (?:refused to take it back|differs from its snapshot)/);
    }
  });

  function checkTruth(
    told: { ended: { state: string; outcome: string | null } | undefined; altering: Seen[] },
    { before, actions }: { before: boolean; actions: string[] },
  ): void {
    const { state, outcome } = told.ended!;
    const why = JSON.stringify(told);
    const { fake, armed, altering } = run;
    const timerTold = /may (?:still )?run|may take it back/.test(outcome ?? '');
    if (state === 'verified') expect([fake.maxMetric, fake.revertIn], why).toEqual([true, null]);
    if (state === 'rolled-back' || state === 'failed') {
      expect(fake.maxMetric, why).toBe(before);
      expect(fake.revertIn === null || timerTold, why).toBe(true);
    }
    if (state === 'unknown') expect(outcome, why).toContain(device);
    expect(altering.filter(({ line }) => !/^no |^delete |abort|undo/.test(line)).length, why).toBeLessThanOrEqual(2);
    expect(altering[0]?.underTimer ?? true, why).toBe(true);
    if (actions.includes('plan.timer-started')) expect(armed, why).toBeGreaterThan(0);
  }
});

/** A processor that is busy until the device is drained. */
function busyDevice(world: World, fake: FakeDevice): void {
  const startedAt = world.now;
  let drainedAt: number | null = null;
  world.signal = (place, metric, at) => {
    drainedAt = fake.maxMetric ? (drainedAt ?? world.now) : null;
    if (place.interface !== null || metric !== 'cpu_pct') return null;
    if (place.device !== device || at < startedAt) return 9;
    return drainedAt !== null && at > drainedAt ? 12 : 95;
  };
  world.now += 15_000;
}
