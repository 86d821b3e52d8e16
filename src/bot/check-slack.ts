import { LogLevel, WebClient } from '@slack/web-api';
import type { NamedPeople } from '../changes/voters.ts';
import { NocturneError } from '../errors.ts';
import { findUnknownPeople } from './check-people.ts';
import type { SlackSettings } from './connection.ts';
import { findChannel } from './find-channel.ts';
import { missingScopes } from './scopes.ts';
import type { SlackAnswer } from './slack-api.ts';
import { describeSlackError } from './slack-errors.ts';

/** What was asked of Slack, and what it said; `problem` is what the bot would stumble over. */
export interface SlackCheck {
  subject: 'bot token' | 'scopes' | 'channel' | `channel ${string}` | 'people' | 'app token';
  says: string;
  problem: { hint: string | undefined } | null;
}

type Call = (method: string, args?: Record<string, unknown>) => Promise<SlackAnswer>;

const callTimeoutMs = 8_000;

/**
 * Asks Slack who we are and what we may do, whether we are in the channel and in the `others` that the configuration names, who the named people
 * are, and whether the app token opens a connection. Posts nothing. Never throws.
 */
export async function checkSlack(
  settings: SlackSettings,
  named: NamedPeople = { users: [], groups: [] },
  others: readonly string[] = [],
): Promise<SlackCheck[]> {
  let granted: string[] | undefined;
  const clientFor = (token: string) =>
    new WebClient(token, {
      ...(settings.apiUrl && { slackApiUrl: settings.apiUrl }),
      ...{ retryConfig: { retries: 0 }, timeout: callTimeoutMs, rejectRateLimitedCalls: true, logger: silent },
    });
  const bot = clientFor(settings.botToken);
  const call = (method: string, args?: Record<string, unknown>) => bot.apiCall(method, args) as Promise<SlackAnswer>;
  const checks = [
    await attempt('bot token', 'auth.test', async () => {
      const { user, team, response_metadata: said } = await call('auth.test');
      granted = said?.scopes;
      return `is ${user} in ${team}`;
    }),
  ];
  if (checks[0]!.problem) return checks;
  // A workspace that does not say which scopes it granted tells by refusing.
  if (granted) checks.push(scopesCheck(granted));
  checks.push(await attempt('channel', 'conversations.info', () => describeChannel(settings.channel, call)));
  for (const name of others)
    checks.push(await attempt(`channel ${name}`, 'conversations.info', () => describeChannel(name, call)));
  if (named.users.length + named.groups.length > 0) checks.push(await peopleCheck(named, call));
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

function scopesCheck(granted: string[]): SlackCheck {
  const missing = missingScopes(granted);
  if (missing.length === 0) return { subject: 'scopes', says: 'all that are needed are granted', problem: null };
  const hint = 'compare the scopes of the app with manifest.json and install it again';
  return { subject: 'scopes', says: `${missing.join(', ')} not granted`, problem: { hint } };
}

async function peopleCheck(named: NamedPeople, call: Call): Promise<SlackCheck> {
  return attempt('people', 'users.info', async () => {
    const unknown = await findUnknownPeople(call, named);
    if (unknown.length === 0) return 'everybody whom the configuration names is known';
    throw new NocturneError('slack-people-unknown', unknown.join('; '), {
      hint: 'correct policy, grants and oncall; IDs are in the profile of a person, under "Copy member ID"',
    });
  });
}

async function describeChannel(configured: string, call: Call): Promise<string> {
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
