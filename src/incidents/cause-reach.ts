import type { CauseId } from '../domain/cause.ts';
import type { Sign } from './signs.ts';

/**
 * Where a rule looks, seen from the place that a cause is named at.
 * - `place`: the place itself; for an interface also the other end of its link.
 * - `fellows`: both ends of every link that shares a device with the named one. Nothing when a device is named.
 * - `links`: both ends of every link of the named device. Nothing when an interface is named.
 * - `around`: whole devices within two hops, or behind the named one: the probes of their services.
 * - `behind`: whole devices that would be cut off without the named one.
 * - `near`: any place on the devices of `around`.
 * - `wires`: the interfaces among them.
 */
export type Scope = 'place' | 'fellows' | 'links' | 'around' | 'behind' | 'near' | 'wires';

/**
 * What else must hold.
 * - `together`: the sign began before the verdict was settled.
 * - `down`: before the verdict was settled, the link at the place was seen to be down.
 * - `open`: the incident is open; not for one that a person dismissed, or that ended a moment ago.
 * - `shared`: at least two, and at least half of the links of the device show it at once.
 * - a reading: the named place reached this value.
 */
export type Condition = 'together' | 'down' | 'open' | 'shared' | { metric: string; atLeast: number };

/** One thing that a cause explains. */
export interface Rule {
  at: Scope;
  signs: readonly Sign[];
  if?: Condition;
}

const service = ['delay', 'jitter', 'loss'] as const satisfies Sign[];
const link = ['port', 'rate', ...service] as const satisfies Sign[];
const all = [...link, 'cpu', 'memory', 'silence', 'other'] as const satisfies Sign[];

/** An idle processor slows nothing down, and neither does memory with room to spare. */
const busy = { metric: 'cpu_pct', atLeast: 70 };
const full = { metric: 'memory_pct', atLeast: 85 };

/** Traffic finds other ways when something fails, and comes back when that ends: metrics of links around that Nocturne does not know show it. */
const company: readonly Rule[] = [
  { at: 'near', signs: ['other'], if: 'together' },
  { at: 'wires', signs: ['other'], if: 'open' },
];

const slowLink: readonly Rule[] = [
  ...company,
  { at: 'place', signs: ['delay', 'jitter'] },
  { at: 'place', signs: ['loss', 'rate', 'other'], if: 'together' },
  { at: 'links', signs: ['delay', 'jitter'], if: 'shared' },
  { at: 'links', signs: ['delay', 'jitter', 'loss'], if: 'together' },
  { at: 'around', signs: ['delay', 'jitter'] },
  { at: 'around', signs: ['loss'], if: 'together' },
];
const lossyLink: readonly Rule[] = [
  ...company,
  { at: 'place', signs: ['loss', 'jitter'] },
  { at: 'place', signs: ['delay', 'rate', 'other'], if: 'together' },
  { at: 'links', signs: ['loss', 'jitter'], if: 'shared' },
  { at: 'links', signs: ['delay', 'jitter', 'loss'], if: 'together' },
  // Services become slow too: lost packets are sent again, and the way around a drained link is longer.
  { at: 'around', signs: service },
];
const wholeDevice: readonly Rule[] = [
  ...company,
  { at: 'place', signs: all },
  { at: 'links', signs: link },
  { at: 'around', signs: service },
];

/**
 * The one list of what each cause explains. Everything else near an incident is another fault and opens an incident of its own.
 * A sign that is not listed is never hidden; one that is listed too much is.
 */
export const causeReach: Record<CauseId, readonly Rule[]> = {
  latency_spike: slowLink,
  congestion: [
    ...company,
    { at: 'place', signs: [...service, 'rate'] },
    { at: 'place', signs: ['other'], if: 'together' },
    { at: 'around', signs: service },
  ],
  packet_loss: lossyLink,
  bad_optic: lossyLink,
  cpu_overload: [
    ...company,
    { at: 'place', signs: ['cpu'] },
    { at: 'place', signs: ['rate', 'other'], if: 'together' },
    { at: 'links', signs: service, if: 'shared' },
    { at: 'around', signs: service, if: busy },
  ],
  memory_leak: [
    ...company,
    { at: 'place', signs: ['memory'] },
    { at: 'place', signs: ['other'], if: 'together' },
    { at: 'around', signs: service, if: full },
  ],
  link_down: [
    ...company,
    { at: 'place', signs: [...link, 'other'] },
    // Links of one device that fail at once fail with it: it restarts, or loses a card.
    { at: 'fellows', signs: link, if: 'down' },
    { at: 'around', signs: service },
  ],
  device_down: [...wholeDevice, { at: 'behind', signs: ['silence'] }],
  telemetry_silent: [{ at: 'place', signs: ['silence'] }],
  bgp_hijack: wholeDevice,
  bgp_injection: wholeDevice,
  maintenance: wholeDevice,
  unknown: [
    { at: 'place', signs: all, if: 'together' },
    { at: 'near', signs: ['other'], if: 'together' },
  ],
};
