import { LogLevel, WebClient } from '@slack/web-api';
import { NocturneError } from '../errors.ts';
import type { SlackSettings } from './connection.ts';
import { findChannel } from './find-channel.ts';
import type { SlackAnswer } from './slack-api.ts';
import { describeSlackError } from './slack-errors.ts';

/** What was asked of Slack, and what it said; `problem` is what the bot would stumble over. */
export interface SlackCheck {
  subject: 'bot token' | 'channel' | 'app token';
  says: string;
  problem: { hint: string | undefined } | null;
}

const callTimeoutMs = 8_000;

/** Asks Slack who we are, whether we are in the channel, and whether the app token opens a connection. Posts nothing. Never throws. */
export async function checkSlack(settings: SlackSettings): Promise<SlackCheck[]> {
  const clientFor = (token: string) =>
    new WebClient(token, {
      ...(settings.apiUrl && { slackApiUrl: settings.apiUrl }),
      ...{ retryConfig: { retries: 0 }, timeout: callTimeoutMs, rejectRateLimitedCalls: true, logger: silent },
    });
  const bot = clientFor(settings.botToken);
  const call = (method: string, args?: Record<string, unknown>) => bot.apiCall(method, args) as Promise<SlackAnswer>;
  const checks = [
    await attempt('bot token', 'auth.test', async () => {
      const { user, team } = await call('auth.test');
      return `is ${user} in ${team}`;
    }),
  ];
  if (checks[0]!.problem) return checks;
  checks.push(await attempt('channel', 'conversations.info', () => describeChannel(settings.channel, call)));
  if (settings.mode === 'socket' && settings.appToken) {
    const app = clientFor(settings.appToken);
    checks.push(
      await attempt('app token', 'apps.connections.open', async () => {
        await app.apiCall('apps.connections.open');
        return 'opens a connection';
      }),
    );
  }
  return checks;
}

async function describeChannel(
  configured: string,
  call: (method: string, args?: Record<string, unknown>) => Promise<SlackAnswer>,
): Promise<string> {
  const id = await findChannel(configured, call);
  const { channel } = await call('conversations.info', { channel: id });
  if (channel.is_member) return `#${channel.name} (${id}), and the app is in it`;
  throw describeSlackError('conversations.info', {
    code: 'slack_webapi_platform_error',
    data: { error: 'not_in_channel' },
  });
}

async function attempt(
  subject: SlackCheck['subject'],
  method: string,
  ask: () => Promise<string>,
): Promise<SlackCheck> {
  try {
    return { subject, says: await ask(), problem: null };
  } catch (thrown) {
    const error = thrown instanceof NocturneError ? thrown : describeSlackError(method, thrown);
    return { subject, says: error.message, problem: { hint: error.hint } };
  }
}

const nothing = () => undefined;
const silent = {
  ...{ debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, setName: nothing },
  getLevel: () => LogLevel.ERROR,
};
