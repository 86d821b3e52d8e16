import { describe, expect, it } from 'vitest';
import { addressedElsewhere } from '../../src/bot/addressee.ts';
import type { Envelope } from '../../src/bot/envelope.ts';
import { createRightsWorld, ours, pressed, submitted, userOf } from './rights-world.ts';

const workspace = { teamId: 'T0US', enterpriseId: null, appId: 'A0US' };
const inGrid = { teamId: 'T0US', enterpriseId: 'E0US', appId: 'A0US' };
const orgWide = { teamId: 'E0US', enterpriseId: 'E0US', appId: 'A0US' };
const auth = (team_id: string | null, enterprise_id: string | null = null) => ({ team_id, enterprise_id });

describe('an envelope', () => {
  it.each<[string, typeof workspace | typeof inGrid, Envelope, string | null]>([
    ['of our workspace', workspace, { team: { id: 'T0US' }, enterprise: null, api_app_id: 'A0US' }, null],
    ['of a command', workspace, { team_id: 'T0US', api_app_id: 'A0US' }, null],
    ['that names no app', workspace, { team_id: 'T0US' }, null],
    ['of an event', workspace, { team_id: 'T0US', authorizations: [auth('T0US')] }, null],
    ['of a shared channel', workspace, { team_id: 'T0US', authorizations: [auth('T0ELSE'), auth('T0US')] }, null],
    ['of a workspace in a grid', inGrid, { team_id: 'T0US', enterprise_id: 'E0US' }, null],
    ['of any workspace of our organisation', orgWide, { team: { id: 'T0SUB' }, enterprise: { id: 'E0US' } }, null],
    ['of our organisation alone', orgWide, { team: null, enterprise: { id: 'E0US' } }, null],
    ['of an event in our organisation', orgWide, { team_id: 'T0SUB', authorizations: [auth('T0SUB', 'E0US')] }, null],
    ['of another workspace', workspace, { team: { id: 'T0ELSE' }, api_app_id: 'A0US' }, 'other-team'],
    ['of another app', workspace, { team_id: 'T0US', api_app_id: 'A0ELSE' }, 'other-app'],
    ['of another organisation', inGrid, { team_id: 'T0US', enterprise_id: 'E0ELSE' }, 'other-organisation'],
    [
      'of an organisation that we are not in',
      workspace,
      { team_id: 'T0US', enterprise: { id: 'E0ELSE' } },
      'other-organisation',
    ],
    ['that names two workspaces', workspace, { team: { id: 'T0US' }, team_id: 'T0ELSE' }, 'other-team'],
    ['whose workspace has no ID in one place', workspace, { team: {}, team_id: 'T0US' }, null],
    [
      'that names another organisation beside ours',
      inGrid,
      { team_id: 'T0US', enterprise: { id: 'E0US' }, enterprise_id: 'E0ELSE' },
      'other-organisation',
    ],
    [
      'that names another organisation beside an empty one',
      workspace,
      { team_id: 'T0US', enterprise: {}, enterprise_id: 'E0ELSE' },
      'other-organisation',
    ],
    ['that names no workspace', workspace, { type: 'block_actions' }, 'no-team'],
    ['that names no organisation', orgWide, { team: { id: 'T0SUB' } }, 'no-team'],
    [
      'that others are authorized for',
      workspace,
      { team_id: 'T0US', authorizations: [auth('T0ELSE')] },
      'not-authorized',
    ],
    ['that nobody is authorized for', workspace, { team_id: 'T0US', authorizations: [] }, 'not-authorized'],
    ['with torn authorizations', workspace, { team_id: 'T0US', authorizations: { length: 1 } }, 'not-authorized'],
    ['with a null authorization', workspace, { team_id: 'T0US', authorizations: [null] }, 'not-authorized'],
    [
      'authorized for another organisation',
      orgWide,
      { team_id: 'T0SUB', authorizations: [auth('T0SUB', 'E0ELSE')] },
      'not-authorized',
    ],
  ])('%s', (_what, installation, body, why) => {
    expect(addressedElsewhere(body, installation)).toBe(why);
  });

  it.each(['team', 'api_app_id', 'enterprise', 'authorizations'] as const)(
    'whose %s is not ours is counted and audited, and otherwise forgotten, whatever it asks for',
    async (field) => {
      const elsewhere = {
        team: { id: 'T0ELSE' },
        api_app_id: 'A0ELSE',
        enterprise: { id: 'E0ELSE' },
        authorizations: [auth('T0ELSE')],
      };
      const world = await createRightsWorld();
      const user = userOf('granted');
      const incident = await world.incident({});
      const mention = { type: 'app_mention', user, text: 'freeze now', channel: 'C0NOC0001', ts: '1.1' };
      const bodies: Envelope[] = [
        pressed('incident_take', user, incident),
        submitted('incident_dismiss_reason', user, incident, { reason: { text: { value: 'a load test' } } }),
        { command: '/noc', text: 'freeze now', user_id: user, channel_id: 'C0NOC0001' },
        { type: 'event_callback', event_id: 'Ev1', event: mention },
        { type: 'message_action', callback_id: 'x', user: { id: user } },
      ];
      for (const [index, body] of bodies.entries()) {
        const done = await world.deliver({ ...body, [field]: elsewhere[field] });
        expect(done).toMatchObject({ changed: false, told: [], opened: [] });
        expect(done.audited).toMatchObject([{ action: 'envelope.refused', actor: user }]);
        expect(world.bot.strayEnvelopes()).toBe(index + 1);
      }
      expect(await world.store.inbox.pending(10)).toEqual([]);
      // The same from us is heard.
      expect(await world.deliver({ ...bodies[0]!, ...ours })).toMatchObject({ changed: true });
      await world.bot.close();
    },
  );
});
