import { touchedSteps } from '../changes/progress.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import type { Plan } from '../domain/plan.ts';
import type { Log } from '../log.ts';
import { vendors } from '../network/vendors/index.ts';
import type { Store } from '../store/store.ts';
import type { Ask, Asks } from './asks.ts';
import type { ChangesPort } from './ports.ts';
import type { Placement, PostedMessages } from './posted-messages.ts';
import { latestExpected } from './readings.ts';
import { slots } from './slots.ts';
import type { Uploads } from './uploads.ts';
import { planAsk } from './views/ask.ts';
import { brokenGlassNotice } from './views/broken-glass.ts';
import { isLongPlan, offersApproval, planCard, planCommands, planUndo } from './views/plan-card.ts';
import { planOutput } from './views/plan-output.ts';
import { planResult } from './views/plan-result.ts';
import { unknownCard } from './views/unknown-card.ts';

/** The messages about a plan. Each method brings Slack to what the store says now, however often it is called. */
export interface PlanMessages {
  card(planId: string): Promise<void>;
  /** The cards of an incident's plans that wait for somebody. */
  cards(incidentId: string): Promise<void>;
  /** Asks somebody on call to look at the plan, as the `step`th. */
  ask(planId: string, asked: Ask): Promise<void>;
  output(planId: string): Promise<void>;
  /** The card that asks how to go on; once decided it stays, without its buttons. Nothing when the plan was never unknown. */
  unknown(planId: string): Promise<void>;
  /** Tells the second channel that somebody ran the plan alone. Throws a retryable error while that channel can't be found. */
  brokenGlass(planId: string, broken: { user: string; reason: string }): Promise<void>;
  /** How the change ended, once it has. `at` is when. */
  result(planId: string, at: number): Promise<void>;
}

const results: string[] = ['verified', 'rolled-back', 'failed'];

/** Whether a change has an end that is worth a message of its own. */
export function isResult(state: string): boolean {
  return results.includes(state);
}

export function createPlanMessages(deps: {
  store: Store;
  posted: PostedMessages;
  uploads: Uploads;
  changes: ChangesPort;
  asks: Asks;
  metrics: MetricReader;
  thread: (incidentId: string) => Promise<Placement>;
  /** The id of the channel that is told of break-glass; undefined when there is none. */
  secondChannel: () => Promise<string | undefined>;
  log: Log;
}): PlanMessages {
  const { store, posted, changes, log } = deps;

  /**
   * Runs the work with the plan and the thread of its incident; nothing for a plan that is not there. The card of a plan without an incident stands in
   * the channel, and what follows in its thread.
   */
  async function withPlan(planId: string, work: (plan: Plan, place: Placement) => Promise<unknown>): Promise<void> {
    const plan = await store.plans.get(planId);
    if (!plan) return;
    const place = await deps.thread(plan.content.incidentId);
    const card = place.thread === null ? await posted.find(slots.card(planId)) : undefined;
    await work(plan, card ? { channel: card.channel, thread: card.ts } : place);
  }

  /** The link to the whole plan as a file. Null when it is short or the file can't be had. */
  async function fileLink(plan: Plan): Promise<string | null> {
    if (!isLongPlan(plan)) return null;
    const slot = slots.card(plan.id);
    const known = await posted.fileOf(slot);
    if (known) return known.permalink;
    const text = `${planCommands(plan)}\n\nRollback\n${plan.content.irreversible ? 'None.' : planUndo(plan)}\n`;
    const filename = `${plan.id}.txt`;
    try {
      const bytes = new TextEncoder().encode(text);
      const file = await deps.uploads.upload({ filename, title: `Plan ${plan.id}`, bytes, type: 'text/plain' });
      await posted.keepFile(slot, { ...file, altText: '' });
      return file.permalink;
    } catch (err) {
      log.warn({ err, plan: plan.id }, 'a long plan could not be uploaded; its card has no Approve button');
      return null;
    }
  }

  async function showAsks(plan: Plan, place: Placement): Promise<void> {
    for (const { step, user, at } of await deps.asks.of(plan.id)) {
      await posted.put(slots.ask(plan.id, step), place, planAsk({ plan, user, at }));
    }
  }

  function card(planId: string): Promise<void> {
    return withPlan(planId, async (plan, place) => {
      const [votes, offer, link] = await Promise.all([
        store.votes.forPlan(planId),
        changes.approvalOffer(plan),
        fileLink(plan),
      ]);
      const editable = changes.editable(plan).length > 0;
      const facts = { plan, votes, offer, fileLink: link, editable };
      const live = plan.state === 'pending';
      await posted.put(slots.card(planId), place, planCard(facts), { live });
      if (live && !offersApproval(facts)) log.info({ plan: planId }, 'a plan card was posted without Approve');
      await showAsks(plan, place);
    });
  }

  return {
    card,
    async cards(incidentId) {
      const plans = await store.plans.forIncident(incidentId);
      for (const { id } of plans.filter(({ state }) => state === 'pending' || state === 'unknown')) await card(id);
    },
    async ask(planId, ask) {
      if ((await store.plans.get(planId))?.state !== 'pending') return;
      await deps.asks.keep(planId, ask);
      await card(planId);
    },
    output: (planId) =>
      withPlan(planId, async (plan, place) => {
        const lines = await store.executions.lines(planId);
        if (lines.length > 0) await posted.put(slots.output(planId), place, planOutput(plan, lines));
      }),
    unknown: (planId) =>
      withPlan(planId, async (plan, place) => {
        const slot = slots.unknown(planId);
        const open = plan.state === 'unknown';
        if (!open && !(await posted.find(slot))) return;
        const [lines, unknown] = await Promise.all([store.executions.lines(planId), changes.unknown(plan)]);
        await posted.put(slot, place, unknownCard({ plan, lines, unknown }), { live: open });
      }),
    async brokenGlass(planId, broken) {
      const plan = await store.plans.get(planId);
      const channel = await deps.secondChannel();
      if (!plan || channel === undefined) return;
      await posted.put(slots.brokenGlass(planId), { channel, thread: null }, brokenGlassNotice(plan, broken));
    },
    result: (planId, at) =>
      withPlan(planId, async (plan, place) => {
        if (!isResult(plan.state)) return;
        const now = latestExpected(deps.metrics, plan.content.expected, at);
        const lines = await store.executions.lines(planId);
        const touched = touchedSteps(vendors, plan, lines).length > 0;
        const timers = await changes.timers(plan);
        await posted.put(slots.result(planId), place, planResult(plan, { at, now, touched, timers }));
      }),
  };
}
