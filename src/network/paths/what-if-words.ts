import { formatNumber, formatPercent } from '../../foundation/number-words.ts';
import type { WhatIf } from './what-if.ts';

/** From this share of its capacity on a link counts as congested: queues grow without measure from there on. */
export const congestedShare = 0.9;
/** Less than this moves no traffic to speak of, in Mbit/s. */
const leastMovedMbps = 1;

interface LinkLoad {
  link: string;
  addedMbps: number;
  afterMbps: number;
  share: number | null;
}

/** The busier direction of each link that gets more traffic, the one that gets most first. */
function gaining({ edges }: WhatIf): LinkLoad[] {
  const loads = new Map<string, LinkLoad>();
  for (const { link, beforeMbps, afterMbps, afterShare: share } of edges) {
    if (beforeMbps === null || afterMbps === null) continue;
    const addedMbps = afterMbps - beforeMbps;
    const known = loads.get(link);
    if (addedMbps < leastMovedMbps || (known && known.afterMbps >= afterMbps)) continue;
    loads.set(link, { link, addedMbps, afterMbps, share });
  }
  return [...loads.values()].sort((a, b) => b.addedMbps - a.addedMbps || a.link.localeCompare(b.link));
}

/** Links that the change would fill to 90 % of their capacity or more, by name. A link that is as full already is none of them. */
export function congestedBy(expected: WhatIf): string[] {
  const full = gaining(expected).filter(({ share }) => share !== null && share >= congestedShare);
  return full.map(({ link }) => link);
}

/** `Moves 220 Mbit/s to L2, which then carries 26 %, and 220 Mbit/s to L3, which then carries 61 %`. */
export function describeWhatIf(expected: WhatIf): string {
  const parts = gaining(expected).map(({ link, addedMbps, afterMbps, share }) => {
    const load = share === null ? `${formatNumber(afterMbps)} Mbit/s` : formatPercent(share);
    return `${formatNumber(addedMbps)} Mbit/s to ${link}, which then carries ${load}`;
  });
  const ties =
    expected.shared.length > 0 ? '. Ways of equal cost share traffic, which routers may share out unevenly' : '';
  const cut = expected.cutOff.map(({ from, to }) => `${from} to ${to}`);
  const lost = cut.length > 0 ? `. No way is left from ${join(cut)}` : '';
  const unseen = [...new Set(expected.edges.filter(({ afterMbps }) => afterMbps === null).map(({ link }) => link))];
  const dark = unseen.length > 0 ? `. The load of ${join(unseen)} is not measured` : '';
  return `${parts.length > 0 ? `Moves ${join(parts)}` : 'Moves no traffic to speak of'}${ties}${lost}${dark}`;
}

function join(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}`;
}
