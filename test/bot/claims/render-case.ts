import { incidentPicture } from '../../../src/bot/incident-picture.ts';
import { blocksOf, type OutgoingMessage } from '../../../src/bot/message.ts';
import { isResult } from '../../../src/bot/plan-messages.ts';
import { latest } from '../../../src/bot/readings.ts';
import { incidentAsk, planAsk } from '../../../src/bot/views/ask.ts';
import { brokenGlassNotice } from '../../../src/bot/views/broken-glass.ts';
import { decisionMessage } from '../../../src/bot/views/decision.ts';
import { incidentFacts } from '../../../src/bot/views/incident-facts.ts';
import { incidentHead } from '../../../src/bot/views/incident-head.ts';
import { planCard } from '../../../src/bot/views/plan-card.ts';
import { planOutput } from '../../../src/bot/views/plan-output.ts';
import { planResult } from '../../../src/bot/views/plan-result.ts';
import { resolvedSummary } from '../../../src/bot/views/summary.ts';
import { unknownCard } from '../../../src/bot/views/unknown-card.ts';
import { altText } from '../../../src/charts/alt-text.ts';
import type { IncidentEnd } from '../../../src/domain/incident.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import type { ClaimCase } from './claim-cases.ts';

/** What people see of a plan at one of its ends, by the name of the message. Preformatted text stands apart: it is data. */
export interface Rendered {
  name: string;
  words: string[];
  data: string[];
}

/** How the incident of a plan ends that came so far. */
function endOf({ state }: Plan): IncidentEnd {
  if (state === 'verified') return { how: 'verified' };
  return state === 'rejected' ? { how: 'dismissed', by: 'U0ONCALL1', reason: 'A test.' } : { how: 'quiet' };
}

export async function renderCase(c: ClaimCase): Promise<Rendered[]> {
  const { plan, votes, lines, world, incident } = c;
  const offer = await world.changes.approvalOffer(plan);
  const editable = world.changes.editable(plan).length > 0;
  const { expected } = plan.content;
  const now = latest(world.metrics, expected.place, expected.metric, world.now);
  const story = {
    incident: { ...incident, state: 'resolved' as const, resolvedAt: world.now, end: endOf(plan) },
    topology: world.topology,
  };
  const plans = await Promise.all(
    c.plans.map(async (each) => ({
      plan: each,
      votes: await world.store.votes.forPlan(each.id),
      times: await world.changes.times(each.id),
    })),
  );
  const decision = { kind: 'escalate', playbook: c.playbook, reason: 'People look after it.' } as const;
  const messages: [string, OutgoingMessage][] = [
    ['card', planCard({ plan, votes, offer, editable })],
    ...c.plans
      .filter(({ id }) => id !== plan.id)
      .map((old): [string, OutgoingMessage] => [
        'former card',
        planCard({ plan: old, votes: [], offer, editable: false }),
      ]),
    ['ask', planAsk({ plan, user: 'U0ONCALL1', at: world.now })],
    ['incident ask', incidentAsk({ incident, user: 'U0ONCALL1', at: world.now })],
    ['head', incidentHead(incident, world.topology)],
    ['facts', incidentFacts({ incident, rows: [], chart: null })],
    ['decision', decisionMessage({ incident, decision, diagnosis: undefined })],
    ['summary', resolvedSummary({ ...story, diagnosis: undefined, plans, chart: null })],
    ...(lines.length > 0 ? ([['output', planOutput(plan, lines)]] as [string, OutgoingMessage][]) : []),
    ...(c.unknown
      ? ([['unknown', unknownCard({ plan, lines, unknown: c.unknown })]] as [string, OutgoingMessage][])
      : []),
    ...(isResult(plan.state)
      ? ([['result', planResult(plan, { at: world.now, now, touched: c.touched, timers: c.timers })]] as [
          string,
          OutgoingMessage,
        ][])
      : []),
    ...(c.end === 'breaks the glass'
      ? ([['second channel', brokenGlassNotice(plan, { user: 'U0APPROV1', reason: 'no uplink' })]] as [
          string,
          OutgoingMessage,
        ][])
      : []),
  ];
  const anomaly = { at: world.openedAt, place: incident.place, score: 0.9, detector: 'test' };
  const metrics = [{ metric: expected.metric, value: 63, expected: 4, deviation: 9 }];
  const picture = incidentPicture({
    ...{ incident: story.incident, topology: world.topology, metrics: world.metrics, plans, to: world.now },
    anomalies: [{ ...anomaly, metrics }],
  });
  return [
    ...messages.map(([name, message]) => ({ name, ...textsOf(message) })),
    { name: 'answers', words: c.answers, data: [] },
    ...(picture ? [{ name: 'chart', words: [altText(picture)], data: [] }] : []),
  ];
}

/** The texts of a message as a reader sees them. */
export function textsOf(message: OutgoingMessage): { words: string[]; data: string[] } {
  const found = { words: [] as string[], data: [] as string[] };
  collect(blocksOf(message), found, false);
  return found;
}

function collect(node: unknown, found: { words: string[]; data: string[] }, preformatted: boolean): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, text, alt_text: alt } = node as { type?: string; text?: unknown; alt_text?: unknown };
  const isData = preformatted || type === 'rich_text_preformatted';
  if (typeof text === 'string') (isData ? found.data : found.words).push(text);
  if (typeof alt === 'string') found.words.push(alt);
  for (const value of Object.values(node)) collect(value, found, isData);
}
