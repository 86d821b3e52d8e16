import type { PlanContent } from '../domain/plan.ts';
import { type Parameters, type ParameterValue, rangeOf } from '../network/parameter-types.ts';
import type { PlaybookFile, PlaybookParameter } from './playbook-file.ts';

type Facts = PlanContent['preconditions'];

/** What a value may be, and why: `because` names the devices that set the limit. */
type Bounds =
  | { lowest: number; highest: number; not?: number[]; because: string }
  | { oneOf: ParameterValue[]; because: string }
  | 'any';

/**
 * Why these values would not do what the playbook promises, or null. The facts were read from every device that the plan touches, so a value
 * that would lower one end of a link, or change nothing there, is refused for all of it.
 */
export function refuseValues(playbook: PlaybookFile, parameters: Parameters, facts: Facts): string | null {
  for (const [name, parameter] of Object.entries(playbook.parameters)) {
    const value = parameters[name];
    const bounds = boundsOf(parameter, facts);
    if (value === undefined || bounds === null) return `${name} can't be checked against what the devices say`;
    if (bounds !== 'any' && !isWithin(value, bounds)) return `${name} ${value} is refused: ${explain(name, bounds)}`;
  }
  return null;
}

/** Whether there is anything to choose: what the devices name is fixed by the evidence. */
export function isAdjustable({ must }: PlaybookParameter): boolean {
  return !('be' in must || 'say' in must);
}

/** What people and models read about a parameter, with its limits where the devices were read. */
export function describeParameter(parameter: PlaybookParameter, facts: Facts): string {
  const bounds = boundsOf(parameter, facts);
  return bounds === null || bounds === 'any' ? parameter.about : `${parameter.about}; ${wordsOf(bounds)}`;
}

function boundsOf({ type, must }: PlaybookParameter, facts: Facts): Bounds | null {
  if ('say' in must) return 'any';
  const devices = Object.entries(facts);
  if (devices.length === 0) return null;
  if ('be' in must) {
    const oneOf = devices.flatMap(([, read]) => read[must.be] ?? []);
    return { oneOf, because: devices.map(([device, read]) => `${device} names ${read[must.be]}`).join(', ') };
  }
  const fact = 'exceed' in must ? must.exceed : must.other_than;
  const now = devices.map(([device, read]) => ({ device, value: Number(read[fact]) }));
  if (now.some(({ value }) => !Number.isFinite(value))) return null;
  if ('other_than' in must) {
    const values = [...new Set(now.map(({ value }) => value))];
    const because = now.map(({ device, value }) => `${device} is at ${value}`).join(' and ');
    // Where the ends differ, each of their costs is a change of the other.
    return {
      lowest: must.from,
      highest: must.to,
      ...(values.length === 1 && { not: values }),
      because: `${because} now`,
    };
  }
  const { device, value } = now.reduce((former, next) => (next.value > former.value ? next : former));
  const lowest = Math.max(value + 1, Math.ceil(value * must.at_least_times));
  return { lowest, highest: rangeOf(type)!.highest, because: `${device} is at ${value} now` };
}

function isWithin(value: ParameterValue, bounds: Exclude<Bounds, 'any'>): boolean {
  if ('oneOf' in bounds) return bounds.oneOf.length > 0 && bounds.oneOf.every((each) => each === value);
  if (bounds.not?.includes(Number(value))) return false;
  return Number(value) >= bounds.lowest && Number(value) <= bounds.highest;
}

function explain(name: string, bounds: Exclude<Bounds, 'any'>): string {
  if ('lowest' in bounds && bounds.lowest > bounds.highest)
    return `${bounds.because}, and ${bounds.highest} is the highest possible ${name}`;
  return `it must be ${wordsOf(bounds)}, because ${bounds.because}`;
}

function wordsOf(bounds: Exclude<Bounds, 'any'>): string {
  if ('oneOf' in bounds) return [...new Set(bounds.oneOf)].join(' or ');
  return `${bounds.lowest} to ${bounds.highest}${bounds.not ? ` and not ${bounds.not.join(' or ')}` : ''}`;
}
