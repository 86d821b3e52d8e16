import type { Plan } from '../domain/plan.ts';
import type { Vendor } from '../network/vendor.ts';
import { findVendor } from '../network/vendors/index.ts';
import type { ChangesDeps } from './deps.ts';
import { type PlannedLine, plannedLines } from './progress.ts';

/** Whether everything that the line brings is in force; null when the configuration can't tell. */
export function isInForce(vendor: Vendor, running: string, { effect }: PlannedLine): boolean | null {
  const held = effect.map(({ block, text }) => vendor.snapshot.holds(running, block, text));
  if (held.includes(false)) return false;
  return held.length === 0 || held.includes(null) ? null : true;
}

/** The same for each line of a step's change that alters something; empty for a change that leaves no trace in the configuration. */
export function linesInForce(deps: Pick<ChangesDeps, 'vendors'>, plan: Plan, index: number, running: string) {
  const vendor = findVendor(deps.vendors, plan.content.steps[index]!.vendor);
  return vendor ? tracedLines(deps, plan, index).map((line) => isInForce(vendor, running, line)) : [];
}

function tracedLines({ vendors }: Pick<ChangesDeps, 'vendors'>, plan: Plan, index: number): PlannedLine[] {
  const lines = plannedLines(vendors, plan.content.steps[index]!, index, 'change');
  return lines.filter(({ alters, effect }) => alters && effect.length > 0);
}

/**
 * Whether the device runs what a step changed, read from it now; null when its configuration can't tell. Throws coded errors when it can't be read.
 */
export async function isStepInForce(deps: ChangesDeps, plan: Plan, index: number): Promise<boolean | null> {
  if (tracedLines(deps, plan, index).length === 0) return null;
  const read = () => deps.sessions.snapshot(plan.content.steps[index]!.device);
  const held = linesInForce(deps, plan, index, await tryReading(deps, read));
  if (held.includes(false)) return false;
  return held.length === 0 || held.includes(null) ? null : true;
}

const readTries = 3;
const readAgainMs = 2000;

/** Reading may be repeated: a connection that broke says nothing about the change. Throws what the last try threw. */
export async function tryReading<T>(deps: Pick<ChangesDeps, 'sleep'>, read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await read();
    } catch (error) {
      if (tries === readTries) throw error;
      await deps.sleep(readAgainMs);
    }
  }
}
