import type { KnownBlock } from '@slack/types';
import type { DigestSchedule } from '../../digests/settings.ts';
import type { Topology } from '../../domain/device.ts';
import type { Incident } from '../../domain/incident.ts';
import type { Plan } from '../../domain/plan.ts';
import { count } from '../../foundation/number-words.ts';
import type { Silence } from '../../incidents/silences.ts';
import { actionIds } from '../action-ids.ts';
import { actions, button, context, header, preformatted, section } from '../blocks.ts';
import { cut, escapeMrkdwn, showDate, utc } from '../text.ts';
import { incidentLine } from './incident-head.ts';
import { approveButton, planCommands, rejectButton } from './plan-card.ts';
import { planLine } from './plan-words.ts';
import { silenceLine } from './silence-words.ts';

const plansShown = 5;
const shown = 10;
/** A plan with more than this is approved on its card, where all of it stands. */
const commandsShown = 1500;

/** A plan that waits. `link` leads to its card when that stands in Slack; `mine` says that this person may decide about it. */
export interface WaitingPlan {
  plan: Plan;
  link: string | null;
  mine: boolean;
}

export interface HomeFacts {
  incidents: { incident: Incident; silence: Silence | undefined }[];
  plans: WaitingPlan[];
  /** The digests that are sent, and whether they mention this person. */
  digests: { schedule: DigestSchedule; isMine: boolean }[];
  /** What will probably reach a limit; a line each. */
  risks: string[];
  /** When it was looked for, and what is over its limit. */
  look: string;
  sites: string[];
  /** Which devices were heard and which were not. */
  devices: string;
  models: string;
  /** How far learning is; empty where nothing is learned by itself. */
  learning: string;
  mode: string;
  oncall: string;
  /** Those of this person. */
  silences: Silence[];
  topology: Topology;
  at: number;
}

/** The home tab: what waits for me, what is broken, how the sites are, what I silenced. */
export function homeView(facts: HomeFacts): Record<string, unknown> {
  const mine = facts.plans.filter((each) => each.mine);
  const others = facts.plans.filter((each) => !each.mine);
  const blocks: KnownBlock[] = [
    header('Waiting for me'),
    ...(mine.length > 0 ? mine.slice(0, plansShown).flatMap(myPlan) : [context('No plan waits for your decision.')]),
    ...more(mine.length - plansShown, 'plan'),
    ...(others.length > 0 ? [context(cut(otherPlans(others), 1900))] : []),
    header('Open incidents'),
    ...(facts.incidents.length > 0
      ? facts.incidents.slice(0, shown).flatMap((each) => incidentBlocks(each, facts.topology))
      : [context('No open incident. That is only as good as the telemetry below.')]),
    ...more(facts.incidents.length - shown, 'incident'),
    header('Risks'),
    ...(facts.risks.length > 0 ? [section(cut(facts.risks.join('\n'), 2900))] : []),
    context(cut(facts.look, 1900)),
    header('Sites'),
    section(cut(facts.sites.join('\n') || 'No devices in the inventory.', 2900)),
    context(cut(facts.devices, 1900)),
    header('My silences'),
    ...(facts.silences.length > 0
      ? facts.silences.slice(0, shown).flatMap((silence) => silenceBlocks(silence, facts.at))
      : [context('You have silenced nothing.')]),
    ...(facts.digests.length > 0 ? [header('Digests'), ...facts.digests.flatMap(digestBlocks)] : []),
    header('Models'),
    section(cut(facts.models, 2900)),
    ...(facts.learning === '' ? [] : [context(facts.learning)]),
    context(facts.oncall, facts.mode, `As of ${escapeMrkdwn(utc(facts.at))}. Open this tab again to see it anew.`),
  ];
  return { type: 'home', blocks };
}

function more(many: number, what: string): KnownBlock[] {
  return many > 0 ? [context(`and ${count(many, `more ${what}`)}`)] : [];
}

function planWords({ plan, link }: WaitingPlan): string {
  const until = plan.state === 'pending' ? ` · until ${showDate(plan.approveBy)}` : '';
  return `${planLine(plan)} · risk ${plan.content.risk}${until}${link ? ` · <${link}|open the card>` : ''}`;
}

/** With buttons only where all commands can be read here and the card stands in Slack, so that others see the decision. */
function myPlan(waiting: WaitingPlan): KnownBlock[] {
  const { plan, link } = waiting;
  const commands = planCommands(plan);
  const isReadable = plan.state === 'pending' && link !== null && commands.length <= commandsShown;
  return [
    section(`${planWords(waiting)}\n${escapeMrkdwn(plan.summary, 600)}`),
    ...(isReadable
      ? [preformatted(commands), actions(`plan:${plan.id}`, approveButton(plan), rejectButton(plan))]
      : [context('It is decided about on its card, where all of it stands.')]),
  ];
}

function otherPlans(others: WaitingPlan[]): string {
  return ['Waiting for others:', ...others.slice(0, plansShown).map(planWords)].join('\n');
}

function incidentBlocks(each: HomeFacts['incidents'][number], topology: Topology): KnownBlock[] {
  const { incident, silence } = each;
  const { id, owner } = incident;
  const take = owner ? [] : [button({ action: actionIds.takeIncident, text: 'Take it', value: id })];
  const hush = silence ? [] : [button({ action: actionIds.silenceIncident, text: 'Silence…', value: id })];
  const buttons = [...take, ...hush];
  return [
    section(incidentLine(incident, topology, { silence })),
    ...(buttons.length > 0 ? [actions(`incident:${id}`, ...buttons)] : []),
  ];
}

function digestBlocks({ schedule: { id, kind, cron, timezone }, isMine }: HomeFacts['digests'][number]): KnownBlock[] {
  const choose = isMine
    ? button({ action: actionIds.mentionMeNot, text: 'Do not mention me', value: id })
    : button({ action: actionIds.mentionMe, text: 'Mention me', value: id });
  const when = escapeMrkdwn(`${id} (${kind}), by the clock of ${timezone}: ${cron}`);
  return [section(`${when}${isMine ? ' · it mentions you' : ''}`), actions(`digest:${id}`, choose)];
}

function silenceBlocks(silence: Silence, at: number): KnownBlock[] {
  const end = button({ action: actionIds.endSilence, text: 'End it', value: silence.id });
  return [section(silenceLine(silence, at)), actions(`silence:${silence.id}`, end)];
}
