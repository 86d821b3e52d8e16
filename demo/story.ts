import { crashAt, type KillPoint } from './crash.ts';
import { type CrashSummary, summarizeCrash } from './crash-summary.ts';
import { findIncident, type IncidentReport, isOver, type PlaceJson, readIncident, until } from './incident-report.ts';
import type { FaultInput } from './network/spec.ts';
import { nocChannel, nocturneApp, personaOf } from './personas.ts';
import type { Setting } from './setting.ts';

export type Decision = 'approve' | 'reject';

/** The one JSON object of a headless run. Seconds count from the fault; null when it did not happen. */
export interface StorySummary {
  scenario: string;
  incidentId: string | null;
  expected: { cause: string; places: PlaceJson[] };
  cause: string | null;
  symptom: string | null;
  place: PlaceJson | null;
  confidence: number | null;
  seconds: Record<'detected' | 'diagnosed' | 'planPosted' | 'approved' | 'executed' | 'recovered', number | null>;
  messages: number;
  approvers: string[];
  state: string;
  auditOk: boolean;
  loopDelayMs: { p50: number; p99: number; max: number } | null;
  commandsOnDevice: { device: string; at: string; command: string; effect: 'read' | 'change' }[];
}

const pointsBeforeClicks: KillPoint[] = ['detected', 'diagnosed', 'planPosted'];
const incidentWithinMs = 90_000;
const planWithinMs = 60_000;
const endWithinMs = 240_000;

/** The file of a reason that the persona gives. */
const rejectReason = 'Not during the backup window.';

export interface StoryOptions {
  scenario: string;
  /** What goes wrong instead of what the scenario says. */
  fault?: FaultInput;
  decision: Decision;
  /** Where the bot is killed, and how. It is started again, and the story goes on. */
  crash?: { point: KillPoint; signal: 'SIGKILL' | 'SIGTERM' };
  tell: (line: string) => void;
}

/** Plays one scenario to its end: fault, incident, plan card, the personas' clicks, and whatever comes of it. */
export async function playStory(
  setting: Setting,
  options: StoryOptions,
): Promise<StorySummary & Partial<CrashSummary>> {
  const { network, bot } = setting;
  const { tell, crash } = options;
  const since = new Date().toISOString();
  const fault = network.inject(options.fault ?? options.scenario);
  tell(`fault: ${options.scenario} at ${fault.places.map((place) => place.device).join(' and ')}`);
  const crashed = crash ? crashAt(setting, fault.startedAt, { ...crash, tell }) : undefined;
  // It is waited for later and then it throws; until then it must not count as unhandled.
  crashed?.catch(() => undefined);
  const incidentId = await until(() => findIncident(bot, fault.startedAt), incidentWithinMs);
  if (incidentId) {
    tell(`incident ${incidentId}`);
    // The card is pressed when somebody is there to answer.
    const answered = crash && pointsBeforeClicks.includes(crash.point) ? crashed : undefined;
    await followIncident(setting, { ...options, answered, read: () => readIncident(bot, incidentId) });
  }
  const survived = (await crashed) ?? null;
  // What follows the end, such as the summary in the thread, is still on its way.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const report = incidentId ? await readIncident(bot, incidentId) : null;
  const summary = await summarize(setting, { scenario: options.scenario, since, fault, report });
  if (!crash) return summary;
  const { startedAt } = fault;
  return { ...summary, ...(await summarizeCrash(setting, { summary, startedAt, crash: survived })) };
}

async function followIncident(setting: Setting, options: Following): Promise<void> {
  const { tell, read } = options;
  const planned = await until(async () => ((await read()).plans.length > 0 ? true : undefined), planWithinMs);
  await options.answered;
  if (planned) await decide(setting, options);
  else tell('no plan was proposed');
  const lookAtEnd = async () => {
    const report = await read();
    if (options.crash && report.plans.at(-1)?.state === 'unknown') await chooseToContinue(setting, options);
    return isOver(report) ? true : undefined;
  };
  await until(lookAtEnd, planned ? endWithinMs : 0);
}

interface Following extends StoryOptions {
  answered: Promise<unknown> | undefined;
  read: () => Promise<IncidentReport>;
}

