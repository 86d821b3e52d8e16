import { type App, SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../log.ts';
import type { createBoltLog } from './bolt-log.ts';
import type { Wait } from './channel-queue.ts';
import { describeSlackError, isMisconfigured } from './slack-errors.ts';

/** What Bolt calls a receiver. Tests bring their own. */
export interface EnvelopeReceiver {
  init(app: App): void;
  start(options?: unknown): Promise<unknown>;
  stop(): Promise<unknown>;
}

const longestPauseMs = 15_000;

/**
 * Socket Mode that comes back at once. The library's own way back waits at least five seconds, in which clicks are lost, and ends the process
 * with an unhandled rejection when Slack refuses the token meanwhile; so it is switched off and done here.
 */
export function createSocketReceiver(deps: {
  appToken: string;
  clientOptions: Record<string, unknown>;
  logger: ReturnType<typeof createBoltLog>;
  wait: Wait;
  signal: AbortSignal;
  log: Log;
}): EnvelopeReceiver {
  const { log } = deps;
  const receiver = new SocketModeReceiver({
    appToken: deps.appToken,
    logger: deps.logger,
    autoReconnectEnabled: false,
    // A retryConfig is passed always: without one the library writes its own 100 retries into these options.
    installerOptions: { clientOptions: { ...deps.clientOptions, retryConfig: { retries: 0 } } },
  });
  let isOpen = false;
  let isConnecting = false;

  /** Tries until it works or the receiver is stopped. The first time a refused token is thrown, later it is only logged. */
  async function connect(isFirst: boolean): Promise<void> {
    isConnecting = true;
    for (let tries = 1; isOpen; tries++) {
      try {
        await receiver.start();
        log.info({ tries }, 'Socket Mode is connected');
        break;
      } catch (thrown) {
        const err = describeSlackError('apps.connections.open', thrown);
        if (isFirst && isMisconfigured(thrown)) throw err;
        log.warn({ err, tries }, 'Socket Mode could not connect');
        await deps.wait(Math.min(longestPauseMs, 250 * 2 ** Math.min(tries, 6)), deps.signal).catch(() => undefined);
      }
    }
    isConnecting = false;
  }

  receiver.client.on('disconnected', () => {
    if (!isOpen || isConnecting) return;
    log.warn('Socket Mode was disconnected');
    void connect(false);
  });

  return {
    init: (app) => receiver.init(app),
    async start() {
      isOpen = true;
      await connect(true);
    },
    async stop() {
      isOpen = false;
      await receiver.stop();
    },
  };
}
