import { randomBytes } from 'node:crypto';
import { composeChanges, type Devices } from '../../src/app/compose/acting.ts';
import { type Bot, createBot } from '../../src/bot/bot.ts';
import type { Envelope } from '../../src/bot/envelope.ts';
import type { Changes } from '../../src/changes/changes.ts';
import type { ProposeOutcome } from '../../src/changes/propose.ts';
import type { Topology } from '../../src/domain/device.ts';
import { noHistory } from '../../src/domain/history-reader.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { MetricReader } from '../../src/domain/metric-reader.ts';
import type { Place } from '../../src/domain/place.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { oncallSchema } from '../../src/incidents/oncall.ts';
import { createSilences } from '../../src/incidents/silences.ts';
import { noModels } from '../../src/learning/models-in-use.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/store/store.ts';
import { openMemoryStore } from '../devices/open-memory-store.ts';
import { placeFor, policyOf } from './desk-setting.ts';
import { fakeSlack } from './fake-slack.ts';
import { placePlan } from './situations.ts';
import { createWeakenedStore } from './weakened-store.ts';

/** Where people decide: the bot on an invented workspace, the plans in a store in memory, and the executor behind them. */
export interface Desk {
  bot: Bot;
  changes: Changes;
  store: Store;
  /** A plan of its own for an input, in the situation of that name. */
  plan(situation: string): Promise<Plan>;
  propose(playbook: string, parameters: Record<string, string | number>, vendor: string): Promise<ProposeOutcome>;
  /** An incident at a place of this vendor, with trouble that telemetry shows. */
  incident(cause: string, vendor: string): Promise<Incident>;
  /** What stands about a plan and beside it: any decision, by whatever way, changes this. */
  mark(planId: string): Promise<string>;
  /** Delivers a body as Slack would, and carries an approved plan on. The codes are those of the decisions that were asked for. */
  deliver(body: Envelope): Promise<{
    codes: string[];
    accepted: boolean;
    errors: string[] /** Meant for another installation. */;
    stray: boolean;
  }>;
  close(): Promise<void>;
}

const log = createLog({ level: 'silent' });
const bands = { latency_ms: [4, 160], packet_loss_pct: [0, 15], cpu_pct: [12, 96], memory_pct: [40, 93] } as const;

