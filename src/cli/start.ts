import { newRandomId } from '../app/ids.ts';
import { loadConfig } from '../config.ts';
import type { Clock } from '../domain/clock.ts';
import { isRetryable } from '../errors.ts';
import { createLog, type Log } from '../log.ts';
import { isPassing } from '../store/database-errors.ts';
import type { CliCommand } from './command.ts';

/** One request to stop can arrive more than once: from the terminal or `timeout`, and again from the process that started this one. */
const sameRequestMs = 1_000;

/**
 * What nobody awaits must not end the bot when a database or a peer goes away: whoever owes the work does it again. Anything else is a fault of
 * ours and ends the process, as Node.js would.
 */
function survivePassingErrors(log: Log): void {
  process.on('unhandledRejection', (err) => {
    if (!isRetryable(err) && !isPassing(err)) throw err;
    log.error({ err }, 'an error that nobody awaited');
  });
}

/** Resolves with the first SIGINT or SIGTERM. Another one, more than a second later, ends the process at once. */
function untilAskedToStop(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const stop = () => {
      if (askedAt !== undefined && clock() - askedAt > sameRequestMs) process.exit(130);
      askedAt ??= clock();
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}

export const start: CliCommand = {
  name: 'start',
  register(program) {
    program
      .command('start')
      .description('Run the bot until it is told to stop (SIGINT or SIGTERM)')
      .option('-c, --config <file>', 'configuration file', 'nocturne.yaml')
      .option(
        '--no-slack',
        'print incidents, facts and plans here instead of posting them; nobody can approve a plan then',
      )
      .action(async (options: { config: string; slack: boolean }) => {
        const config = loadConfig(options.config, options.slack ? { needs: ['slack'] } : {});
        const log = createLog({ level: config.logLevel });
        survivePassingErrors(log);
        const { createApp } = await import('../app.ts');
        const app = await createApp(config, {
          clock: Date.now,
          monotonic: () => performance.now(),
          newId: newRandomId,
          log,
          ...(options.slack ? {} : { terminal: (text) => void process.stdout.write(`${text}\n`) }),
        });
        await untilAskedToStop(Date.now);
        log.info('stopping');
        await app.close();
        process.exit(0);
      });
  },
};
