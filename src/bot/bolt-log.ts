import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../log.ts';

/** Bolt's chatter as fields of our log. Debug lines are dropped: they hold whole payloads. "Info" of Bolt is no news to an operator. */
export function createBoltLog(log: Log): Logger {
  const write =
    (level: 'debug' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level]({ bolt: parts.map(String).join(' ').slice(0, 500) }, 'message from the Slack library');
  return {
    debug: () => undefined,
    info: write('debug'),
    warn: write('warn'),
    error: write('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
