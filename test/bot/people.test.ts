import { describe, expect, it } from 'vitest';
import { createPeople } from '../../src/bot/people.ts';
import type { SlackAnswer } from '../../src/bot/slack-api.ts';

function peopleOf(
  user: object,
  options: { members?: string[]; groups?: string[]; fail?: string; error?: object; teamId?: string } = {},
) {
  const calls: string[] = [];
  const call = async (method: string): Promise<SlackAnswer> => {
    calls.push(method);
    if (method === options.fail) throw options.error ?? new Error('no answer');
    if (method === 'users.info') return { user: { id: 'U1', name: 'nadia', team_id: 'T1', ...user } };
    if (method === 'usergroups.list')
      return {
        usergroups: [
          { id: 'S1', handle: 'noc-approvers' },
          { id: 'S2', handle: 'sales' },
        ],
      };
    return { users: options.members ?? [] };
  };
  const people = createPeople({
    api: { call },
    groups: () => options.groups ?? ['@noc-approvers'],
    teamId: () => options.teamId ?? 'T1',
  });
  return { people, calls };
}

describe('people', () => {
  it('are in a group when Slack says so at that moment', async () => {
    const { people } = peopleOf({}, { members: ['U1'] });
    expect(await people.find('U1')).toEqual({
      ...{ id: 'U1', name: 'nadia', isBot: false, deleted: false, restricted: false, foreign: false },
      groups: ['S1', 'noc-approvers'],
    });
    expect((await peopleOf({}, { members: ['U2'] }).people.find('U1'))?.groups).toEqual([]);
  });

  it('are in no group where there are no user groups, so that a group alone lets nobody in', async () => {
    const error = { code: 'slack_webapi_platform_error', data: { error: 'unknown_method' } };
    const { people } = peopleOf({}, { fail: 'usergroups.list', error });
    expect((await people.find('U1'))?.groups).toEqual([]);
  });

  it('outside a group cost one question in 15 s, and those inside are asked about each time', async () => {
    let now = 0;
    let asked = 0;
    let members = ['U1'];
    const call = async (method: string): Promise<SlackAnswer> => {
      if (method === 'users.info') return { user: { id: 'U1', name: 'nadia', team_id: 'T1' } };
      if (method === 'usergroups.list') return { usergroups: [{ id: 'S00002', handle: 'noc' }] };
      asked += 1;
      return { users: members };
    };
    const groups = () => ['S00001', 'S00001', '@noc'];
    const people = createPeople({ api: { call }, groups, teamId: () => 'T1', clock: () => now });
    const groupsOf = async (user: string) => (await people.find(user))?.groups;
    const questionsOf = async (user: string, times: number) => {
      const before = asked;
      for (let i = 0; i < times; i++) await people.find(user);
      return asked - before;
    };
    expect(await questionsOf('U2', 100)).toBe(2);
    expect(await questionsOf('U1', 10)).toBe(20);
    members = ['U2'];
    expect(await groupsOf('U1')).toEqual([]);
    expect(await groupsOf('U2')).toEqual(['S00001', 'S00002', 'noc']);
    members = ['U1', 'U2'];
    expect(await groupsOf('U1')).toEqual([]);
    now = 15_000;
    expect(await groupsOf('U1')).toEqual(['S00001', 'S00002', 'noc']);
  });

  it('are asked about groups only when policy names some', async () => {
    const { people, calls } = peopleOf({}, { groups: [] });
    await people.find('U1');
    expect(calls).toEqual(['users.info']);
  });

  it.each([
    ['isBot', { is_bot: true }],
    ['deleted', { deleted: true }],
    ['restricted', { is_restricted: true }],
    ['restricted', { is_ultra_restricted: true }],
    ['foreign', { is_stranger: true }],
    ['foreign', { team_id: 'T2' }],
    ['foreign', { team_id: undefined }],
  ])('are %s when Slack says %o', async (fact, user) => {
    expect(await peopleOf(user).people.find('U1')).toMatchObject({ [fact]: true });
  });

  it('belong here when their enterprise shares the workspace', async () => {
    const user = { team_id: 'T2', enterprise_user: { teams: ['T1', 'T2'] } };
    expect((await peopleOf(user).people.find('U1'))?.foreign).toBe(false);
  });

  it.each([
    ['of a workspace of the organisation', { teams: ['T0SUB', 'T0OTHER'], enterprise_id: 'E0ORG' }, false],
    ['of another organisation', { teams: ['T0SUB'], enterprise_id: 'E0ELSE' }, true],
    ['without an organisation', undefined, true],
  ])(
    '%s: are foreign to an installation for an organisation as they should be',
    async (_who, enterprise_user, foreign) => {
      const { people } = peopleOf({ team_id: 'T0SUB', enterprise_user }, { teamId: 'E0ORG' });
      expect(await people.find('U1')).toMatchObject({ foreign });
    },
  );

  it('are undefined when the workspace does not know them', async () => {
    const unknown = { code: 'slack_webapi_platform_error', data: { error: 'user_not_found' } };
    const api = { call: () => Promise.reject(unknown) };
    const people = createPeople({ api, groups: () => [], teamId: () => 'T1' });
    expect(await people.find('U9')).toBeUndefined();
  });

  it.each(['users.info', 'usergroups.list', 'usergroups.users.list'])('are not guessed when %s fails', async (fail) => {
    await expect(peopleOf({}, { fail }).people.find('U1')).rejects.toMatchObject({ code: 'slack-person-unknown' });
  });
});
