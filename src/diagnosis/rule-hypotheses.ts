import type { CauseId } from '../domain/cause.ts';
import type { Link, Topology } from '../domain/device.ts';
import { type Place, placeKey, samePlace } from '../domain/place.ts';
import { badness, borneOut } from './badness.ts';
import { createLinkSides } from './link-sides.ts';
import type { PlaceState } from './place-state.ts';
import type { PlaceStates } from './place-states.ts';

/** From so many deviations above usual on a metric speaks for a cause: as far as by the rule that cause models are compared with. */
export const far = 6;

/** A fault that what is measured speaks for. */
export interface Hypothesis {
  cause: CauseId;
  place: Place;
  /** How many deviations above usual bear it out. */
  strength: number;
  /** The deviations behind it, the largest first. */
  signs: { feature: string; value: number }[];
  /** Devices that suffer, when nothing is measured at the link itself: it is named by what the devices at it, or behind it, measure. Else 0. */
  suffering: number;
  /** Only whole devices suffer, and no link can be named for it: the place is the device that most of them hang behind. */
  isWithoutLink?: boolean;
}

/** What the places that trouble could be at speak for. */
export interface Hypotheses {
  /** Of the links and devices at these places; each link, and each device, once for each cause. */
  at(candidates: readonly Place[]): Hypothesis[];
}

const linkCauses = { packet_loss: ['packet_loss_pct', 'error_rate_pct'], latency_spike: ['latency_ms'] } as const;
const serviceCauses = { packet_loss: 'packet_loss_pct', latency_spike: 'latency_ms' } as const;
const deviceCauses = { cpu_overload: 'cpu_pct', memory_leak: 'memory_pct' } as const;

/** What one end of a link receives broken, the other end does not see. */
const seenAtOneEnd: ReadonlySet<string> = new Set(['error_rate_pct']);

const whole = (device: string): Place => ({ device, interface: null });

/** How far a metric is from usual in the bad direction: a value that no other reading bears out does not count. Undefined when it is not measured. */
function bad(state: PlaceState | undefined, metric: string): number | undefined {
  if (!state || Number.isNaN(state.mean(metric))) return undefined;
  return Number.isNaN(state.now(metric)) ? badness(metric, state.mean(metric)) : borneOut(state, metric);
}

