import { nocChannel, nocturneApp, personaOf } from './personas.ts';
import type { Setting } from './setting.ts';

/** What the product's API says about one incident; only what a story needs. */
interface IncidentReport {
  incident: {
    id: string;
    state: string;
    openedAt: number;
    resolvedAt: number | null;
    verdict: { cause: string; symptom: string; place: PlaceJson; confidence: number } | null;
  };
  diagnosis: { at: number; conclusive: boolean } | null;
  plans: {
    id: string;
    state: string;
    content: { approvals: number };
    times: { approvedAt: number | null; executedAt: number | null; recoveredAt: number | null } | null;
    votes: { user: string; decision: string; at: number }[];
  }[];
}

interface PlaceJson {
  device: string;
  interface: string | null;
}

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

const finalStates = ['verified', 'rolled-back', 'failed', 'rejected', 'expired', 'superseded', 'cancelled'];
const pollMs = 150;
const incidentWithinMs = 90_000;
const planWithinMs = 60_000;
const endWithinMs = 240_000;

/** The file of a reason that the persona gives. */
const rejectReason = 'Not during the backup window.';

/** Asks again and again until there is an answer; undefined when time is up. */
async function until<T>(look: () => Promise<T | undefined>, withinMs: number): Promise<T | undefined> {
  const giveUpAt = Date.now() + withinMs;
  while (Date.now() < giveUpAt) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return undefined;
}

/** Plays one scenario to its end: fault, incident, plan card, the personas' clicks, and whatever comes of it. */
export async function playStory(
  setting: Setting,
  options: { scenario: string; decision: Decision; tell: (line: string) => void },
): Promise<StorySummary> {
  const { network, bot } = setting;
  const { tell } = options;
  const since = new Date().toISOString();
  const fault = network.inject(options.scenario);
  tell(`fault: ${options.scenario} at ${fault.places.map((place) => place.device).join(' and ')}`);
  const incidentId = await until(() => findIncident(setting, fault.startedAt), incidentWithinMs);
  if (incidentId) tell(`incident ${incidentId}`);
  const read = () => bot.read<IncidentReport>(`/api/v1/incidents/${incidentId}`);
  if (incidentId) {
    const planned = await until(async () => ((await read()).plans.length > 0 ? true : undefined), planWithinMs);
    if (planned) await decide(setting, { ...options, read });
    else tell('no plan was proposed');
    await until(async () => (isOver(await read()) ? true : undefined), planned ? endWithinMs : 0);
  }
  // What follows the end, such as the summary in the thread, is still on its way.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return summarize(setting, { scenario: options.scenario, since, fault, report: incidentId ? await read() : null });
}

async function findIncident({ bot }: Setting, since: number): Promise<string | undefined> {
  const incidents = await bot.read<IncidentReport['incident'][]>('/api/v1/incidents');
  return incidents.find(({ openedAt }) => openedAt >= since - 1000)?.id;
}

function isOver({ incident, plans }: IncidentReport): boolean {
  const last = plans.at(-1);
  if (!last || !finalStates.includes(last.state)) return false;
  return last.state !== 'verified' || incident.state === 'resolved';
}

/** The personas press the button of the card, the second one only where one voice is not enough. */
async function decide(
  { workspace }: Setting,
  options: { decision: Decision; tell: (line: string) => void; read: () => Promise<IncidentReport> },
): Promise<void> {
  const { decision, tell, read } = options;
  const channel = nocChannel.id;
  const actionId = decision === 'approve' ? 'plan_approve' : 'plan_reject';
  const people = [personaOf('approver'), personaOf('second approver')];
  const needed = decision === 'approve' ? ((await read()).plans.at(-1)?.content.approvals ?? 1) : 1;
  for (const persona of people.slice(0, needed)) {
    const card = await workspace.control.waitForMessage({
      user: persona.id,
      channel,
      action_id: actionId,
      timeoutMs: planWithinMs,
    });
    tell(`${persona.name} presses ${decision === 'approve' ? 'Approve' : 'Reject'}`);
    await workspace.control.press({ user: persona.id, channel, ts: card.ts, action_id: actionId });
    if (decision === 'reject') {
      await workspace.control.waitForModal({ user: persona.id, timeoutMs: 10_000 });
      await workspace.control.submit({ user: persona.id, values: { reason: { text: rejectReason } } });
    }
    const voted = async () =>
      (await read()).plans.some(({ votes }) => votes.some(({ user }) => user === persona.id)) ? true : undefined;
    await until(voted, 10_000);
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

/** Messages of the product that stand in the channel and its threads. */
function countMessages({ control }: Setting['workspace']): number {
  const user = personaOf('on-call engineer').id;
  const channel = nocChannel.id;
  const heads = control.history({ user, channel });
  const all = heads.flatMap((head) =>
    head.thread_ts === head.ts || head.reply_count ? control.history({ user, channel, thread_ts: head.ts }) : [head],
  );
  return all.filter((message) => message.user === nocturneApp.botUserId).length;
}
