import { ask } from '../forecast/play-forecast.ts';
import { isFinal, type PlanReport, until } from '../incident-report.ts';
import { nocChannel, nocturneApp, personaOf } from '../personas.ts';
import type { Setting } from '../setting.ts';
import { detour } from './detour.ts';

const answerWithinMs = 60_000;
const endWithinMs = 180_000;
/** So long the network runs before it is asked about, so that there is a now. */
const settleMs = 15_000;

/** What the product's API says of a route and of a plan for another one; only what the story needs. */
interface RouteJson {
  now: { links: string[]; latencyMs: number } | null;
  gain: { low: number; high: number } | null;
}
type RoutePlan = PlanReport & {
  outcome: string | null;
  content: { expected: { threshold: number; bound: number; before: number } };
};

/** The one JSON object of a headless run of another route. */
export interface RouteSummary {
  scenario: 'route';
  seed: number;
  answer: string[];
  plan: { state: string; outcome: string | null } | null;
  /** Round trips in ms: before, what was promised, and after; and what was gained beside what the past said. */
  latencyMs: { before: number | null; promised: [number, number] | null; after: number | null };
  gainMs: { expected: [number, number] | null; seen: number | null };
  way: { before: string[]; after: string[] };
  auditOk: boolean;
}

/** A person asks for the route of a pair, has a plan made of what is recommended, and an approver approves it. */
export async function playRoute(setting: Setting, tell: (line: string) => void): Promise<RouteSummary> {
  const { bot } = setting;
  const { from, to } = detour;
  const readRoute = () => bot.read<RouteJson>(`/api/v1/route?from=${from}&to=${to}`);
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const asked = `route ${from} ${to}`;
  const { blocks } = await ask(setting, asked);
  const answer = blocks.flatMap((text) => text.split('\n'));
  for (const line of answer) tell(`${nocturneApp.slashCommand} ${asked}: ${line}`);
  const before = await readRoute();
  const planId = await proposeAndApprove(setting, tell);
  const ended = async () => {
    const plan = await bot.read<RoutePlan>(`/api/v1/plans/${planId}`);
    return isFinal(plan) ? plan : undefined;
  };
  const plan = planId === undefined ? undefined : await until(ended, endWithinMs);
  const after = await readRoute();
  if (plan) tell(`the plan is ${plan.state}: ${plan.outcome}`);
  const audit = await bot.read<{ ok: boolean }>('/api/v1/audit/verify');
  const expected = plan?.content.expected;
  const [was, is] = [expected?.before ?? null, after.now?.latencyMs ?? null];
  return {
    ...{ scenario: 'route', seed: setting.seed, answer },
    plan: plan ? { state: plan.state, outcome: plan.outcome } : null,
    latencyMs: { before: was, promised: expected ? [expected.bound, expected.threshold] : null, after: is },
    gainMs: {
      expected: before.gain ? [before.gain.low, before.gain.high] : null,
      seen: was === null || is === null ? null : was - is,
    },
    way: { before: before.now?.links ?? [], after: after.now?.links ?? [] },
    auditOk: audit.ok,
  };
}

/** The id of the plan; undefined when none was written. */
async function proposeAndApprove(setting: Setting, tell: (line: string) => void): Promise<string | undefined> {
  const [asker, approver] = [personaOf('on-call engineer'), personaOf('approver')];
  tell(`${asker.name} presses Propose this change`);
  await press(setting, asker.id, 'route_propose');
  const proposed = async () => {
    const entries = await setting.bot.read<{ action: string; subject: string }[]>('/api/v1/audit');
    return entries.findLast(({ action }) => action === 'plan.proposed')?.subject;
  };
  const planId = await until(proposed, answerWithinMs);
  if (planId === undefined) return undefined;
  tell(`${planId} waits; ${approver.name} presses Approve`);
  await press(setting, approver.id, 'plan_approve');
  return planId;
}

async function press({ workspace: { control } }: Setting, user: string, actionId: string): Promise<void> {
  const channel = nocChannel.id;
  const { ts } = await control.waitForMessage({ user, channel, action_id: actionId, timeoutMs: answerWithinMs });
  await control.press({ user, channel, ts, action_id: actionId });
}

/** Whether the plan was verified, and what it gained lies within what was promised. */
export function isGained({ plan, latencyMs: { promised, after }, way }: RouteSummary): boolean {
  const inside = promised !== null && after !== null && after > promised[0] && after < promised[1];
  return plan?.state === 'verified' && inside && way.before.join() !== way.after.join();
}
