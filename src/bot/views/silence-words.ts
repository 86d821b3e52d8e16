import { describeCause } from '../../domain/cause.ts';
import type { Topology } from '../../domain/device.ts';
import { count } from '../../foundation/number-words.ts';
import type { SilenceMatch } from '../../incidents/silence-match.ts';
import type { Silence, SilencePreview } from '../../incidents/silences.ts';
import { escapeMrkdwn, showDate, showUser } from '../text.ts';
import { incidentLine } from './incident-head.ts';

const shown = 5;

/** `Packet loss on Router-A`, `everything at site lab`. */
export function matchWords({ device, site, cause }: SilenceMatch): string {
  return [
    cause === undefined ? 'everything' : describeCause(cause).title,
    ...(device === undefined ? [] : [`on ${escapeMrkdwn(device, 60)}`]),
    ...(site === undefined ? [] : [`at site ${escapeMrkdwn(site, 60)}`]),
    ...(device === undefined && site === undefined ? ['anywhere'] : []),
  ].join(' ');
}

export function silenceLine(silence: Silence, now: number): string {
  const { kind, match, from, until, by, reason, id } = silence;
  const sign = kind === 'maintenance' ? ':construction:' : ':mute:';
  const when = from > now ? `from ${showDate(from)} until ${showDate(until)}` : `until ${showDate(until)}`;
  return `${sign} *${matchWords(match)}* ${when} · ${showUser(by)}: ${escapeMrkdwn(reason, 200)} · \`${escapeMrkdwn(id, 60)}\``;
}

/** One line, for an option of a modal. */
export function previewSummary({ hidden, of, days }: SilencePreview): string {
  if (of === 0) return `no incident of the last ${days} days is stored`;
  return `hides ${hidden.length} of the ${count(of, 'incident')} of the last ${days} days`;
}

/** What a silence would have hidden, so that nobody hides more than was meant. Nothing stored is said as such. */
export function previewWords(preview: SilencePreview, topology: Topology): string {
  const { hidden, of, days } = preview;
  if (of === 0) return `No incident of the last ${days} days is stored, so I can't tell what it would have hidden.`;
  const first = `In the last ${days} days it would have hidden ${hidden.length} of ${count(of, 'incident')}${hidden.length > 0 ? ':' : '.'}`;
  const lines = hidden.slice(0, shown).map((incident) => `• ${incidentLine(incident, topology)}`);
  return [first, ...lines, ...(hidden.length > shown ? [`… and ${hidden.length - shown} more`] : [])].join('\n');
}
