import { crashAt, type KillPoint } from './crash.ts';
import { type CrashSummary, summarizeCrash } from './crash-summary.ts';
import { followToTheEnd, plansOf } from './follow-up.ts';
import { findIncident, type IncidentReport, isOver, readIncident, until } from './incident-report.ts';
import type { FaultInput } from './network/spec.ts';
import { nocChannel, personaOf } from './personas.ts';
import type { Setting } from './setting.ts';
import { type StorySummary, summarize } from './story-summary.ts';

export type Decision = 'approve' | 'reject';

const pointsBeforeClicks: KillPoint[] = ['detected', 'diagnosed', 'planPosted'];
const incidentWithinMs = 90_000;
const planWithinMs = 120_000;
const endWithinMs = 240_000;
const answerWithinMs = 60_000;

/** The file of a reason that the persona gives. */
const rejectReason = 'Not during the backup window.';

export interface StoryOptions {
  scenario: string;
  /** What goes wrong instead of what the scenario says. */
  fault?: FaultInput;
  decision: Decision;
  /** Where the bot is killed, and how. It is started again, and the story goes on. */
  crash?: { point: KillPoint; signal: 'SIGKILL' | 'SIGTERM' };
  /** Other trouble that is made while the story runs, from the time of the fault on. The story ends after it. */
  trouble?: (startedAt: number) => Promise<void>;
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
  const troubled = options.trouble?.(fault.startedAt);
  troubled?.catch(() => undefined);
  const incidentId = await until(() => findIncident(bot, fault.startedAt), incidentWithinMs);
  if (incidentId) {
    tell(`incident ${incidentId}`);
    // The card is pressed when somebody is there to answer.
    const answered = crash && pointsBeforeClicks.includes(crash.point) ? crashed : undefined;
    await followIncident(setting, { ...options, answered, read: () => readPatiently(setting, incidentId) });
  }
  await troubled;
  const survived = (await crashed) ?? null;
  // What follows the end, such as the summary in the thread, is still on its way.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const report = incidentId ? await readIncident(bot, incidentId) : null;
  const followUp = followUpOf(setting, options);
  const summary = await summarize(setting, { scenario: options.scenario, since, fault, report, followUp });
  if (!crash) return summary;
  const { startedAt } = fault;
  return { ...summary, ...(await summarizeCrash(setting, { summary, startedAt, crash: survived })) };
}

/** In trouble the product may not answer for a while. */
async function readPatiently({ bot }: Setting, incidentId: string): Promise<IncidentReport> {
  const report = await until(() => readIncident(bot, incidentId), answerWithinMs);
  return report ?? readIncident(bot, incidentId);
}

/** A fault of one's own has no known end. */
function followUpOf({ network }: Setting, { scenario, fault, decision }: StoryOptions): string | undefined {
  return fault || decision === 'reject' ? undefined : network.world.spec.scenarios[scenario]?.followUp;
}

async function followIncident(setting: Setting, options: Following): Promise<void> {
  const { tell, read } = options;
  const decided = async () => {
    const { plans, decision } = await read();
    return plans.length > 0 ? 'plan' : decision && decision.kind !== 'plan' ? 'none' : undefined;
  };
  const planned = (await until(decided, planWithinMs)) === 'plan';
  await options.answered;
  if (planned) await decide(setting, options);
  else tell('no plan was proposed');
  const lookAtEnd = async () => {
    const report = await read();
    if ((options.crash || options.trouble) && report.plans.at(-1)?.state === 'unknown')
      await chooseToContinue(setting, options);
    return isOver(report) ? true : undefined;
  };
  await until(lookAtEnd, planned ? endWithinMs : 0);
  const playbook = followUpOf(setting, options);
  if (playbook === undefined || plansOf(await read(), playbook).main?.state !== 'verified') return;
  await followToTheEnd({ playbook, read, tell, decide: () => decide(setting, options) });
}

interface Following extends StoryOptions {
  answered: Promise<unknown> | undefined;
  read: () => Promise<IncidentReport>;
}

/** Nobody knows how far the plan went: an approver reads the difference on the card and presses Continue. */
async function chooseToContinue(setting: Pick<Setting, 'workspace'>, { tell, read }: Following): Promise<void> {
  const persona = personaOf('approver');
  tell(`nobody knows how far the plan went; ${persona.name} presses Continue`);
  await press(setting, { user: persona.id, actionId: 'plan_continue' });
  await until(async () => ((await read()).plans.at(-1)?.state === 'unknown' ? undefined : true), answerWithinMs);
}

/** Presses a button that stands or will soon, again when the app does not answer, as a person would. */
async function press(
  { workspace }: Pick<Setting, 'workspace'>,
  { user, actionId }: { user: string; actionId: string },
): Promise<void> {
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
export async function decide(
  setting: Pick<Setting, 'workspace'>,
  { decision, tell, read }: Pick<Following, 'decision' | 'tell' | 'read'>,
): Promise<void> {
  const { control } = setting.workspace;
  const actionId = decision === 'approve' ? 'plan_approve' : 'plan_reject';
  const people = [personaOf('approver'), personaOf('second approver')];
  const needed = decision === 'approve' ? ((await read()).plans.at(-1)?.content.approvals ?? 1) : 1;
  for (const persona of people.slice(0, needed)) {
    tell(`${persona.name} presses ${decision === 'approve' ? 'Approve' : 'Reject'}`);
    await press(setting, { user: persona.id, actionId });
    if (decision === 'reject') {
      await control.waitForModal({ user: persona.id, timeoutMs: answerWithinMs });
      await control.submit({ user: persona.id, values: { reason: { text: rejectReason } } });
    }
    const voted = async () =>
      (await read()).plans.at(-1)?.votes.some(({ user }) => user === persona.id) ? true : undefined;
    await until(voted, answerWithinMs);
  }
}
