import { expect, it } from 'vitest';
import { checkDigestTimes } from '../../src/app/check-digest-times.ts';
import { digestsSchema } from '../../src/digests/settings.ts';

const of = (cron: string, timezone = 'UTC') => digestsSchema.parse([{ id: 'early', kind: 'shift', cron, timezone }]);

it.each([
  ['0 25 * * *', 'UTC', /digests in nocturne\.yaml: The schedule early is wrong: the cron line "0 25/],
  ['0 0 30 2 *', 'UTC', /digests in nocturne\.yaml: .*never comes/],
  ['0 6 * * *', 'Mars/Base', /digests in nocturne\.yaml: .*no time zone "Mars\/Base"/],
])('the time %s in %s is refused by the name of its section', (cron, timezone, message) => {
  expect(() => checkDigestTimes({ digests: of(cron, timezone) }, 0)).toThrow(
    expect.objectContaining({ code: 'config-invalid', message: expect.stringMatching(message) }),
  );
});

it('a time that comes passes', () => {
  expect(() => checkDigestTimes({ digests: of('0 6 29 2 *', 'Europe/Berlin') }, 0)).not.toThrow();
});

it.each(['* * * * * *', '0 6 * *', '@daily', ''])('"%s" has not five fields', (cron) => {
  expect(() => of(cron)).toThrow(/five fields/);
});
