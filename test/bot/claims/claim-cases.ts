import type { PlanTimes } from '../../../src/changes/plan-facts.ts';
import { touchedSteps } from '../../../src/changes/progress.ts';
import type { RunningTimer } from '../../../src/changes/running-timers.ts';
import type { UnknownState } from '../../../src/changes/unknown.ts';
import { type CauseId, describeCause } from '../../../src/domain/cause.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import type { Person } from '../../../src/domain/person.ts';
import type { Plan, Vote } from '../../../src/domain/plan.ts';
import type { Vendor } from '../../../src/network/vendor.ts';
import { vendors } from '../../../src/network/vendors/index.ts';
import type { ExecutionLine } from '../../../src/store/store.ts';
import { type ClaimWorld, createClaimWorld, playbooks } from './claim-world.ts';

export const before = 63.777;

export interface CaseOptions {
  vendor: Vendor;
  playbook: string;
  timer: boolean;
  edited: boolean;
}

/** A plan at an end, with all that is stored about it. */
export interface ClaimCase extends CaseOptions {
  end: string;
  world: ClaimWorld;
  plan: Plan;
  /** All plans of the incident, this one and the ones before it. */
  plans: Plan[];
  votes: Vote[];
  lines: ExecutionLine[];
  times: PlanTimes;
  unknown: UnknownState | null;
  timers: RunningTimer[];
  touched: boolean;
  incident: Incident;
  /** What people were told when they pressed. */
  answers: string[];
}

export const person = (id: string): Person => ({
  ...{ id, name: id, isBot: false, deleted: false, restricted: false, foreign: false, groups: [] },
});

interface Run {
  world: ClaimWorld;
  plan: Plan;
  answers: string[];
  approve(): Promise<void>;
  advance(): Promise<void>;
}

const limit = ({ content }: Plan, away: number) => content.expected.threshold + away;
const atTarget = (device: string, { content }: Plan) => content.expected.place.device === device;

/** Approves it and lets it run; the metric of its target takes this value after the change. */
async function runWith(run: Run, value: (plan: Plan) => number | null, other?: number): Promise<void> {
  const { world, plan } = run;
  const { signal } = world;
  world.signal = (place, changed) => {
    if (!changed) return signal(place, changed);
    return atTarget(place.device, plan) ? value(plan) : (other ?? signal(place, changed));
  };
  await run.approve();
  await run.advance();
}

const isChange = (plan: Plan, line: string) =>
  plan.content.steps.some(({ commands }) =>
    commands.some(
      (command) =>
        command === line && !/^(configure (terminal|exclusive|session)|interface|router|end|exit|show)/.test(line),
    ),
  );

async function loseLine(run: Run): Promise<void> {
  run.world.fate = (_, line) => (isChange(run.plan, line) ? 'loses' : 'takes');
  await run.approve();
  await run.advance();
  run.world.fate = () => 'takes';
}

const choose = (choice: 'continue' | 'roll-back') => async (run: Run) => {
  await loseLine(run);
  const { buttonId } = run.plan;
  const answer = await run.world.changes.decideUnknown({ buttonId, user: person('U0APPROV1'), choice });
  run.answers.push(answer.text);
  await run.advance();
};

/** Every way in which a plan can end, or wait. */
export const ends: Record<string, (run: Run) => Promise<void>> = {
  waits: async () => {},
  'is approved': (run) => run.approve(),
  'is rejected': async ({ world, plan, answers }) => {
    const vote = { buttonId: plan.buttonId, user: person('U0APPROV1'), decision: 'reject', reason: 'not now' } as const;
    answers.push((await world.changes.decide(vote)).text);
  },
  expires: async ({ world, plan }) => {
    world.now = plan.approveBy + 1000;
    await world.changes.expire(plan.id);
  },
  'is cancelled': async ({ world, plan }) => {
    await world.changes.cancel(plan.id, { actor: 'nocturne', reason: 'The incident is over' });
  },
  'breaks the glass': async ({ world, plan, answers }) => {
    const broken = { planId: plan.id, user: person('U0APPROV1'), reason: 'the data centre has no uplink' };
    answers.push((await world.changes.breakGlass(broken)).text);
  },
  'is verified': (run) => runWith(run, (plan) => limit(plan, -0.004)),
  'changes nothing': (run) => runWith(run, (plan) => limit(plan, 0.004)),
  'makes it worse': (run) => runWith(run, () => before + 60),
  'makes a neighbour worse': (run) => runWith(run, (plan) => limit(plan, -1), before + 60),
  'is followed by silence': (run) => runWith(run, () => null),
  'is refused': async (run) => {
    run.world.fate = (_, line) => (isChange(run.plan, line) ? 'refuses' : 'takes');
    await run.approve();
    await run.advance();
  },
  'is refused on the way back': async (run) => {
    run.world.fate = (_, line) =>
      run.plan.content.steps.some(({ undo, commands }) => undo.includes(line) && !commands.includes(line))
        ? 'refuses'
        : 'takes';
    await runWith(run, () => before + 60);
  },
  'is lost': loseLine,
  'is lost and shows that it never arrived, after its timers': async (run) => {
    await loseLine(run);
    run.world.now += 10 * 60_000;
    await run.advance();
  },
  'is lost and differs after its timers': async (run) => {
    await loseLine(run);
    run.world.tampered = true;
    run.world.now += 10 * 60_000;
    await run.advance();
  },
  'is lost at its confirmation': async (run) => {
    const cancel = new Set(run.plan.content.steps.flatMap(({ timer }) => timer?.cancel ?? []));
    run.world.fate = (_, line) => (cancel.has(line) ? 'loses' : 'takes');
    await runWith(run, (plan) => limit(plan, -1));
  },
  'is lost on the way back': async (run) => {
    const undo = run.plan.content.steps.flatMap((step) => step.undo.filter((line) => !step.commands.includes(line)));
    run.world.fate = (_, line) => (undo.includes(line) ? 'loses' : 'takes');
    await runWith(run, () => before + 60);
  },
  'is lost and continued': choose('continue'),
  'is lost and given up': choose('roll-back'),
};

