import type { Recorded } from '../app/record/record-history.ts';
import { createLog } from '../log.ts';
import { type ConfigOptions, readConfig } from './options.ts';
import { createProgressBar } from './progress.ts';
import { findRunningBot } from './running-bot.ts';

/** Writes a span of what Nocturne stored as a recording. A running bot does it, because one process has the history open. */
export async function recordSpan(
  order: { from: number; to: number; folder: string },
  options: ConfigOptions,
): Promise<Recorded> {
  const config = readConfig(options);
  const bot = options.state === undefined ? await findRunningBot(config) : undefined;
  const bar = createProgressBar();
  const { recordNow } = await import('../app/record/record-now.ts');
  return (
    bot
      ? bot.follow<{ recorded: Recorded }>('/api/v1/record', order, bar.show).then(({ recorded }) => recorded)
      : recordNow(config, order, { log: createLog({ level: 'fatal' }), onProgress: bar.show })
  ).finally(() => bar.end());
}
