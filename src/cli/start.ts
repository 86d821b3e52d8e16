import { once } from 'node:events';
import { newRandomId } from '../app/ids.ts';
import { loadConfig } from '../config.ts';
import { createLog } from '../log.ts';
import type { CliCommand } from './command.ts';

/** A second signal ends the process at once. */
async function untilAskedToStop(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  process.once('SIGINT', () => process.exit(130));
}

export const start: CliCommand = {
  name: 'start',
  register(program) {
    program
      .command('start')
      .description('Run the bot until it is told to stop (SIGINT or SIGTERM)')
      .option('-c, --config <file>', 'configuration file', 'nocturne.yaml')
      .action(async (options: { config: string }) => {
        const config = loadConfig(options.config, { needs: ['slack'] });
        const log = createLog({ level: config.logLevel });
        const { createApp } = await import('../app.ts');
        const app = await createApp(config, {
          clock: Date.now,
          monotonic: () => performance.now(),
          newId: newRandomId,
          log,
        });
        await untilAskedToStop();
        log.info('stopping');
        await app.close();
        process.exit(0);
      });
  },
};
