import type { Topology } from '../../domain/device.ts';
import type { Incident, Severity } from '../../domain/incident.ts';
import type { MetricReader } from '../../domain/metric-reader.ts';
import { count } from '../../foundation/number-words.ts';
import { severityLook } from '../place-words.ts';
import { escapeMrkdwn } from '../text.ts';

const order: readonly Severity[] = ['critical', 'major', 'minor', 'warning'];

/**
 * One line for each site, those in trouble first. Green is only said of a site whose devices were all heard lately and are judged by a
 * trained model; whatever is not known is white.
 */
export function siteLines(fleet: {
  topology: Topology;
  incidents: Incident[];
  metrics: Pick<MetricReader, 'lastHeard'>;
  isJudged: boolean;
  now: number;
  silentAfterMs: number;
}): string[] {
  const { topology, metrics, now } = fleet;
  const sites = [...new Set(topology.devices.map(({ site }) => site))].sort();
  return sites
    .map((site) => {
      const names = topology.devices.filter((device) => device.site === site).map(({ name }) => name);
      const open = fleet.incidents.filter(({ place }) => names.includes(place.device));
      const heard = names.filter((name) => now - (metrics.lastHeard(name) ?? 0) <= fleet.silentAfterMs);
      const worst = order.find((severity) => open.some((incident) => incident.severity === severity));
      const isWell = heard.length === names.length && fleet.isJudged;
      const sign = worst ? severityLook[worst].sign : isWell ? ':large_green_circle:' : ':white_circle:';
      const trouble = worst ? `*${count(open.length, 'open incident')}*, ${worst} at worst` : 'no open incident';
      const judged = fleet.isJudged ? '' : ', judged by rules only: no model is trained';
      const line = `${sign} *${escapeMrkdwn(site, 60)}*: ${trouble}, ${heard.length} of ${count(names.length, 'device')} heard${judged}`;
      return { line, rank: worst ? order.indexOf(worst) : isWell ? order.length + 1 : order.length };
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ line }) => line);
}
