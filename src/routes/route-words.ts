import { formatNumber, formatPercent } from '../foundation/number-words.ts';
import { spread } from './recommend.ts';
import type { Recommendation, RouteWay } from './recommendation.ts';

/** A recommendation in words; every line is a sentence or two. */
export interface RouteWords {
  title: string;
  lines: string[];
}

/** What people and models read about a recommendation. */
export function describeRoute(told: Recommendation): RouteWords {
  const { from, to, now, refused, unknown, unused } = told;
  return {
    title: `Route from ${from} to ${to}`,
    lines: [
      ...(now ? [`Now: ${wayWords(now)}.`] : []),
      ...verdictLines(told),
      ...refused.map((sentence) => `${sentence}.`),
      ...(unknown.length > 0 ? [`Not known: ${unknown.join('; ')}.`] : []),
      ...(unused.length > 0 ? [`OSPF does not use ${unused.join('; ')}.`] : []),
    ],
  };
}

function wayWords({ links, shared, latencyMs, fullest }: RouteWay): string {
  const over = `over ${links.join(', ')}${shared ? ', shared among ways of equal cost' : ''}`;
  const latency = latencyMs === null ? 'its latency is not measured' : `${formatNumber(latencyMs)} ms there and back`;
  const load = fullest
    ? `the fullest link is ${fullest.link} with ${formatPercent(fullest.share)}`
    : 'its load is not known in full';
  return `${over}; ${latency}; ${load}`;
}

function verdictLines({ verdict, reason, change, gain, judge, changesAWeek, now }: Recommendation): string[] {
  if (verdict === 'stay') return [`Recommended: stay. ${reason}.`];
  if (verdict !== 'change' || !change || !gain) return [`Nothing is recommended. ${reason}.`];
  const { link, cost, costsNow, way, moves } = change;
  const was = [...new Set(costsNow)].join(' and ');
  const share = now?.latencyMs ? ` (${formatPercent(gain.median / now.latencyMs)} of the latency now)` : '';
  return [
    `Recommended: ${wayWords(way)}. For that the OSPF cost of ${link} becomes ${cost} at both ends; it is ${was} now.`,
    `Expected gain: ${formatNumber(gain.median)} ms${share}, ${spread(gain)} in eight of ten of the ${gain.decisions} earlier decisions like this one.`,
    `${moves}.`,
    `Judged by ${judge}, the simplest of the best on the past; it would change this route ${changesWords(changesAWeek)} a week.`,
  ];
}

const changesWords = (changes: number) =>
  changes < 1 ? 'less than once' : changes < 1.5 ? 'about once' : `about ${formatNumber(changes)} times`;