export async function openDesk(
  deps: Omit<Devices, 'guard'> & { topology: Topology; isOn(guard: string): boolean },
): Promise<Desk> {
  const { topology, isOn } = deps;
  const real = await openMemoryStore({ log, clock: Date.now });
  const store = createWeakenedStore(real, isOn);
  let now = Date.now();
  let sick: Place | null = null;
  let ids = 0;
  const later = { later: async () => undefined };
  const clock = () => now;
  const newId = (prefix: string) => `${prefix}-${++ids}-${randomBytes(8).toString('base64url')}`;
  const metrics: MetricReader = {
    values: (place, metric, from, to) => samples(place, metric, from, Math.min(to, now)),
    metricsAt: () => Object.keys(bands),
    lastHeard: () => now,
  };
  function samples(place: Place, metric: string, from: number, to: number) {
    const band = bands[metric as keyof typeof bands];
    const points = [];
    for (let at = Math.max(from, to - 120_000); band && place.interface === null && at <= to; at += 1000) {
      points.push({ at, value: band[place.device === sick?.device && at > now - 30_000 ? 1 : 0] });
    }
    return points;
  }
  const changes = composeChanges(
    { policy: policyOf(isOn) },
    {
      ...deps,
      ...{ store, metrics, clock, newId, log, later },
      people: (id) => bot.person(id),
      sleep: async (ms) => {
        now += ms;
      },
    },
  );

  let codes: string[] = [];
  let accepted = false;
  let errors: string[] = [];
  const note = <A extends { accepted: boolean; code: string }>(answer: A): A => {
    codes.push(answer.code);
    accepted ||= answer.accepted;
    return answer;
  };
  const slack = fakeSlack(isOn, (text) => errors.push(text));
  const bot = createBot({
    slack: {
      botToken: 'xoxb-bench',
      appToken: 'xapp-bench',
      apiUrl: slack.apiUrl,
      channel: 'C0BENCH01',
      mode: 'socket',
    },
    receiver: { init: () => undefined, start: async () => undefined, stop: async () => undefined },
    fetch: slack.fetch,
    store,
    metrics,
    history: noHistory,
    topology: () => topology,
    charts: { draw: async () => ({ png: Buffer.alloc(0), altText: '' }) },
    changes: {
      ...changes,
      async refusal(asked) {
        const refusal = await changes.refusal(asked);
        if (refusal) codes.push(refusal.code);
        return refusal;
      },
      decide: async (click) => note(await changes.decide(click)),
      decideUnknown: async (click) => note(await changes.decideUnknown(click)),
      breakGlass: async (emergency) => note(await changes.breakGlass(emergency)),
      edit: async (edit) => note(await changes.edit(edit)),
    },
    incidents: { take: async () => false, dismiss: async () => false, anomaliesOf: async () => [] },
    models: { ...noModels, states: async () => [], keys: [], detail: async () => null },
    silences: createSilences({ store, topology, later, newId, clock: Date.now }),
    oncall: oncallSchema.parse({}),
    training: { recordings: [], start: async () => 'none' },
    newId,
    groups: () => ['S0APPROVE'],
    grants: [{ commands: ['break-glass'] }],
    clock: Date.now,
    log,
    projectEveryMs: 600_000,
  });
  await bot.start();

  async function incident(cause: string, vendor: string): Promise<Incident> {
    const place = placeFor(topology, cause, vendor);
    sick = place;
    const opened: Incident = {
      ...{ id: newId('INC'), state: 'open', severity: 'major', place, places: [place], anomalies: 9, owner: null },
      ...{ openedAt: now - 20_000, lastAnomalyAt: now, resolvedAt: null },
      verdict: {
        ...{ cause: cause as never, symptom: cause as never, place, confidence: 0.95 },
        ...{ probabilities: {}, drivers: [], modelId: 'bench' },
      },
    };
    await real.incidents.insert(opened);
    return opened;
  }

  async function propose(playbook: string, parameters: Record<string, string | number>, vendor: string) {
    const cause = deps.playbooks.find(({ id }) => id === playbook)?.causes[0] ?? 'latency_spike';
    const { id, place } = await incident(cause, vendor);
    const named = { device: place.device, ...(place.interface === null ? {} : { interface: place.interface }) };
    return changes.propose({
      ...{ incidentId: id, playbook, requestedBy: 'nocturne' },
      parameters: { ...named, ...parameters },
    });
  }

  let pattern: Plan | undefined;
  async function plan(situation: string): Promise<Plan> {
    if (!pattern) {
      const written = await propose('latency_spike', {}, 'frr');
      if (written.outcome !== 'ok') throw new Error(written.reason);
      pattern = written.plan;
    }
    sick = pattern.content.target;
    return placePlan({ store: real, pattern, now, newId, changes }, situation);
  }

  async function mark(planId: string): Promise<string> {
    const placed = (await real.plans.get(planId))!;
    const beside = await real.plans.forIncident(placed.content.incidentId);
    return JSON.stringify([beside.map(({ id, state, hash }) => [id, state, hash]), await real.votes.forPlan(planId)]);
  }

  return {
    ...{ bot, changes, store, plan, propose, incident, mark },
    async deliver(body) {
      [codes, accepted, errors] = [[], false, []];
      const strays = bot.strayEnvelopes();
      await bot.deliver(body);
      if (!isOn('listeners') && codes.length === 0) await decideAnyway(body);
      for (const { id } of await real.plans.inStates(['approved'])) await changes.advance(id);
      return { codes, accepted, errors, stray: bot.strayEnvelopes() > strays };
    },
    async close() {
      await bot.close();
      await real.close();
    },
  };

  /** As if a listener took every action for an approval. */
  async function decideAnyway(body: Envelope): Promise<void> {
    const user = await bot.person(body.user?.id ?? body.user_id ?? '').catch(() => undefined);
    const buttonId = String(body.actions?.[0]?.value ?? '');
    if (user && buttonId) note(await changes.decide({ buttonId, user, decision: 'approve', reason: null }));
  }
}
