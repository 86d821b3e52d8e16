import { z } from 'zod';
import { digestKinds } from '../domain/digest.ts';

const digest = z.strictObject({
  id: z.string().regex(/^[\w-]{1,40}$/, 'must be 1 to 40 letters, digits, - and _'),
  kind: z.enum(digestKinds),
  cron: z
    .string()
    .regex(/^\S+( +\S+){4}$/, 'must have five fields: minute, hour, day of the month, month and day of the week'),
  timezone: z.string().default('UTC'),
  /** Name or id; that of the bot when left out. */
  channel: z.string().min(1).optional(),
});

/** When which digest is sent, of the section `digests` of nocturne.yaml. */
export type DigestSchedule = z.output<typeof digest>;

/** The section `digests` of nocturne.yaml. A cron line or a time zone that nobody knows is refused when the bot starts, and by `nocturne doctor`. */
export const digestsSchema = z
  .array(digest)
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'each id must stand there once')
  .default([{ id: 'morning', kind: 'morning', cron: '0 7 * * *', timezone: 'UTC' }])
  .describe(
    'Digests that are posted into the channel: {id, kind: shift, morning or week, cron, timezone, channel}; the channel is that of slack.channel when left out. A digest tells of the time since the last one of its id; [] sends none',
  );
