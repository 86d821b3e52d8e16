import type { BotProcess } from '../bot-process.ts';
import type { InjectedFault, Network } from '../network/network.ts';
import type { Scenario } from '../network/spec.ts';
import type { Stage, StageRun } from '../slack/stage.ts';
import { type RunReport, readRun } from './run-report.ts';
import { describeEnd, describeRun, describeSwitching } from './run-words.ts';

/** The scenarios as a stage: one runs at a time, and each begins in a network that is well. */
export interface ScenarioRuns extends Stage {
  /** Looks once at what became of the run, and carries it on. It is called by itself every second until `close`. */
  look(): Promise<void>;
  close(): void;
}

export interface ScenarioRunsDeps {
  network: Pick<Network, 'inject' | 'putBack'> & { world: Pick<Network['world'], 'faults'> };
  bot: Pick<BotProcess, 'read'>;
  scenarios: Record<string, Pick<Scenario, 'name' | 'title' | 'ends'>>;
  clock: () => number;
  /** So long at least the network is well before the first fault, so that a chart has a before. */
  firstRestMs?: number;
  /** The same after a fault: what a plan drained, and what has just ended, would otherwise hide the next one. */
  restMs?: number;
  onFault: (fault: InjectedFault, name: string) => void;
}

/** An incident that does not end within this time does not hold up the next scenario. */
const leftOverMs = 90_000;
const everyMs = 1000;

interface Run extends Pick<StageRun, 'name' | 'phase' | 'since'> {
  /** When its fault began; null while there is none. */
  faultAt: number | null;
}

const noReport: RunReport = { open: [], resolved: [], plan: null, decision: null, busy: [] };

export function createScenarioRuns(deps: ScenarioRunsDeps): ScenarioRuns {
  const { network, bot, scenarios, clock } = deps;
  const { firstRestMs = 4_000, restMs = 25_000 } = deps;
  const listeners = new Set<() => void>();
  let run: Run | null = null;
  let report = noReport;
  /** Since when nothing is wrong with the network, as far as this side knows. */
  let well = { since: clock(), forMs: firstRestMs };
  let shown = '';
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other: a look must not carry on what a click has just ended. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = turn.then(act);
    turn = done.catch(() => undefined);
    return done.finally(announce);
  }

  const read: Stage['read'] = () => ({
    ...{ heading: 'Simulated network', title: 'Scenarios', sections: [] },
    ...describeSwitching(run?.name ?? '', restMs / 1000),
    scenarios: Object.values(scenarios).map(({ name, title, ends }) => ({ name, title, end: describeEnd(ends) })),
    run: run && { name: run.name, phase: run.phase, since: run.since, says: says(run) },
  });

  const says = ({ phase }: Run) =>
    describeRun({ ...report, phase, faultStands: network.world.faults().length > 0, restSeconds: well.forMs / 1000 });

  function announce(): void {
    const now = JSON.stringify(read());
    if (now === shown) return;
    shown = now;
    for (const listener of listeners) listener();
  }

  function enter(name: string, phase: Run['phase'], faultAt: number | null = null): void {
    run = { name, phase, since: clock(), faultAt };
  }

  /** Ends the fault of the run, if there is one. @throws Error while a plan is under way on the devices. */
  async function endFault(): Promise<void> {
    if (run === null || run.faultAt === null) return;
    const { busy } = await readRun(bot, run.faultAt);
    if (busy.length > 0) throw new Error(`${busy.join(', ')} is under way on the devices: wait until it has ended`);
    network.putBack();
    well = { since: clock(), forMs: restMs };
    report = noReport;
  }

  function begin(name: string): void {
    const fault = network.inject(name);
    report = noReport;
    enter(name, 'running', fault.startedAt);
    deps.onFault(fault, name);
  }

  async function lookAt({ name, phase, since, faultAt }: Run): Promise<void> {
    report = await readRun(bot, faultAt);
    if (faultAt !== null) {
      const isOver = report.resolved.length > 0 && report.open.length === 0;
      if (isOver !== (phase === 'over')) enter(name, isOver ? 'over' : 'running', faultAt);
      return;
    }
    const isCalm = report.open.length === 0 && clock() - well.since >= well.forMs;
    if (!isCalm && clock() - since < leftOverMs) return;
    if (phase === 'waiting') begin(name);
    else run = null;
  }

  /** A product that does not answer is asked again. */
  const lookNow = async () => run && (await lookAt(run).catch(() => undefined));
  const look = () => inTurn(async () => void (await lookNow()));

  const timer = setInterval(() => void look(), everyMs);
  return {
    read,
    look,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: (name) =>
      inTurn(async () => {
        if (!Object.hasOwn(scenarios, name))
          throw new Error(`there is no scenario ${name}; there are ${Object.keys(scenarios).join(', ')}`);
        if (run?.name === name && run.phase === 'running') throw new Error(`${name} runs already`);
        await endFault();
        enter(name, 'waiting');
        await lookNow();
      }),
    end: () =>
      inTurn(async () => {
        if (run === null) throw new Error('no scenario runs');
        await endFault();
        enter(run.name, 'ending');
        await lookNow();
      }),
    close: () => clearInterval(timer),
  };
}
