import { z } from 'zod';
import { NocturneError } from '../../../src/errors.ts';
import type { FieldValue, Point } from '../../../src/telemetry/point.ts';
import type { PulledSource } from '../../../src/telemetry/source.ts';

interface Row {
  kind: string;
  tags: Record<string, string>;
  fields: Record<string, FieldValue>;
  at: unknown;
}

const toPoint = ({ kind, tags, fields, at }: Row): Point => ({
  measurement: kind,
  tags: new Map(Object.entries(tags)),
  // A carelessly written source makes numbers of whatever it is told.
  fields: new Map(Object.entries(fields).map(([name, value]) => [name, name === 'overflow' ? Number(value) : value])),
  ...{ at: Number(at), hasOwnTime: true },
});

/** A source that is asked, as small as one can be: JSON over HTTP. It is careless with its token, as the contract has to bear. */
export const polledJson: PulledSource = {
  delivery: 'pulled',
  name: 'polled-json',
  settings: z.strictObject({
    url: z.url().describe('Whom to ask'),
    everySeconds: z.int().min(1).max(3600).default(60).describe('Seconds from one question to the next'),
  }),
  secrets: { NOCTURNE_POLLED_TOKEN: 'Token that the asked side wants to see' },
  open({ url, everySeconds }, { NOCTURNE_POLLED_TOKEN: token }) {
    if (token === undefined) throw new NocturneError('source-token-missing', 'NOCTURNE_POLLED_TOKEN is not set');
    if (token.includes(' ')) throw new NocturneError('source-token-wrong', `"${token}" is no token`);
    const address = `${String(url)}?token=${encodeURIComponent(token)}`;
    return {
      everyMs: Number(everySeconds) * 1000,
      async gather(sink, { signal }) {
        const answer = await fetch(address, { signal });
        const text = await answer.text();
        if (!answer.ok)
          throw new NocturneError('not-answered', `${address} (token ${token}) answered ${answer.status}: ${text}`, {
            retryable: answer.status >= 500,
          });
        for (const row of JSON.parse(text) as Row[]) await sink([toPoint(row)]);
      },
    };
  },
};
