import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Fields that must never be printed, wherever they stand. */
const secret = ['token', 'password', 'privateKey', 'apiKey', 'authorization', 'signingSecret', 'botToken', 'appToken'];

/** Creates the logger. Lines go to stderr as JSON, because stdout belongs to `--json`. Messages are constant text plus fields. */
export function createLog(options: { level?: string; stream?: NodeJS.WritableStream } = {}): Log {
  return pino(
    {
      level: options.level ?? 'info',
      base: undefined,
      redact: { paths: secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '<secret>' },
    },
    (options.stream ?? process.stderr) as never,
  );
}