/** Plans for every playbook and vendor that has a change for it, with and without a timer; edited where there is something to edit. */
/** What is promised of a path is judged along it, which test/changes/route-plan.test.ts tells of all its ends. */
export function caseOptions(): CaseOptions[] {
  const atPlaces = playbooks.filter(({ expect }) => !expect?.path);
  return atPlaces.flatMap((playbook) =>
    vendors
      .filter(({ id }) => 'change' in (playbook.vendors[id] ?? {}))
      .flatMap((vendor) =>
        [false, true].flatMap((timer) =>
          (timer && Object.hasOwn(playbook.parameters, 'cost') ? [false, true] : [false]).map((edited) => ({
            ...{ vendor, playbook: playbook.id, timer, edited },
          })),
        ),
      ),
  );
}

function verdictFor(world: { playbook: string }): Incident['verdict'] {
  const cause: CauseId = playbooks.find(({ id }) => id === world.playbook)?.causes.at(-1) ?? 'cpu_overload';
  const { symptom } = describeCause(cause);
  return {
    ...{ cause, symptom, place: { device: 'Router-A', interface: null }, confidence: 0.9123, modelId: 'forest-1' },
    probabilities: { [symptom]: 0.9123, none: 0.05, link_down: 0.0377 },
    drivers: [{ feature: 'cpu_pct of the device', value: 84.2341, contribution: 0.31 }],
  };
}

export async function buildCase(options: CaseOptions, end: string): Promise<ClaimCase> {
  const { playbook } = options;
  const world = createClaimWorld(options.vendor, { ...options, cause: verdictFor(options) });
  const { store, changes, incident } = world;
  await store.incidents.insert(incident);
  const calm = playbook === 'end_drain' ? 4.4321 : before;
  world.signal = ({ device }) => (device === 'Switch-1' ? 9.3377 : calm);
  const place = { device: 'Router-A', interface: incident.place.interface! };
  const written = await changes.propose({
    ...{ incidentId: incident.id, playbook, requestedBy: 'nocturne' },
    parameters: playbooks.find(({ id }) => id === playbook)!.place === 'device' ? { device: place.device } : place,
  });
  if (written.outcome !== 'ok') throw new Error(`${playbook} ${options.vendor.id}: ${written.reason}`);
  const answers: string[] = [];
  let { plan } = written;
  if (options.edited) {
    const answer = await changes.edit({ buttonId: plan.buttonId, user: person('U0APPROV9'), values: { cost: '2000' } });
    answers.push(answer.text);
    plan = (await store.plans.inStates(['pending']))[0]!;
  }
  await ends[end]!({
    ...{ world, plan, answers },
    async approve() {
      for (const user of ['U0APPROV1', 'U0APPROV2'].slice(0, plan.content.approvals)) {
        const vote = { buttonId: plan.buttonId, user: person(user), decision: 'approve', reason: null } as const;
        answers.push((await changes.decide(vote)).text);
      }
    },
    advance: async () => void (await changes.advance(plan.id)),
  });
  return { ...options, end, world, answers, ...(await readCase(world, plan.id)) };
}

async function readCase(world: ClaimWorld, planId: string) {
  const { store, changes, incident } = world;
  const plan = (await store.plans.get(planId))!;
  const lines = await store.executions.lines(planId);
  return {
    ...{ plan, lines, incident },
    plans: await store.plans.forIncident(incident.id),
    votes: await store.votes.forPlan(planId),
    times: await changes.times(planId),
    unknown: await changes.unknown(plan),
    timers: await changes.timers(plan),
    touched: touchedSteps(vendors, plan, lines).length > 0,
  };
}
