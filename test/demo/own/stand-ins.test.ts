import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStandIns } from '../../../demo/own/stand-ins.ts';
import { nocturneApp } from '../../../demo/personas.ts';
import { ownConfigOf } from './own-config-of.ts';

const userId = fc.constantFrom('U0ADA00001', 'U0BEN00001', 'W0CLEO0001', 'U0DORA0001');
const group = fc.constantFrom('noc', '@change-approvers', 'S0CORE00001');
const channel = fc.constantFrom('C0NOC0000001', 'C0OPS0000001', '#emergency', 'noc');
const people = fc.record({ users: fc.uniqueArray(userId), groups: fc.uniqueArray(group) });

const anyConfig = fc
  .record({
    slack: channel,
    mode: fc.constantFrom('observe', 'propose', 'act') as fc.Arbitrary<'act'>,
    approvers: people,
    tagApprovers: fc.dictionary(fc.constantFrom('core', 'edge'), people),
    approveInChannels: fc.uniqueArray(channel.filter((name) => name.startsWith('C'))),
    approvals: fc.record({ low: fc.integer({ min: 1, max: 3 }), medium: fc.integer({ min: 1, max: 3 }) }),
    breakGlass: fc.tuple(people, fc.option(channel)),
    grants: fc.array(fc.record({ commands: fc.constant<string[]>(['take']), ...optionalPeople() })),
    rotations: fc.array(fc.record({ users: fc.uniqueArray(userId, { minLength: 1 }) })),
  })
  .map(({ slack, breakGlass: [named, second], grants, rotations, approvals, ...policy }) => {
    const base = ownConfigOf();
    return ownConfigOf({
      slack: { ...base.slack, channel: slack },
      policy: { ...policy, approvals: { ...approvals, high: 3 }, breakGlass: { ...named, channel: second } },
      ...{ grants, oncall: { rotations } },
    });
  });

function optionalPeople() {
  return {
    users: fc.option(fc.uniqueArray(userId), { nil: undefined }),
    groups: fc.option(fc.uniqueArray(group), { nil: undefined }),
    channels: fc.option(fc.uniqueArray(channel), { nil: undefined }),
  };
}

const unique = (values: string[]) => new Set(values).size === values.length;

describe('the people who stand in for those of a configuration', () => {
  it('are all that it names, whatever it names, each once', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        const { users, userGroups, channels, problems } = createStandIns(config);
        const { policy, grants, oncall } = config;
        const lists = [policy.approvers, policy.breakGlass, ...Object.values(policy.tagApprovers), ...grants];
        const ids = users.map(({ id }) => id);
        expect(problems).toEqual([]);
        expect([unique(ids), unique(users.map((one) => one.real_name))]).toEqual([true, true]);
        for (const id of [...lists, ...oncall.rotations].flatMap((list) => list.users ?? [])) expect(ids).toContain(id);
        for (const name of lists.flatMap((list) => list.groups ?? [])) {
          const found = userGroups.filter(({ id, handle }) => id === name || handle === name.replace(/^@/, ''));
          expect(found).toHaveLength(1);
          expect(found[0]!.users.length).toBeGreaterThan(0);
          for (const id of found[0]!.users) expect(ids).toContain(id);
        }
        const named = [config.slack.channel, policy.breakGlass.channel ?? [], policy.approveInChannels];
        for (const name of [...named, grants.map((grant) => grant.channels ?? [])].flat(2)) {
          const found = channels.filter((one) => one.id === name || one.name === name.replace(/^#/, ''));
          expect(found, name).toHaveLength(1);
        }
        expect([unique(channels.map(({ id }) => id)), unique(channels.map((one) => one.name))]).toEqual([true, true]);
        for (const { members } of channels) expect(members).toEqual([...ids, nocturneApp.botUserId]);
      }),
    );
  });

  it('are enough to approve every plan where groups may', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        const { userGroups } = createStandIns(config);
        const { approvers, tagApprovers, approvals } = config.policy;
        const lists = [approvers, ...Object.values(tagApprovers)].filter(({ groups }) => groups.length > 0);
        const inAll = userGroups
          .flatMap(({ users }) => users)
          .filter((id) =>
            lists.every(({ groups }) =>
              groups.some((name) =>
                userGroups.some(
                  (one) => [one.id, one.handle].includes(name.replace(/^@/, '')) && one.users.includes(id),
                ),
              ),
            ),
          );
        if (lists.length > 0) expect(new Set(inAll).size).toBeGreaterThanOrEqual(approvals.high);
      }),
    );
  });

  it('say what the configuration lets them do, and one of them can do nothing', () => {
    const config = ownConfigOf({
      policy: { approvers: { users: ['U0ADA00001'], groups: ['change-approvers'] } },
      grants: [{ commands: ['take'], groups: ['noc'], users: ['U0ADA00001'] }],
      oncall: { rotations: [{ users: ['U0BEN00001'] }] },
    });
    expect(createStandIns(config).users.map(({ real_name, title }) => `${real_name}, ${title}`)).toEqual([
      'On-call engineer, U0BEN00001: on call',
      'Engineer, @noc: has grants',
      'Approver 1, U0ADA00001: has grants, may approve',
      'Approver 2, @change-approvers: may approve',
      'Approver 3, @change-approvers: may approve',
      'Onlooker, named nowhere in the configuration',
    ]);
  });

  it.each(['ada', 'ada@example.net', '@ada', 'u0ada00001', ''])('are none for %j, which Slack would not know', (id) => {
    const { users, problems } = createStandIns(ownConfigOf({ policy: { approvers: { users: [id], groups: [] } } }));
    expect(users.map(({ real_name }) => real_name)).toEqual(['Onlooker']);
    expect(problems).toEqual([`\`${id}\` is no user id of Slack (U0123ABCD), so nobody stands in for it.`]);
  });

  it('approve in the channel of incidents where that is named and the other is an id', () => {
    const { channels } = createStandIns(ownConfigOf({ policy: { approveInChannels: ['C0NOC0000001'] } }));
    expect(channels.map(({ id, name, topic }) => [id, name, topic])).toEqual([
      ['C0NOC0000001', 'noc', 'slack.channel, policy.approveInChannels'],
    ]);
  });
});
