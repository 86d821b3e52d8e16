import { NocturneError } from '../../errors.ts';
import { createLineReader } from '../line-protocol.ts';
import { type Precision, parsePrecision } from '../precision.ts';
import type { ServedSource } from '../source.ts';

function precisionOf({ precision = 'ns' }: Readonly<Record<string, unknown>>): Precision {
  const parsed = typeof precision === 'string' ? parsePrecision(precision) : undefined;
  if (parsed) return parsed;
  throw new NocturneError('request-invalid', `precision=${String(precision)} is none of ns, us, ms, s, m, h`);
}

/** InfluxDB line protocol, as Telegraf, gnmic and InfluxDB's clients send it: the paths of InfluxDB 2 and 1, with `?precision=`. */
export const lineProtocol = {
  delivery: 'served',
  name: 'line-protocol',
  paths: ['/api/v2/write', '/write'],
  read(body, { query, now }) {
    return createLineReader(body.toString('utf8'), { precision: precisionOf(query), now });
  },
} satisfies ServedSource;
