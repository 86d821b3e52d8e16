import { once } from 'node:events';
import { type Command, InvalidArgumentError } from 'commander';
import { NocturneError } from '../../../src/errors.ts';
import { formatReading } from '../../network/telemetry/line-protocol.ts';
import { createTelemetrySender } from '../../network/telemetry/sender.ts';
import { loadLabSpec } from '../lab-spec.ts';
import { startUsual } from '../network/usual.ts';
import { everySecond } from '../recording/every-second.ts';
import { scheduleFaults } from '../recording/lab-schedule.ts';
import { recordLab } from '../recording/record-lab.ts';
import { startTelemetry } from '../telemetry/telemetry.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** `send` and `record`: what is measured of a lab that is up. */
export function registerTelemetry(program: Command): void {
  program
    .command('send')
    .description("send what is measured once a second to the product's ingest endpoint, until it is interrupted")
    .requiredOption('--to <url>', 'where the product listens, such as http://127.0.0.1:8787')
    .option('--no-traffic', 'begin without the usual traffic')
    .addHelpText('after', '\nThe token stands in the environment: LAB_INGEST_TOKEN, one of NOCTURNE_INGEST_TOKENS.')
    .action(send);
  program
    .command('record')
    .description('record the lab with faults and their labels, for nocturne train --from')
    .requiredOption('--out <folder>', 'folder of the recording')
    .option('--minutes <count>', 'how long', count, 14)
    .option('--seed <number>', 'seed of the faults', count, 1)
    .option(
      '--without <places>',
      'links and devices at which nothing goes wrong, with commas between',
      'L1,Switch-1,Router-A',
    )
    .action(
      async ({ out, minutes, seed, without }: { out: string; minutes: number; seed: number; without: string }) => {
        const spec = loadLabSpec();
        const usual = await startUsual(spec);
        try {
          const schedule = scheduleFaults(spec, { seed, minutes, without: without.split(',') });
          await recordLab({ spec, schedule, minutes, out, tell: say });
        } finally {
          await usual.close();
        }
      },
    );
}

async function send({ to, traffic }: { to: string; traffic: boolean }): Promise<void> {
  const token = process.env.LAB_INGEST_TOKEN;
  if (!token)
    throw new NocturneError('token-missing', 'LAB_INGEST_TOKEN is not set', { hint: 'one of NOCTURNE_INGEST_TOKENS' });
  const spec = loadLabSpec();
  const usual = traffic ? await startUsual(spec) : undefined;
  const telemetry = startTelemetry(spec);
  const sender = createTelemetrySender({ ingestUrl: to, token });
  const stop = everySecond((now) => sender.push(telemetry.read(now).flatMap((reading) => formatReading(reading, now))));
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  stop();
  telemetry.close();
  await sender.close(1000);
  await usual?.close();
  const { sent, dropped } = sender.counts();
  say(`sent ${sent} lines, dropped ${dropped}`);
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('A whole number from 1 on.');
}
