import { setTimeout as sleep } from 'node:timers/promises';
import type { Network } from '../../../demo/network/network.ts';
import { isFinal, type Plan } from '../../../src/domain/plan.ts';
import { createLog } from '../../../src/log.ts';
import { type Answer, type Connection, connectSsh, type SshOptions } from '../../../src/network/transport/ssh.ts';
import {
  approvePlan,
  changeLines,
  type DrainStory,
  describeConfiguration,
  openDrainStory,
  person,
} from '../../crash/drain-story.ts';
import { openMemoryStore } from '../../devices/open-memory-store.ts';
import type { SeenLine } from '../../devices/throw-away-network.ts';
import type { Fault, Run } from '../fault.ts';

const troubles = {
  /** The connection is gone when the line is to be sent. */
  before: 'SSH closes before',
  /** The connection goes while the answer is awaited. */
  after: 'SSH closes after',
  /** The device carries the line out and closes the session without an answer, leaving the connection. */
  unanswered: 'a session ends unanswered at',
  refused: 'a device refuses',
} as const;
type Trouble = keyof typeof troubles;

const timerLines = ['copy-running nocturne', 'revert-in 600 nocturne'];

/** The lines of a drain of a link with a timer on the device, which the faults below hit one after the other. */
const lines: [device: string, line: string][] = ['Router-A', 'Router-B'].flatMap((device) =>
  [...timerLines, ...['configure terminal', 'interface eth1', 'ip ospf cost 1000', 'end', 'revert-cancel']].map(
    (line): [string, string] => [device, line],
  ),
);

/** How often the job that carries a plan on tries again. */
const tries = 5;

/** Each trouble once at each line. */
export const sshFaults: Fault[] = (Object.keys(troubles) as Trouble[]).flatMap((trouble) =>
  lines.map(([device, line]) => ({
    ...{ fault: troubles[trouble], moment: `${device}> ${line}` },
    runs: () => 1,
    run: () => carryOut({ device, line, trouble }),
  })),
);

interface Hit {
  device: string;
  line: string;
  trouble: Trouble;
  /** The answer was there before the connection went. */
  answered?: boolean;
}

async function carryOut(hit: Hit): Promise<Run> {
  const store = await openMemoryStore({ log: createLog({ level: 'silent' }), clock: Date.now });
  let hitAt: number | null = null;
  const story: DrainStory = await openDrainStory(
    store,
    faultyOnce(hit, () => {
      hitAt = story.clock();
      return story.devices.network;
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
    const untrue = audit
      .filter(({ action, detail }) => action === 'plan.timer-started' && !isProven(seen, hit, String(detail.device)))
      .map(({ detail }) => `the audit has a timer on ${detail.device} that nobody saw start`);
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

/** Whether the device got and answered all lines that start its timer: one that was hit counts when it was answered all the same, or sent again. */
function isProven(seen: readonly SeenLine[], hit: Hit, device: string): boolean {
  return timerLines.every((line) => {
    const times = seen.filter((entry) => entry.device === device && entry.line === line).length;
    const unanswered = hit.device === device && hit.line === line && !hit.answered ? 1 : 0;
    return times > unanswered;
  });
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

/** Connections of which one, once, has the trouble. `begin` is told of it and gives the network behind it. */
function faultyOnce(hit: Hit, begin: () => Network): typeof connectSsh {
  const { device, line, trouble } = hit;
  let done = false;
  return async (options: SshOptions) => {
    const connection = await connectSsh(options);
    const run = async (wanted: string): Promise<Answer> => {
      if (done || options.target.device !== device || wanted !== line) return connection.run(wanted);
      done = true;
      if (trouble === 'unanswered') closeAfter(begin(), device);
      else begin();
      const answer = await runBadly(connection, wanted, trouble);
      // What a device refuses, it did not do.
      hit.answered = trouble !== 'refused';
      return answer;
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

/** Closes the sessions on the device as soon as the line stands in its log, before it answers. */
function closeAfter(network: Network, device: string): void {
  const stop = network.onCommand((command) => {
    if (command.device !== device) return;
    stop();
    network.closeSessions(device);
  });
}

async function runBadly(connection: Connection, line: string, trouble: Trouble): Promise<Answer> {
  // A word too many is what every device refuses in its own words.
  if (trouble === 'refused') return connection.run(`${line} nonsense`);
  if (trouble === 'before') connection.close();
  const answer = connection.run(line);
  answer.catch(() => undefined);
  if (trouble === 'after') {
    await sleep(1);
    connection.close();
  }
  return answer;
}
