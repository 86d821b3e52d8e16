import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BotProcess, createBotProcess } from '../../bot-process.ts';
import type { NetworkSpec } from '../../network/spec.ts';
import { formatReading } from '../../network/telemetry/line-protocol.ts';
import { createTelemetrySender } from '../../network/telemetry/sender.ts';
import { approversGroup } from '../../personas.ts';
import { pickPort } from '../../pick-port.ts';
import { demoTokens, startWorkspace } from '../../setting.ts';
import type { Workspace } from '../../slack/workspace.ts';
import { openStateFolder, type StateFolder, writeConfiguration } from '../../state-folder.ts';
import { accounts, labFiles } from '../lab-state.ts';
import { sleep } from '../network/run.ts';
import { startUsual } from '../network/usual.ts';
import { everySecond } from '../recording/every-second.ts';
import { startTelemetry } from '../telemetry/telemetry.ts';

/** The product between a lab that is up and a local Slack workspace. */
export interface LabSetting {
  spec: NetworkSpec;
  folder: StateFolder;
  workspace: Workspace;
  bot: BotProcess;
  close(): Promise<void>;
}

export interface LabSettingOptions {
  spec: NetworkSpec;
  /** A folder of the product's state and configuration. */
  stateDir: string;
  /** The recording that it trains on when it has no models. */
  recording: string;
  /** How long the timers of the devices run, in seconds; a change that is not confirmed is taken back then. */
  revertSeconds?: number;
  /** Leads the product to the devices by another way, such as one that breaks. Gets and gives the text of the inventory. */
  reroute?: (topology: string) => string;
  tell: (line: string) => void;
}

const secret = () => randomBytes(18).toString('base64url');
/** The agent of a device tells of nothing before its first figures are there. */
const firstFiguresMs = 15_000;

/** Starts workspace, product and telemetry, and resolves when the product has had its first figures. */
export async function openLabSetting(options: LabSettingOptions): Promise<LabSetting> {
  const { spec, stateDir, recording, tell, revertSeconds = 120, reroute = (text: string) => text } = options;
  const folder = await openStateFolder(stateDir);
  const tokens = demoTokens();
  const [ingestToken, apiToken] = [secret(), secret()];
  const [botPort, slackPort] = await Promise.all([pickPort(), pickPort()]);
  const url = `http://127.0.0.1:${botPort}`;
  await writeConfiguration(folder, {
    ...{ topology: reroute(await readFile(labFiles.topology, 'utf8')), botPort, slackPort, slackMode: 'socket' },
    now: Date.now(),
    more: {
      training: { recordings: [recording], seed: 1 },
      policy: {
        ...{ mode: 'act', approvers: { groups: [approversGroup.id] }, changesPerSiteAndHour: 100 },
        ...{ revertTimer: 'always', revertTimerSeconds: revertSeconds },
      },
    },
  });
  const workspace = await startWorkspace(folder, tokens);
  const log = createWriteStream(join(folder.root, 'bot.log'), { flags: 'a' });
  const account = (name: string, user: string) => ({
    [`NOCTURNE_${name}_USER`]: user,
    [`NOCTURNE_${name}_KEY_FILE`]: labFiles.key,
  });
  const bot = createBotProcess({
    ...{ configFile: folder.config, url, apiToken },
    onLine: (line) => log.write(`${line}\n`),
    env: {
      ...{ SLACK_BOT_TOKEN: tokens.bot, SLACK_APP_TOKEN: tokens.app, SLACK_SIGNING_SECRET: tokens.signing },
      ...{ SLACK_API_URL: workspace.apiUrl, NOCTURNE_INGEST_TOKENS: ingestToken, NOCTURNE_API_TOKEN: apiToken },
      ...{ ...account('READ', accounts.read), ...account('CHANGE', accounts.change) },
      ...account('OPERATOR', accounts.operator),
    },
  });
  const closers: (() => unknown)[] = [() => log.end(), () => workspace.close(), () => bot.stop()];
  const close = async () => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const usual = await startUsual(spec);
    closers.push(() => usual.close());
    tell('starting the bot');
    await bot.start(tell);
    const telemetry = startTelemetry(spec);
    closers.push(() => telemetry.close());
    // Figures that are not known yet would count as a device without them.
    await sleep(firstFiguresMs);
    const sender = createTelemetrySender({ ingestUrl: url, token: ingestToken });
    closers.push(() => sender.close());
    const stop = everySecond((now) =>
      sender.push(telemetry.read(now).flatMap((reading) => formatReading(reading, now))),
    );
    closers.push(stop);
    await sleep(firstFiguresMs);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { spec, folder, workspace, bot, close };
}