export function createHypotheses(topology: Topology, states: Pick<PlaceStates, 'get'>): Hypotheses {
  const sides = createLinkSides(topology);
  const linksOf = new Map<string, Link[]>();
  for (const link of topology.links)
    for (const { device } of [link.a, link.b]) linksOf.set(device, [...(linksOf.get(device) ?? []), link]);

  /** By what the ends of a link measure themselves. `near` is the end that is named. */
  function byEnds(cause: CauseId, metric: string, near: Place, other: Place): Hypothesis | undefined {
    const [here, there] = [bad(states.get(near), metric), bad(states.get(other), metric)];
    const measured = [here, there].filter((value) => value !== undefined);
    if (measured.length === 0) return undefined;
    const strength = seenAtOneEnd.has(metric) ? Math.max(...measured) : Math.min(...measured);
    const signs = [
      ...(here === undefined ? [] : [{ feature: `${metric} here`, value: here }]),
      ...(there === undefined ? [] : [{ feature: `${metric} at the other end`, value: there }]),
    ];
    return { cause, place: near, strength, signs, suffering: 0 };
  }

  /** By what whole devices measure: those that are cut off without the link and suffer while the one before it does not, or those at both its ends. */
  function byServices(cause: CauseId, metric: string, near: Place, other: Place): Hypothesis | undefined {
    const of = (device: string) => bad(states.get(whole(device)), metric);
    const [here, there] = [of(near.device), of(other.device)];
    const behind = sides.behind(near, other);
    const beyond = behind.devices.flatMap((device) => of(device) ?? []);
    const before = behind.before === near.device ? here : there;
    const suffer = beyond.filter((value) => value >= far);
    if (suffer.length === 0 || suffer.length < beyond.length || before === undefined || before >= far) return undefined;
    const signs = [
      ...(here === undefined ? [] : [{ feature: `${metric} of the device`, value: here }]),
      ...(there === undefined ? [] : [{ feature: `${metric} of the neighbours`, value: there }]),
    ].filter(({ value }) => value >= far);
    return { cause, place: near, strength: Math.min(...suffer), signs, suffering: suffer.length };
  }

  function atLink(near: Place, other: Place): Hypothesis[] {
    return Object.entries(linkCauses).flatMap(([cause, metrics]) => {
      const found = metrics.flatMap((metric) => {
        const named = cause as keyof typeof linkCauses;
        return byEnds(named, metric, near, other) ?? byServices(named, metric, near, other) ?? [];
      });
      const direct = found.filter(({ suffering }) => suffering === 0);
      const shown = direct.some(({ strength }) => strength >= far) ? direct : found;
      return shown.sort((a, b) => b.strength - a.strength).slice(0, 1);
    });
  }

  function atDevice(device: string): Hypothesis[] {
    const state = states.get(whole(device));
    return Object.entries(deviceCauses).flatMap(([cause, metric]) => {
      const strength = bad(state, metric);
      const signs = [{ feature: `${metric} of the device`, value: strength ?? 0 }];
      const named = { cause: cause as CauseId, place: whole(device), signs, suffering: 0 };
      return strength === undefined ? [] : [{ ...named, strength }];
    });
  }

  /** Whether an end of a link of the device measures it: then the links say whether they are well. */
  const isSeenAtLinks = (device: string, metric: string) =>
    (linksOf.get(device) ?? []).some((link) => [link.a, link.b].some((end) => bad(states.get(plain(end)), metric) !== undefined)); // biome-ignore format: one condition

  /** By what whole devices measure, where several ways lead to them and no link measures it. */
  function atServices(devices: readonly string[]): Hypothesis[] {
    return Object.entries(serviceCauses).flatMap(([cause, metric]) => {
      const of = (device: string) => bad(states.get(whole(device)), metric) ?? 0;
      const suffer = devices.filter((device) => of(device) >= far && !isSeenAtLinks(device, metric));
      return suffer.map((device): Hypothesis => {
        const behind = suffer.filter((other) => hangsBehind(device, other));
        const signs = [{ feature: `${metric} of the device`, value: of(device) }];
        const named = { cause: cause as CauseId, place: whole(device), strength: of(device), signs };
        return { ...named, suffering: 1 + behind.length, isWithoutLink: true };
      });
    });
  }

  function hangsBehind(before: string, device: string): boolean {
    return (linksOf.get(before) ?? []).some(({ a, b }) => {
      const side = a.device === before ? sides.behind(a, b) : sides.behind(b, a);
      return side.before === before && side.devices.includes(device);
    });
  }

  /** Whether a busy device makes its own links suffer: at least two of them, and at least half, are far from usual with it. */
  function isTheDevices(device: string): boolean {
    const links = (linksOf.get(device) ?? []).filter(({ a, b }) => states.get(a) || states.get(b));
    const suffer = links.filter(({ a, b }) =>
      atLink(a, b).some(({ strength, suffering }) => suffering === 0 && strength >= far),
    );
    const busy = bad(states.get(whole(device)), deviceCauses.cpu_overload) ?? 0;
    return busy >= far && suffer.length >= Math.max(2, links.length / 2);
  }

  return {
    at(candidates) {
      const devices = [...new Set(candidates.map(({ device }) => device))];
      const links = new Map<Link, Place>();
      // A link whose own end is among them is named there; the others at the device that suffers.
      for (const place of [...candidates].sort((a, b) => Number(a.interface === null) - Number(b.interface === null)))
        for (const link of linksOf.get(place.device) ?? []) {
          const end = link.a.device === place.device ? link.a : link.b;
          if (!links.has(link) && (place.interface === null || samePlace(end, place))) links.set(link, end);
        }
      const busy = new Set(devices.filter(isTheDevices));
      const own = [...links].filter(([{ a, b }]) => !busy.has(a.device) && !busy.has(b.device));
      return [
        ...own.flatMap(([{ a, b }, near]) => atLink(plain(near), plain(placeKey(a) === placeKey(near) ? b : a))),
        ...devices.flatMap(atDevice),
        ...atServices(devices),
      ];
    },
  };
}

const plain = ({ device, interface: port }: Place): Place => ({ device, interface: port });
