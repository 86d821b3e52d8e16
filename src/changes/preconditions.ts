import type { Topology } from '../domain/device.ts';
import type { Place } from '../domain/place.ts';
import type { PlanContent } from '../domain/plan.ts';
import { gapsOf } from '../network/line-template.ts';
import { type Parameters, parameterTypes } from '../network/parameter-types.ts';
import type { ReadSessions } from '../network/sessions.ts';
import type { Vendor } from '../network/vendor.ts';
import type { PlaybookChange } from './playbook-file.ts';
import type { Playbook } from './playbooks.ts';
import { changeFor, type NoSteps, valuesAt } from './render-steps.ts';

export interface PreconditionOptions {
  playbook: Playbook;
  places: Place[];
  parameters: Parameters;
  topology: Topology;
  vendors: readonly Vendor[];
  sessions: ReadSessions;
}

/** Reads on each device what the playbook wants to know before it acts. Refused when a device does not answer or a fact is missing. */
export async function readPreconditions(
  options: PreconditionOptions,
): Promise<{ outcome: 'ok'; facts: PlanContent['preconditions'] } | NoSteps> {
  const facts: PlanContent['preconditions'] = {};
  for (const place of options.places) {
    const found = changeFor(options, place);
    if ('reason' in found) return found;
    const read: Parameters = {};
    for (const check of found.change.check) {
      const answer = await readCheck(options, place, check, found.vendor);
      if ('reason' in answer) return answer;
      Object.assign(read, answer.facts);
    }
    facts[place.device] = read;
  }
  return { outcome: 'ok', facts };
}

/** Places where the playbook would change nothing, because a fact has the wanted value already. */
export function alreadyDone(options: PreconditionOptions, facts: PlanContent['preconditions']): Place[] {
  return options.places.filter((place) => {
    const found = changeFor(options, place);
    if ('reason' in found) return false;
    const values = valuesAt(options.parameters, facts[place.device] ?? {}, place);
    return found.change.check.some(({ differs }) =>
      Object.entries(differs).some(([name, value]) => String(values[name]) === String(fillGaps(value, values))),
    );
  });
}

async function readCheck(
  options: PreconditionOptions,
  place: Place,
  check: PlaybookChange['check'][number],
  vendor: Vendor,
): Promise<{ facts: Parameters } | NoSteps> {
  const { device } = place;
  const values = valuesAt(options.parameters, {}, place);
  const parameters = Object.fromEntries(
    Object.entries(check.parameters).map(([name, value]) => [name, fillGaps(value, values)]),
  );
  const answer = await options.sessions.read(device, check.command, parameters);
  if (answer.outcome !== 'ok')
    return { outcome: 'refused', reason: `${device} could not be read before: ${answer.reason}` };
  const context = { topology: options.topology, device, processes: vendor.processes };
  const facts: Parameters = {};
  for (const [name, type] of Object.entries(check.facts)) {
    const value = answer.facts.find((fact) => fact.name === name)?.value;
    if (value === undefined) return { outcome: 'refused', reason: `${device} does not tell ${name}` };
    const text = String(value);
    if (text !== 'none' && !parameterTypes[type].accepts(text, context)) {
      return { outcome: 'refused', reason: `${device} reports a ${name} that is not ${parameterTypes[type].title}` };
    }
    facts[name] = value;
  }
  return { facts };
}

/** A parameter that is one whole gap keeps the type of its value. */
function fillGaps(value: string | number, values: Parameters): string | number {
  if (typeof value === 'number') return value;
  const [gap] = gapsOf(value);
  return gap !== undefined && value === `{{${gap}}}` ? (values[gap] ?? value) : value;
}
