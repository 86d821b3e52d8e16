import type { Place } from '../domain/place.ts';
import { type Parameters, parameterTypes, rangeOf } from '../network/parameter-types.ts';
import { spokenDevice } from '../network/session-opening.ts';
import type { ChangesDeps } from './deps.ts';
import type { Playbook } from './playbooks.ts';
import type { NoSteps } from './render-steps.ts';
import type { Target } from './targets.ts';

/** The place that the parameters name, or undefined. */
export function placeIn(parameters: Parameters): Place | undefined {
  const { device, interface: name } = parameters;
  if (typeof device !== 'string') return undefined;
  return { device, interface: typeof name === 'string' ? name : null };
}

/** Takes what was given, then the playbook's default, then what the device says. Unknown names and wrong values are refused. */
export async function fillParameters(
  deps: ChangesDeps,
  playbook: Playbook,
  target: Target,
  given: Parameters,
): Promise<{ parameters: Parameters } | NoSteps> {
  const place = target.places[0]!;
  const unknown = Object.keys(given).find(
    (name) => !Object.hasOwn(playbook.parameters, name) && !['device', 'interface'].includes(name),
  );
  if (unknown !== undefined) return refuse(`The playbook ${playbook.id} has no such parameter`);
  const processes = spokenDevice(deps.topology, deps.vendors, place.device)?.vendor.processes ?? [];
  const context = { topology: deps.topology, device: place.device, processes };
  const parameters: Parameters = {
    device: place.device,
    ...(place.interface === null ? {} : { interface: place.interface }),
  };
  for (const [name, { type, default: usual, default_from: from }] of Object.entries(playbook.parameters)) {
    const value = given[name] ?? usual ?? (from && (await readDefault(deps, place, from)));
    if (value === undefined) return refuse(`The parameter ${name} has no value`);
    if (!parameterTypes[type].accepts(String(value), context))
      return refuse(`${name} must be ${parameterTypes[type].title}`);
    parameters[name] = rangeOf(type) ? Number(value) : value;
  }
  return { parameters };
}

async function readDefault({ sessions }: ChangesDeps, place: Place, from: { command: string; fact: string }) {
  const answer = await sessions.read(place.device, from.command);
  return answer.outcome === 'ok' ? answer.facts.find(({ name }) => name === from.fact)?.value : undefined;
}

const refuse = (reason: string): NoSteps => ({ outcome: 'refused', reason });
