import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal, type Plan } from '../../../src/domain/plan.ts';
import { createLog } from '../../../src/log.ts';
import { type Connection, connectSsh, type SshOptions } from '../../../src/network/transport/ssh.ts';
import {
  approvePlan,
  changeLines,
  type DrainStory,
  describeConfiguration,
  openDrainStory,
  person,
} from '../../crash/drain-story.ts';
import { openMemoryStore } from '../../devices/open-memory-store.ts';
import type { Fault, Run } from '../fault.ts';

type Trouble = 'closes before' | 'closes after' | 'is refused';

/** The lines of a drain of a link with a timer on the device, which the faults below hit one after the other. */
const lines: [device: string, line: string][] = ['Router-A', 'Router-B'].flatMap((device) =>
  [
    ...['copy-running nocturne', 'revert-in 600 nocturne'],
    ...['configure terminal', 'interface eth1', 'ip ospf cost 1000', 'end', 'revert-cancel'],
  ].map((line): [string, string] => [device, line]),
);

/** How often the job that carries a plan on tries again. */
const tries = 5;

/** The connection to a device closes before a line is sent or before its answer is there, or the device refuses the line. */
export const sshFaults: Fault[] = lines.flatMap(([device, line]) =>
  (['closes before', 'closes after', 'is refused'] as Trouble[]).map((trouble) => ({
    fault: trouble === 'is refused' ? 'a line is refused' : 'SSH closes',
    moment: `${trouble === 'is refused' ? 'at' : trouble.replace('closes ', '')} ${device}> ${line}`,
    runs: () => 1,
    run: () => carryOut({ device, line, trouble }),
  })),
);

interface Hit {
  device: string;
  line: string;
  trouble: Trouble;
}

async function carryOut(hit: Hit): Promise<Run> {
  const store = await openMemoryStore({ log: createLog({ level: 'silent' }), clock: Date.now });
  let hitAt: number | null = null;
  const story: DrainStory = await openDrainStory(
    store,
    faultyOnce(hit, () => {
      hitAt = story.clock();
    }),
  );
  try {
    const plan = await approvePlan(story);
    story.devices.seen();
    const { state, asked } = await untilEnd(story, store, plan);
    const audit = await store.audit.list({ subject: plan.id });
    const seen = story.devices.seen();
    const configuration = describeConfiguration(story.devices);
    const sent = changeLines({ ...story.devices, seen: () => seen });
    const got = (device: string, line: string) => seen.some((entry) => entry.device === device && entry.line === line);
    const untrue = audit
      .filter(({ action, detail }) => action === 'plan.timer-started' && !got(String(detail.device), lines[1]![1]))
      .map(({ detail }) => `the audit has a timer on ${detail.device} that was never started`);
    return {
      lost: [
        ...((await store.audit.verify()).ok ? [] : ['entries of the audit']),
        ...untrue,
        ...contradiction(state, configuration),
      ],
      doubled: sent.filter((each, i) => sent.indexOf(each) !== i),
      stuck: isFinal(state) ? [] : [`the plan stays ${state}`],
      recoverSeconds: hitAt === null ? null : (story.clock() - hitAt) / 1000,
      seen: `${hitAt === null ? 'never came, ' : ''}${state}, configuration ${configuration}${asked ? ', asked' : ''}`,
    };
  } finally {
    await story.devices.close();
    await store.close();
  }
}

/** What is told about a plan and what stands on the devices must agree. */
function contradiction(state: Plan['state'], configuration: ReturnType<typeof describeConfiguration>): string[] {
  const wanted = { verified: 'changed', 'rolled-back': 'as before' }[state as string];
  return wanted === undefined || wanted === configuration
    ? []
    : [`${state}, but the configuration is ${configuration}`];
}

/** As the job does: again after an error that may pass; a person who is asked has it taken back. */
async function untilEnd(
  { start }: DrainStory,
  store: Awaited<ReturnType<typeof openMemoryStore>>,
  plan: Plan,
): Promise<{ state: Plan['state']; asked: boolean }> {
  const process = start(() => false);
  let asked = false;
  let state: Plan['state'] = plan.state;
  for (let i = 0; i < tries && !isFinal(state); i++) {
    await process.changes.advance(plan.id).catch(() => undefined);
    state = (await store.plans.get(plan.id))!.state;
    if (state !== 'unknown') continue;
    asked = true;
    await process.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U2'), choice: 'roll-back' });
  }
  process.close();
  return { state, asked };
}

/** Connections of which one, once, has the trouble. */
function faultyOnce({ device, line, trouble }: Hit, told: () => void): typeof connectSsh {
  let done = false;
  return async (options: SshOptions) => {
    const connection = await connectSsh(options);
    const run = (wanted: string): Promise<string> => {
      if (done || options.target.device !== device || wanted !== line) return connection.run(wanted);
      done = true;
      told();
      return runBadly(connection, wanted, trouble);
    };
    return {
      get open() {
        return connection.open;
      },
      close: () => connection.close(),
      run,
    };
  };
}

async function runBadly(connection: Connection, line: string, trouble: Trouble): Promise<string> {
  // A word too many is what every device refuses in its own words.
  if (trouble === 'is refused') return connection.run(`${line} nonsense`);
  if (trouble === 'closes before') connection.close();
  const answer = connection.run(line);
  answer.catch(() => undefined);
  if (trouble === 'closes after') {
    await sleep(1);
    connection.close();
  }
  return answer;
}
