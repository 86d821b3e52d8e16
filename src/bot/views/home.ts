import type { KnownBlock } from '@slack/types';
import type { Topology } from '../../domain/device.ts';
import type { Incident } from '../../domain/incident.ts';
import type { Plan } from '../../domain/plan.ts';
import { context, header, section } from '../blocks.ts';
import { count, cut, escapeMrkdwn, showDate, utc } from '../text.ts';
import { incidentLine } from './incident-head.ts';
import { planLine } from './plan-words.ts';

const shown = 10;

export interface HomeFacts {
  incidents: Incident[];
  /** Plans that wait, each with a link to its card when it stands in Slack. */
  plans: { plan: Plan; link: string | null }[];
  devices: string;
  models: string;
  mode: string;
  topology: Topology;
  at: number;
}

/** The home tab: what waits for me, what is broken, what is silent. */
export function homeView(facts: HomeFacts): Record<string, unknown> {
  const plans = facts.plans.slice(0, shown).map(({ plan, link }) => {
    const until = plan.state === 'pending' ? ` · until ${showDate(plan.approveBy)}` : '';
    return section(`${planLine(plan)} · risk ${plan.content.risk}${until}${link ? ` · <${link}|open the card>` : ''}`);
  });
  const incidents = facts.incidents.slice(0, shown).map((incident) => section(incidentLine(incident, facts.topology)));
  const blocks: KnownBlock[] = [
    header('Waiting for a decision'),
    ...(plans.length > 0 ? plans : [context('No plan waits.')]),
    header('Open incidents'),
    ...(incidents.length > 0 ? incidents : [context('No open incident. That is only as good as the telemetry below.')]),
    ...(facts.incidents.length > shown ? [context(`and ${count(facts.incidents.length - shown, 'more')}`)] : []),
    header('Network'),
    section(cut(facts.devices, 2900)),
    header('Models'),
    section(cut(facts.models, 2900)),
    context(facts.mode, `As of ${escapeMrkdwn(utc(facts.at))}. Open this tab again to see it anew.`),
  ];
  return { type: 'home', blocks };
}
