import { App, HTTPReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createBoltLog } from './bolt-log.ts';
import type { Wait } from './channel-queue.ts';
import type { Envelope } from './envelope.ts';
import { withSignedTime } from './signed-time.ts';
import type { SlackAnswer } from './slack-api.ts';
import { describeSlackError, isUncertain, retryAfterOf } from './slack-errors.ts';
import { createSocketReceiver, type EnvelopeReceiver } from './socket.ts';

/** How the workspace is reached. In HTTP mode Slack calls us: `http` is where to listen, and requests must carry a valid signature. */
export interface SlackSettings {
  botToken: string;
  appToken?: string;
  signingSecret?: string;
  /** The Web API; Slack's own unless told otherwise. */
  apiUrl?: string;
  /** Id or #name of the channel where incidents are posted. */
  channel: string;
  mode: 'socket' | 'http';
  http?: { port: number; host: string };
}

/** Who we are in the workspace. */
export interface Identity {
  /** The workspace where the app is installed, or the organisation (`E…`) when it is installed for all of it. */
  teamId: string;
  /** The organisation that the workspace belongs to, if any. */
  enterpriseId: string | null;
  /** Null when neither the app token nor Slack tells it. */
  appId: string | null;
  userId: string;
  botId: string;
}

type Receive = (body: Envelope, ack: () => Promise<unknown>) => Promise<void>;

/** The connection to Slack: calls go out, envelopes come in and are handed to `onEnvelope` before anything is acknowledged. */
export interface Connection {
  app: App;
  send(method: string, args: Record<string, unknown>): Promise<SlackAnswer>;
  identity(): Identity;
  /** Asks Slack who we are. Waits for a workspace that does not answer yet; throws at once for a token that it refuses. */
  introduce(): Promise<Identity>;
  /** Starts to take envelopes. In HTTP mode it returns the port. */
  open(onEnvelope: Receive): Promise<number | undefined>;
  close(): Promise<void>;
}

const callTimeoutMs = 10_000;
const introduceTries = 8;

export function createConnection(deps: {
  settings: SlackSettings;
  fetch?: typeof fetch;
  receiver?: EnvelopeReceiver;
  wait: Wait;
  signal: AbortSignal;
  log: Log;
}): Connection {
  const { settings } = deps;
  const logger = createBoltLog(deps.log);
  const address = {
    ...(settings.apiUrl && { slackApiUrl: settings.apiUrl }),
    ...(deps.fetch && { fetch: deps.fetch as never }),
  };
  // Repeating is decided by the caller: a client that repeats a post by itself doubles messages, and one that sleeps on a 429 stops all calls.
  const clientOptions = {
    ...address,
    logger,
    retryConfig: { retries: 0 },
    timeout: callTimeoutMs,
    rejectRateLimitedCalls: true,
  };
  const client = new WebClient(settings.botToken, clientOptions);
  const receiver = deps.receiver ?? createReceiver(deps, { ...address, logger }, logger);
  let identity: Identity | undefined;

  const app = new App({
    receiver,
    clientOptions,
    logger,
    authorize: async () => ({ botToken: settings.botToken, botId: identity?.botId, botUserId: identity?.userId }),
    convoStore: false,
    extendedErrorHandler: true,
  });

  /** An app-level token has the id of its app in the middle; otherwise Slack is asked. Not to know it is no reason not to work. */
  async function appId(botId: string | undefined): Promise<string | null> {
    const fromToken = /^xapp-\d+-(A[A-Z0-9]+)-/.exec(settings.appToken ?? '')?.[1];
    if (fromToken) return fromToken;
    const answer = await client.apiCall('bots.info', { bot: botId }).catch((err) => {
      deps.log.warn({ err }, 'Slack did not tell the id of this app: envelopes are checked by their workspace alone');
      return undefined;
    });
    return (answer as SlackAnswer | undefined)?.bot?.app_id ?? null;
  }

  return {
    app,
    send: (method, args) => client.apiCall(method, args) as Promise<SlackAnswer>,
    identity() {
      if (!identity) throw new NocturneError('slack-not-connected', 'The bot does not know its workspace yet');
      return identity;
    },
    async introduce() {
      for (let tries = 1; ; tries++) {
        try {
          const answer = (await client.apiCall('auth.test')) as SlackAnswer;
          identity = { ...installationOf(answer), appId: await appId(answer.bot_id) };
          return identity;
        } catch (thrown) {
          const again = isUncertain(thrown) || retryAfterOf(thrown) !== undefined;
          if (!again || tries === introduceTries) throw describeSlackError('auth.test', thrown);
          await deps.wait(Math.min(5000, 250 * 2 ** tries), deps.signal);
        }
      }
    },
    async open(onEnvelope) {
      receiver.init({ processEvent: (event) => onEnvelope(event.body, () => Promise.resolve(event.ack())) } as App);
      if (settings.mode === 'socket' || deps.receiver) return void (await receiver.start());
      const server = (await receiver.start({ port: 3000, host: '127.0.0.1', ...settings.http })) as {
        address(): { port: number };
      };
      return server.address().port;
    },
    async close() {
      await receiver.stop();
    },
  };
}

function createReceiver(
  deps: { settings: SlackSettings; wait: Wait; signal: AbortSignal; log: Log },
  address: Record<string, unknown>,
  logger: ReturnType<typeof createBoltLog>,
): EnvelopeReceiver {
  const { settings } = deps;
  if (settings.mode === 'http') {
    const secret = required(settings.signingSecret, 'slack-signing-secret-missing', 'SLACK_SIGNING_SECRET');
    return withSignedTime(new HTTPReceiver({ signingSecret: secret, logger, endpoints: ['/slack/events'] }), Date.now);
  }
  return createSocketReceiver({
    ...{ appToken: required(settings.appToken, 'slack-app-token-missing', 'SLACK_APP_TOKEN'), logger },
    ...{ clientOptions: { ...address, timeout: callTimeoutMs }, wait: deps.wait, signal: deps.signal, log: deps.log },
  });
}

function required(value: string | undefined, code: string, variable: string): string {
  if (value) return value;
  throw new NocturneError(code, `Slack can't be reached without ${variable}`, { hint: `set ${variable}` });
}

/** An installation for a whole organisation is told with the organisation's id in the place of the workspace's. */
function installationOf(answer: SlackAnswer): Omit<Identity, 'appId'> {
  const enterpriseId = answer.enterprise_id || (/^E/.test(answer.team_id ?? '') ? answer.team_id : null);
  const isOrganisation = answer.is_enterprise_install === true && enterpriseId !== null;
  return {
    ...{ teamId: isOrganisation ? enterpriseId : answer.team_id, enterpriseId },
    ...{ userId: answer.user_id, botId: answer.bot_id },
  };
}
