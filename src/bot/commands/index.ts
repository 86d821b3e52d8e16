import { approvals } from './approvals.ts';
import { audit } from './audit.ts';
import { breakGlass } from './break-glass.ts';
import type { Command } from './command.ts';
import { device } from './device.ts';
import { digest } from './digest.ts';
import { forecast } from './forecast.ts';
import { freeze } from './freeze.ts';
import { helpOn } from './help.ts';
import { history } from './history.ts';
import { incident } from './incident.ts';
import { incidents } from './incidents.ts';
import { maintenance } from './maintenance.ts';
import { mode } from './mode.ts';
import { models } from './models.ts';
import { oncall } from './oncall.ts';
import { plan } from './plan.ts';
import { risks } from './risks.ts';
import { route } from './route.ts';
import { silence } from './silence.ts';
import { status } from './status.ts';
import { thaw } from './thaw.ts';
import { train } from './train.ts';

const others: readonly Command[] = [
  ...[status, incidents, incident, risks, digest, device, forecast, route, history, plan, approvals],
  ...[oncall, silence, maintenance],
  ...[mode, freeze, thaw, breakGlass, audit, models, train],
];

/** All commands in the order of help. */
export const commands: readonly Command[] = [...others, helpOn(others)];
