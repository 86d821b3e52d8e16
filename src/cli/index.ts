import { audit } from './audit.ts';
import { backtest } from './backtest.ts';
import type { CliCommand } from './command.ts';
import { config } from './config.ts';
import { consoleCommand } from './console.ts';
import { digest } from './digest.ts';
import { discover } from './discover.ts';
import { doctor } from './doctor.ts';
import { forecast } from './forecast.ts';
import { history } from './history.ts';
import { importCommand } from './import.ts';
import { labels } from './labels.ts';
import { models } from './models.ts';
import { record } from './record.ts';
import { replay } from './replay.ts';
import { replayEventCommand } from './replay-event.ts';
import { route } from './route.ts';
import { sources } from './sources.ts';
import { start } from './start.ts';
import { train } from './train.ts';

/** Every command, in the order of the help. One file of this folder each. */
export const commands: readonly CliCommand[] = [
  ...[start, sources, discover, doctor, consoleCommand, digest, forecast, route, history, train, models, labels, audit],
  ...[record, importCommand, backtest, replay, replayEventCommand, config],
];
