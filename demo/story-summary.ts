import { approversOf, type FollowUp, plansOf } from './follow-up.ts';
import type { IncidentReport, PlaceJson } from './incident-report.ts';
import type { FaultSpec } from './network/spec.ts';
import { type Alone, playAlone } from './nobody-acting.ts';
import { nocChannel, nocturneApp, personaOf } from './personas.ts';
import type { Setting } from './setting.ts';

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
  /** That of the plan, and of the plan that follows once the first is verified. "escalated": people were called instead of a plan. */
  state: string;
  /** Null where none was to follow, or none came. */
  followUp: FollowUp | null;
  /** The same fault with nobody acting; null for a fault that does not show in a metric. */
  alone: Alone | null;
  auditOk: boolean;
  loopDelayMs: { p50: number; p99: number; max: number } | null;
  commandsOnDevice: { device: string; at: string; command: string; effect: 'read' | 'change' }[];
}

/** How it all ended. A plan that was to follow and did not come leaves the story "drained". */
function stateOf(report: IncidentReport | null, followUp: string | undefined): string {
  if (!report) return 'not-detected';
  const { main, next } = plansOf(report, followUp);
  if (!main) return report.decision?.kind === 'escalate' ? 'escalated' : 'no-plan';
  if (followUp === undefined || main.state !== 'verified') return main.state;
  return next?.state ?? 'drained';
}

export async function summarize(
  setting: Setting,
  story: {
    scenario: string;
    since: string;
    fault: { fault: FaultSpec; startedAt: number; cause: string; places: PlaceJson[] };
    report: IncidentReport | null;
    followUp: string | undefined;
  },
): Promise<StorySummary> {
  const { bot, network, workspace } = setting;
  const { fault, report, followUp } = story;
  const { main: plan, next } = plansOf(report, followUp);
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
    messages: countMessages(workspace, Date.parse(story.since)),
    approvers: approversOf(plan),
    state: stateOf(report, followUp),
    followUp: next
      ? { state: next.state, approvers: approversOf(next), executed: seconds(next.times?.executedAt) }
      : null,
    alone: playAlone(network.world.spec, setting.seed, fault.fault) ?? null,
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
function countMessages({ control }: Setting['workspace'], since: number): number {
  const all = control.history({ user: personaOf('on-call engineer').id, channel: nocChannel.id });
  const ours = all.filter((message) => message.user === nocturneApp.botUserId && !message.ephemeral_to);
  return ours.filter(({ ts }) => Number(ts) * 1000 >= since).length;
}