/** Nobody knows how far the plan went: an approver reads the difference on the card and presses Continue. */
async function chooseToContinue(setting: Setting, { tell, read }: Following): Promise<void> {
  const persona = personaOf('approver');
  tell(`nobody knows how far the plan went; ${persona.name} presses Continue`);
  await press(setting, { user: persona.id, actionId: 'plan_continue' });
  await until(async () => ((await read()).plans.at(-1)?.state === 'unknown' ? undefined : true), 10_000);
}

/** Presses a button that stands or will soon, again when the app does not answer, as a person would. */
async function press({ workspace }: Setting, { user, actionId }: { user: string; actionId: string }): Promise<void> {
  const channel = nocChannel.id;
  const look = { user, channel, action_id: actionId, timeoutMs: planWithinMs };
  const pressed = async () => {
    const { ts } = await workspace.control.waitForMessage(look);
    const { ok } = await workspace.control.press({ user, channel, ts, action_id: actionId });
    return ok ? true : undefined;
  };
  await until(pressed, planWithinMs, 500);
}

/** The personas press the button of the card, the second one only where one voice is not enough. */
async function decide(setting: Setting, { decision, tell, read }: Following): Promise<void> {
  const { control } = setting.workspace;
  const actionId = decision === 'approve' ? 'plan_approve' : 'plan_reject';
  const people = [personaOf('approver'), personaOf('second approver')];
  const needed = decision === 'approve' ? ((await read()).plans.at(-1)?.content.approvals ?? 1) : 1;
  for (const persona of people.slice(0, needed)) {
    tell(`${persona.name} presses ${decision === 'approve' ? 'Approve' : 'Reject'}`);
    await press(setting, { user: persona.id, actionId });
    if (decision === 'reject') {
      await control.waitForModal({ user: persona.id, timeoutMs: 10_000 });
      await control.submit({ user: persona.id, values: { reason: { text: rejectReason } } });
    }
    const voted = async () =>
      (await read()).plans.some(({ votes }) => votes.some(({ user }) => user === persona.id)) ? true : undefined;
    await until(voted, 30_000);
  }
}

async function summarize(
  { bot, network, workspace }: Setting,
  story: {
    scenario: string;
    since: string;
    fault: { startedAt: number; cause: string; places: PlaceJson[] };
    report: IncidentReport | null;
  },
): Promise<StorySummary> {
  const { fault, report } = story;
  const plan = report?.plans.at(-1);
  const seconds = (at: number | null | undefined) =>
    at === null || at === undefined ? null : Math.round((at - fault.startedAt) / 100) / 10;
  const verdict = report?.incident.verdict ?? null;
  const audit = await bot.read<{ ok: boolean }>('/api/v1/audit/verify');
  const health = await bot.health();
  return {
    scenario: story.scenario,
    incidentId: report?.incident.id ?? null,
    expected: { cause: fault.cause, places: fault.places },
    cause: verdict?.cause ?? null,
    symptom: verdict?.symptom ?? null,
    place: verdict?.place ?? null,
    confidence: verdict?.confidence ?? null,
    seconds: {
      detected: seconds(report?.incident.openedAt),
      diagnosed: seconds(report?.diagnosis?.at),
      planPosted: seconds(cardPostedAt(workspace)),
      approved: seconds(plan?.times?.approvedAt),
      executed: seconds(plan?.times?.executedAt),
      recovered: seconds(plan?.times?.recoveredAt),
    },
    messages: countMessages(workspace),
    approvers: (plan?.votes ?? []).filter(({ decision }) => decision === 'approve').map(({ user }) => user),
    state: plan?.state ?? (report ? 'no-plan' : 'not-detected'),
    auditOk: audit.ok,
    loopDelayMs: (health?.loopDelayMs as StorySummary['loopDelayMs']) ?? null,
    commandsOnDevice: network
      .commandsOnDevice({ since: story.since })
      .map(({ device, at, command, effect }) => ({ device, at, command, effect })),
  };
}

/** When the workspace took the card, by its own journal. */
function cardPostedAt(workspace: Setting['workspace']): number | null {
  const posted = workspace
    .journal()
    .find(
      (entry) =>
        entry.kind === 'call' && entry.method === 'chat.postMessage' && JSON.stringify(entry).includes('plan_approve'),
    );
  return posted?.at ?? null;
}

/** Messages of the product that everybody sees in the channel and its threads. */
function countMessages({ control }: Setting['workspace']): number {
  const all = control.history({ user: personaOf('on-call engineer').id, channel: nocChannel.id });
  return all.filter((message) => message.user === nocturneApp.botUserId && !message.ephemeral_to).length;
}
