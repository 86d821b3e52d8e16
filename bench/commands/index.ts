import type { BenchCommand } from './bench-command.ts';
import { convert } from './convert.ts';
import { crashPoints } from './crash-points.ts';
import { drift } from './drift.ts';
import { faults } from './faults.ts';
import { firstDay } from './first-day.ts';
import { firstWeek } from './first-week.ts';
import { forecast } from './forecast.ts';
import { history } from './history.ts';
import { historyFaults } from './history-faults.ts';
import { historyLoad } from './history-load.ts';
import { historyYear } from './history-year.ts';
import { leak } from './leak.ts';
import { mapping } from './mapping.ts';
import { models } from './models.ts';
import { online } from './online.ts';
import { outbox } from './outbox.ts';
import { plans } from './plans.ts';
import { predict } from './predict.ts';
import { rank } from './rank.ts';
import { route } from './route.ts';
import { safety } from './safety.ts';
import { score } from './score.ts';
import { sizes } from './sizes.ts';
import { speed } from './speed.ts';
import { vendors } from './vendors.ts';
import { ways } from './ways.ts';

/** All commands, in the order of the help. */
export const commands: BenchCommand[] = [
  score,
  predict,
  convert,
  rank,
  route,
  models,
  speed,
  safety,
  crashPoints,
  drift,
  online,
  ways,
  firstDay,
  firstWeek,
  faults,
  forecast,
  history,
  historyFaults,
  historyLoad,
  historyYear,
  leak,
  mapping,
  outbox,
  plans,
  sizes,
  vendors,
];
