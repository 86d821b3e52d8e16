import type { Place } from '../domain/place.ts';
import type { ExpectedEffect, PlanContent } from '../domain/plan.ts';
import { roundShown } from '../foundation/number-words.ts';
import type { Parameters } from '../network/parameter-types.ts';
import type { ChangesDeps } from './deps.ts';
import { findControls } from './expected-effect.ts';
import type { Playbook } from './playbooks.ts';
import type { Target } from './targets.ts';

type Pair = { from: string; to: string };

/** The devices that a playbook's path runs between. */
export function pathOf({ from, to }: Pair, parameters: Parameters): Pair {
  return { from: String(parameters[from]), to: String(parameters[to]) };
}

/**
 * Fixes what a path must read after the change: what it reads now, less what the past says that such a change gains, and no link of the new way
 * congested. Samples of a moment scatter about that by the playbook's margin, but never by more than half of the least gain.
 */
export async function buildPathEffect(
  { routes, topology, metrics, clock }: ChangesDeps,
  playbook: Playbook,
  target: Target,
  parameters: Parameters,
): Promise<{ expected: ExpectedEffect; basis: PlanContent['basis'] } | { reason: string }> {
  const wanted = playbook.expect!;
  if (!routes || !target.link) return { reason: 'Nothing is known of routes here' };
  const pair = pathOf(wanted.path!, parameters);
  const cost = Number(parameters[playbook.sets_cost!]);
  const foreseen = await routes.foresee({ ...pair, link: target.link.name, cost });
  if ('reason' in foreseen) return foreseen;
  const { beforeMs, gain, parts, ceilings, basis } = foreseen;
  const margin = Math.min(wanted.least_margin, gain.low / 2);
  const ends = target.places.map(({ device }): Place => ({ device, interface: null }));
  const expected: ExpectedEffect = {
    place: { device: pair.from, interface: null },
    path: { name: `${pair.from} to ${pair.to}`, parts: [...parts] },
    ...{ metric: wanted.metric, direction: wanted.direction },
    threshold: roundShown(beforeMs - gain.low + margin),
    bound: Math.max(0, roundShown(beforeMs - gain.high - margin)),
    ...{ ceilings, withinSeconds: wanted.within_seconds, samples: wanted.samples },
    controls: findControls({ topology, metrics, now: clock() }, ends, null, wanted.metric),
    controlMargin: wanted.control_margin,
    before: roundShown(beforeMs),
  };
  return { expected, basis };
}
