import type { CauseId } from '../domain/cause.ts';
import { otherEnd, type Topology } from '../domain/device.ts';
import type { Anomaly } from '../domain/incident.ts';
import { type Place, placeKey, samePlace } from '../domain/place.ts';
import { type Condition, causeReach, type Scope } from './cause-reach.ts';
import { type Grouping, hopsTogether } from './grouping.ts';
import { partOf, peakKey, type Shown, type Sign, signKey, standsAlone } from './signs.ts';

/** A cause at a place, and what was shown by the time it was settled. */
export interface Explanation {
  cause: CauseId;
  place: Place;
  shown: Shown;
  /** The incident is open; left out where it is dismissed, drained or over. */
  isOpen?: boolean;
}

/** What of the trouble a cause accounts for. */
export interface Explanations {
  /** The part of an anomaly that the explanation accounts for, and the part that it does not. */
  divide(explanation: Explanation, anomaly: Anomaly): { explained: Anomaly | null; left: Anomaly | null };
  /** How many of the signs that were shown it accounts for. */
  count(explanation: Explanation): number;
  /** Whether a place is the named one, or the other end of its link. */
  isNamed(explanation: Pick<Explanation, 'place'>, place: Place): boolean;
  /** The one cause that accounts for most of what was shown, and for something at `lead`. For trouble that the models can't name. */
  suppose(shown: Shown, lead: Place): Explanation;
}

/** What stands behind a sign at a place when nothing else is known. */
const causeBySign = [
  { sign: 'port', cause: 'link_down' },
  { sign: 'silence', cause: 'telemetry_silent' },
  { sign: 'loss', cause: 'packet_loss' },
  { sign: 'delay', cause: 'latency_spike' },
  { sign: 'jitter', cause: 'latency_spike' },
  { sign: 'cpu', cause: 'cpu_overload' },
  { sign: 'memory', cause: 'memory_leak' },
] as const satisfies readonly { sign: Sign; cause: CauseId }[];

/** Suppositions are tried at so many places at most. */
const placesTried = 60;

/** `showsNow` says whether a place showed a sign in its latest samples. */
export function createExplanations(deps: {
  topology: Topology;
  grouping: Grouping;
  showsNow(place: Place, sign: Sign): boolean;
}): Explanations {
  const { topology, showsNow } = deps;
  const { hops, isBehind } = deps.grouping;

  const linkEnds = new Map<string, Place[]>();
  for (const { a, b } of topology.links) for (const end of [a, b]) linkEnds.set(placeKey(end), [a, b]);
  const ends = (place: Place) => linkEnds.get(placeKey(place)) ?? [place];
  const isNamed = (named: Place, place: Place) => ends(named).some((end) => samePlace(end, place));
  const isNear = (named: Place, { device }: Place) =>
    ends(named).some((end) => hops(end.device, device) <= hopsTogether || isBehind(end.device, device));

  const inScope: Record<Scope, (named: Place, place: Place) => boolean> = {
    place: isNamed,
    fellows: (named, place) =>
      named.interface !== null &&
      place.interface !== null &&
      ends(place).some(({ device }) => ends(named).some((end) => end.device === device)),
    links: (named, place) =>
      named.interface === null && place.interface !== null && ends(place).some(({ device }) => device === named.device),
    around: (named, place) => place.interface === null && isNear(named, place),
    behind: (named, place) => place.interface === null && isBehind(named.device, place.device),
    near: isNear,
    wires: (named, place) => place.interface !== null && isNear(named, place),
  };

  function isShared(device: string, sign: Sign): boolean {
    const links = topology.links.filter(({ a, b }) => a.device === device || b.device === device);
    const showing = links.filter(({ a, b }) => showsNow(a, sign) || showsNow(b, sign)).length;
    return showing >= Math.max(2, links.length / 2);
  }

  function holds(
    condition: Condition | undefined,
    { place: named, shown, isOpen }: Explanation,
    { place, sign }: { place: Place; sign: Sign },
  ): boolean {
    if (condition === undefined) return true;
    if (condition === 'together') return shown.signs.has(signKey(place, sign));
    if (condition === 'down') return ends(place).some((end) => shown.signs.has(signKey(end, 'port')));
    if (condition === 'open') return isOpen === true;
    if (condition === 'shared') return isShared(named.device, sign);
    return (shown.peaks.get(peakKey(named, condition.metric)) ?? 0) >= condition.atLeast;
  }

  function explains(explanation: Explanation, place: Place, sign: Sign): boolean {
    return causeReach[explanation.cause].some(
      (rule) =>
        rule.signs.includes(sign) &&
        inScope[rule.at](explanation.place, place) &&
        holds(rule.if, explanation, { place, sign }),
    );
  }

  const countExplained = (explanation: Explanation) =>
    [...explanation.shown.signs.values()].filter(({ place, sign }) => explains(explanation, place, sign)).length;

  /** The causes that what was shown at a place may stem from. Something that is down must have been seen to be down. */
  function suppositions(shown: Shown, place: Place): Pick<Explanation, 'cause' | 'place'>[] {
    const shows = (where: Place, sign: Sign) => shown.signs.has(signKey(where, sign));
    const supposed = causeBySign
      .filter(({ sign }) => shows(place, sign))
      .map(({ cause }): Pick<Explanation, 'cause' | 'place'> => ({ cause, place }));
    const far = shows(place, 'port') ? otherEnd(topology, place) : undefined;
    const downAround = topology.links.filter(
      ({ a, b }) => [a, b].some(({ device }) => device === far?.device) && (shows(a, 'port') || shows(b, 'port')),
    );
    if (far && downAround.length > 1) supposed.push({ cause: 'device_down', place: { ...far, interface: null } });
    return supposed;
  }

  return {
    isNamed: ({ place: named }, place) => isNamed(named, place),
    divide(explanation, anomaly) {
      const has = (sign: Sign) => explains(explanation, anomaly.place, sign);
      const explained = partOf(anomaly, has);
      const left = partOf(anomaly, (sign) => !has(sign));
      return { explained, left: explained === null || (left && standsAlone(left)) ? left : null };
    },
    count: countExplained,
    suppose(shown, lead) {
      const atLead = new Map([...shown.signs].filter(([, { place }]) => samePlace(place, lead)));
      const places = new Map([...shown.signs.values()].map(({ place }) => [placeKey(place), place]));
      let best: Explanation = { cause: 'unknown', place: lead, shown };
      // A cause that accounts for as much as "unknown" says more.
      let most = countExplained(best) - 1;
      for (const supposed of [...places.values()]
        .slice(0, placesTried)
        .flatMap((place) => suppositions(shown, place))) {
        const count = countExplained({ ...supposed, shown });
        if (count <= most || countExplained({ ...supposed, shown: { ...shown, signs: atLead } }) === 0) continue;
        most = count;
        best = { ...supposed, shown };
      }
      return best;
    },
  };
}
