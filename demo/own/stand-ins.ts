import { nocChannel, nocturneApp } from '../personas.ts';
import type { Persona, UserGroup } from '../slack/entities.ts';
import type { NamedPeople, OwnConfig } from './own-config.ts';

/** The people, groups and channels of the local workspace, which stand in for those that a configuration names. */
export interface StandIns {
  users: Persona[];
  userGroups: UserGroup[];
  channels: { id: string; name: string; topic: string; members: string[] }[];
  /** What in the configuration nobody can stand in for, one sentence each. */
  problems: string[];
}

/** What a configuration lets people do, in the order in which the page lists them. */
const purposes = ['on call', 'grants', 'approval', 'emergency'] as const;
type Purpose = (typeof purposes)[number];

const words: Record<Purpose, { name: string; title: string }> = {
  'on call': { name: 'On-call engineer', title: 'on call' },
  grants: { name: 'Engineer', title: 'has grants' },
  approval: { name: 'Approver', title: 'may approve' },
  emergency: { name: 'Emergency engineer', title: 'may run in an emergency' },
};

const isUserId = (id: string) => /^[UW][A-Z0-9]{5,}$/.test(id);
const isGroupId = (name: string) => /^S[A-Z0-9]{5,}$/.test(name);
const isChannelId = (name: string) => /^[CGD][A-Z0-9]{6,}$/.test(name);

/** A person of each id that is named, and of each purpose for the groups that are named, and one who is named nowhere. */
export function createStandIns(config: Pick<OwnConfig, 'policy' | 'grants' | 'oncall' | 'slack'>): StandIns {
  const named = peopleNamed(config);
  const users = [...byId(named), ...byGroup(named, mostApprovals(config)), onlooker];
  const numbered = withNumbers(users);
  const everyone = numbered.map(({ id }) => id);
  return {
    users: numbered.map(({ groups: _, ...persona }) => persona),
    userGroups: groupsOf(named, users),
    channels: channelsOf(config).map((channel) => ({ ...channel, members: [...everyone, nocturneApp.botUserId] })),
    problems: problemsOf(named),
  };
}

interface StandIn extends Persona {
  /** The purposes whose groups this person is in. */
  groups: Purpose[];
}

const onlooker: StandIn = {
  ...{ id: 'U0ONLOOKER1', name: 'onlooker', real_name: 'Onlooker', title: 'named nowhere in the configuration' },
  groups: [],
};

function peopleNamed({ policy, grants, oncall }: Parameters<typeof createStandIns>[0]): Record<Purpose, NamedPeople> {
  const all = (lists: Partial<NamedPeople>[]): NamedPeople => ({
    users: unique(lists.flatMap(({ users = [] }) => users)),
    groups: unique(lists.flatMap(({ groups = [] }) => groups.map((group) => group.replace(/^@/, '')))),
  });
  return {
    'on call': all(oncall.rotations),
    grants: all(grants),
    approval: all([policy.approvers, ...Object.values(policy.tagApprovers)]),
    emergency: all([policy.breakGlass]),
  };
}

/** Enough that every plan can be approved. */
const mostApprovals = ({ policy }: Pick<OwnConfig, 'policy'>) => Math.max(...Object.values(policy.approvals));

function byId(named: Record<Purpose, NamedPeople>): StandIn[] {
  const ids = unique(purposes.flatMap((purpose) => named[purpose].users)).filter(isUserId);
  return ids.map((id) => {
    const own = purposes.filter((purpose) => named[purpose].users.includes(id));
    const title = `${id}: ${own.map((purpose) => words[purpose].title).join(', ')}`;
    // Who approves is what people look for.
    const first = own.includes('approval') ? 'approval' : own[0]!;
    return { id, name: id.toLowerCase(), real_name: words[first].name, title, groups: [] };
  });
}

function byGroup(named: Record<Purpose, NamedPeople>, approvers: number): StandIn[] {
  return purposes.flatMap((purpose, index) => {
    const { groups } = named[purpose];
    if (groups.length === 0) return [];
    const { name, title } = words[purpose];
    return Array.from({ length: purpose === 'approval' ? approvers : 1 }, (_, i) => {
      const id = `U0STANDIN${index}${i + 1}`;
      const handles = groups.map((group) => (isGroupId(group) ? group : `@${group}`)).join(', ');
      return { id, name: id.toLowerCase(), real_name: name, title: `${handles}: ${title}`, groups: [purpose] };
    });
  });
}

/** People with one name are counted, and sorted as the purposes are. */
function withNumbers(people: StandIn[]): StandIn[] {
  const names = [...Object.values(words).map(({ name }) => name), onlooker.real_name];
  return names.flatMap((name) => {
    const alike = people.filter(({ real_name }) => real_name === name);
    return alike.map((one, i) => ({ ...one, real_name: alike.length > 1 ? `${name} ${i + 1}` : name }));
  });
}

function groupsOf(named: Record<Purpose, NamedPeople>, people: StandIn[]): UserGroup[] {
  const groups = unique(purposes.flatMap((purpose) => named[purpose].groups));
  return groups.map((group, i) => {
    const own = purposes.filter((purpose) => named[purpose].groups.includes(group));
    const users = people.filter((one) => own.some((purpose) => one.groups.includes(purpose))).map(({ id }) => id);
    const id = isGroupId(group) ? group : `S0STANDIN${i + 1}`;
    return { id, handle: isGroupId(group) ? group.toLowerCase() : group, name: group, users };
  });
}

/** The channel of incidents first. One that is configured by name gets the id in which approvals count, because that is most likely it. */
function channelsOf({ slack, policy, grants }: Parameters<typeof createStandIns>[0]) {
  const named = [
    ...policy.approveInChannels.map((channel) => ({ channel, key: 'policy.approveInChannels' })),
    ...grants.flatMap(({ channels = [] }) => channels).map((channel) => ({ channel, key: 'grants' })),
    ...(policy.breakGlass.channel ? [{ channel: policy.breakGlass.channel, key: 'policy.breakGlass.channel' }] : []),
  ];
  const main = isChannelId(slack.channel)
    ? { id: slack.channel, name: nocChannel.name }
    : { id: policy.approveInChannels.find(isChannelId) ?? nocChannel.id, name: slack.channel.replace(/^#/, '') };
  const channels = [{ ...main, topic: 'slack.channel' }];
  for (const { channel, key } of named) {
    const name = channel.replace(/^#/, '');
    const known = channels.find((one) => one.id === channel || one.name === name);
    if (known) known.topic = unique([...known.topic.split(', '), key]).join(', ');
    else if (isChannelId(channel)) channels.push({ id: channel, name: channel.toLowerCase(), topic: key });
    else channels.push({ id: `C0STANDIN${channels.length}`, name, topic: key });
  }
  return channels;
}

function problemsOf(named: Record<Purpose, NamedPeople>): string[] {
  const wrong = unique(purposes.flatMap((purpose) => named[purpose].users)).filter((id) => !isUserId(id));
  return wrong.map((id) => `\`${id}\` is no user id of Slack (U0123ABCD), so nobody stands in for it.`);
}

const unique = <T>(values: T[]): T[] => [...new Set(values)];
