import type { CauseId } from '../domain/cause.ts';
import type { Place } from '../domain/place.ts';
import type { Parameters } from '../network/parameter-types.ts';
import type { ChangesDeps } from './deps.ts';
import { describeParameter, isAdjustable } from './parameter-bounds.ts';
import { fillParameters } from './plan-parameters.ts';
import { type Playbook, playbooksFor } from './playbooks.ts';
import { modeFor } from './policy.ts';
import { readPreconditions } from './preconditions.ts';
import { changeFor } from './render-steps.ts';
import { findTarget, type Target } from './targets.ts';

/** A parameter filled in for the place. Only an `adjustable` one may be changed by who proposes; `value` is null when it is not known. */
export interface OptionParameter {
  name: string;
  value: string | number | null;
  adjustable: boolean;
  about: string;
}

/** What a playbook offers for a place: "change" when every device involved has one, otherwise "escalate" with the reason. */
export interface PlaybookOption {
  id: string;
  title: string;
  way: 'change' | 'escalate';
  reason: string | null;
  vendors: string[];
  parameters: OptionParameter[];
}

/** The playbooks for a cause at a place. Reads the devices where a parameter's value comes from them. */
export async function listOptions(
  deps: ChangesDeps,
  request: { cause: CauseId; place: Place },
): Promise<PlaybookOption[]> {
  return Promise.all(
    playbooksFor(deps.playbooks, request.cause).map((playbook) => describeOption(deps, playbook, request.place)),
  );
}

async function describeOption(deps: ChangesDeps, playbook: Playbook, place: Place): Promise<PlaybookOption> {
  const { id, title } = playbook;
  const vendors = Object.keys(playbook.vendors);
  const escalate = (reason: string): PlaybookOption => ({
    id,
    title,
    way: 'escalate',
    reason,
    vendors,
    parameters: [],
  });
  const target = findTarget(deps.topology, playbook, place);
  if ('reason' in target) return escalate(target.reason);
  for (const end of target.places) {
    const found = changeFor({ ...deps, playbook }, end);
    if ('reason' in found) return escalate(found.reason);
  }
  const devices = target.places.map(({ device }) => device);
  if (modeFor(deps.policy, deps.topology, devices) === 'observe')
    return escalate('The policy only lets these devices be observed');
  const filled = await fillParameters(deps, playbook, target, {});
  const known = 'parameters' in filled ? filled.parameters : {};
  const facts = await readFacts(deps, playbook, target, known);
  const fixed: OptionParameter[] = [
    { name: 'device', value: place.device, adjustable: false, about: 'Where the trouble is' },
    ...(playbook.place === 'link'
      ? [{ name: 'interface', value: place.interface, adjustable: false, about: 'The end of the link at this device' }]
      : []),
  ];
  const own = Object.entries(playbook.parameters).map(
    ([name, parameter]): OptionParameter => ({
      name,
      value: known[name] ?? null,
      adjustable: isAdjustable(parameter),
      about: describeParameter(parameter, facts),
    }),
  );
  return { id, title, way: 'change', reason: null, vendors, parameters: [...fixed, ...own] };
}

/** Nothing where no limit depends on it, or where a device does not answer: the proposal then says so. */
async function readFacts(deps: ChangesDeps, playbook: Playbook, { places }: Target, parameters: Parameters) {
  if (Object.keys(playbook.parameters).length === 0) return {};
  const read = await readPreconditions({ ...deps, playbook, places, parameters });
  return read.outcome === 'ok' ? read.facts : {};
}
