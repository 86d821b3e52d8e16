import { NocturneError } from '../../../errors.ts';

/** Where a Spark Connect server is, and who asks it. */
export interface SparkRemote {
  /** host:port */
  address: string;
  userId: string;
  /** Sent with every call; null for none. */
  token: string | null;
  encrypted: boolean;
}

const usualPort = '15002';

/**
 * Reads an address as Spark's own clients take it: `sc://host:port/;user_id=…;token=…;use_ssl=true`. A token makes the connection encrypted. Throws
 * `spark-remote-invalid`.
 */
export function readRemote(text: string): SparkRemote {
  const match = /^sc:\/\/(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?(?:\/(?:;(.*))?)?$/i.exec(text);
  if (!match) throw invalid('is no address of Spark Connect');
  const [, host, port = usualPort, rest = ''] = match;
  const options = new Map(
    rest
      .split(';')
      .filter((part) => part !== '')
      .map((part) => part.split(/=(.*)/s, 2) as [string, string | undefined]),
  );
  for (const [name, value] of options)
    if (!known.includes(name) || value === undefined || value === '')
      throw invalid(`has an option that is not known: ${name}`);
  const token = options.get('token') ?? null;
  const encrypted = token !== null || options.get('use_ssl')?.toLowerCase() === 'true';
  return { address: `${host}:${port}`, userId: options.get('user_id') ?? 'nocturne', token, encrypted };
}

const known = ['user_id', 'token', 'use_ssl'];

function invalid(what: string): NocturneError {
  return new NocturneError('spark-remote-invalid', `SPARK_REMOTE ${what}`, {
    hint: 'write it as sc://host:15002, with ;token=… or ;use_ssl=true after a slash where they are needed',
  });
}
