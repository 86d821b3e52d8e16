import type { Config } from '../config.ts';
import type { Clock } from '../domain/clock.ts';
import { NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type History, openHistory } from '../telemetry/history/history.ts';
import { rollupDaysOf } from '../telemetry/history/settings.ts';
import { readRemote } from '../telemetry/history/spark/remote.ts';
import { historyFolder } from './state-folders.ts';

type Configured = Pick<Config, 'state' | 'history' | 'retention' | 'environment'>;

/** Folders of the history: of the open file, and of what is closed. */
export const historyFolders = ({ state, history }: Pick<Config, 'state' | 'history'>) => ({
  dir: historyFolder(state),
  folder: history.folder ?? historyFolder(state),
});

/** What Spark is asked with; undefined where DuckDB answers. Throws `spark-remote-missing` and `spark-remote-invalid`. */
export function sparkOf({ history, environment }: Pick<Config, 'history' | 'environment'>) {
  if (history.engine !== 'spark') return undefined;
  if (environment.SPARK_REMOTE === undefined)
    throw new NocturneError('spark-remote-missing', 'history.engine is spark, and SPARK_REMOTE is not set', {
      hint: 'set it to the address of a Spark Connect server, such as sc://127.0.0.1:15002; scripts/spark-server.sh starts one',
    });
  return { remote: readRemote(environment.SPARK_REMOTE), sparkFolder: history.sparkFolder };
}

/** Opens the history of a configuration for the bot, which removes what is too old; see {@link openHistory}. */
export function openKeptHistory(config: Configured, deps: { log: Log; clock: Clock }): Promise<History> {
  const { historyDays } = config.retention;
  const keepDays = historyDays === 'never' ? undefined : historyDays;
  return openHistory({ ...optionsOf(config), ...deps, keepDays, rollupDays: rollupDaysOf(config.history.rollupDays) });
}

/** The same for a command, which removes nothing. */
export const openHistoryOf = (config: Configured, deps: { log: Log; clock: Clock }): Promise<History> =>
  openHistory({ ...optionsOf(config), ...deps });

const optionsOf = (config: Configured) => ({ ...historyFolders(config), spark: sparkOf(config) });
