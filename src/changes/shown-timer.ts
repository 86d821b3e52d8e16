import type { PlanStep } from '../domain/plan.ts';
import { NocturneError } from '../errors.ts';
import { findCommand, isMissing } from '../network/vendor.ts';
import { findVendor } from '../network/vendors/index.ts';
import type { ChangesDeps } from './deps.ts';
import { tryReading } from './in-force.ts';
import { textOf } from './send-step.ts';

/** What a device shows of its revert timer. "unread": it could not be asked, or its answer tells neither. */
export type ShownTimer = { timer: 'running' | 'none' } | { timer: 'unread'; reason: string };

/** Asks the device whether a timer runs that takes a change back, whoever started it. */
export async function lookAtTimer(deps: ChangesDeps, step: PlanStep): Promise<ShownTimer> {
  try {
    return { timer: await tryReading(deps, () => readTimer(deps, step)) };
  } catch (error) {
    return { timer: 'unread', reason: textOf(error) };
  }
}

async function readTimer({ sessions, vendors }: ChangesDeps, { device, vendor: id }: PlanStep) {
  const vendor = findVendor(vendors, id);
  const command = vendor && !isMissing(vendor.timer) ? findCommand(vendor, vendor.timer.shows) : undefined;
  if (!command) throw new NocturneError('timer-not-shown', `${device} has no command that shows a revert timer`);
  const session = await sessions.openChange(device, command.login);
  try {
    const { output } = await session.send(command.line, 'read');
    const shown = command.parse(output, {}).find(({ name }) => name === 'revert_timer')?.value;
    if (shown === 'running' || shown === 'none') return shown;
    throw new NocturneError('timer-not-shown', `it said: ${output.trim().slice(0, 200)}`);
  } finally {
    session.close();
  }
}
