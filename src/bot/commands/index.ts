import { approvals } from './approvals.ts';
import type { Command } from './command.ts';
import { device } from './device.ts';
import { help } from './help.ts';
import { incident } from './incident.ts';
import { incidents } from './incidents.ts';
import { mode } from './mode.ts';
import { plan } from './plan.ts';
import { status } from './status.ts';

/** All commands in the order of help. */
export const commands: readonly Command[] = [status, incidents, incident, device, plan, approvals, mode, help];
