import type { Clock } from '../domain/clock.ts';
import type { Person } from '../domain/person.ts';
import { NocturneError } from '../errors.ts';
import { visibleText } from '../network/untrusted.ts';
import type { SlackAnswer, SlackApi } from './slack-api.ts';
import { slackErrorOf } from './slack-errors.ts';

/** Who people are, asked of Slack at the moment it matters. */
export interface People {
  /**
   * The facts that policy needs; what gives a right is read now and never from a cache. Undefined for somebody whom the workspace does not
   * know (any more). Throws a retryable `slack-person-unknown` when they can't be read: a decision on half the facts would be worse than none.
   */
  find(userId: string): Promise<Person | undefined>;
}

/** Whoever was not in a group so short a time ago is not asked about again. */
const absentMs = 15_000;

/**
 * `groups` are the ids or handles of the user groups that policy names; only these are resolved. A person is in a group when Slack says so at
 * the time of the click. Only absence is remembered, for some seconds: Slack lets an app ask for members twenty times a minute, and people
 * outside the groups who press buttons would use that up while those inside wait.
 */
export function createPeople(deps: {
  api: SlackApi;
  groups: () => string[];
  teamId: () => string;
  clock?: Clock;
}): People {
  const { api, clock = Date.now } = deps;
  const lists = new Map<string, { members: ReadonlySet<string>; readAt: number }>();

  function isAbsent(userId: string, name: string): boolean {
    const list = lists.get(name);
    return list !== undefined && !list.members.has(userId) && Math.abs(clock() - list.readAt) < absentMs;
  }

  /** A workspace without user groups has nobody in any: who may do something by a group alone may not do it there. */
  async function groupsOf(userId: string): Promise<string[]> {
    return resolveGroups(userId).catch((thrown) => {
      if (slackErrorOf(thrown) === 'unknown_method') return [];
      throw thrown;
    });
  }

  async function resolveGroups(userId: string): Promise<string[]> {
    const named = new Set(deps.groups().map((group) => group.replace(/^@/, '')));
    const wanted = [...named].filter((name) => !isAbsent(userId, name));
    const handles = wanted.filter((name) => !isGroupId(name));
    const { usergroups = [] } = handles.length > 0 ? await api.call('usergroups.list', {}) : {};
    const found: string[] = [];
    for (const name of wanted) {
      const readAt = clock();
      const id = isGroupId(name) ? name : (usergroups as Group[]).find(({ handle }) => handle === name)?.id;
      const { users = [] } = id ? await api.call('usergroups.users.list', { usergroup: id }) : {};
      lists.set(name, { members: new Set(users), readAt });
      if (id && users.includes(userId)) found.push(id, name);
    }
    return [...new Set(found)];
  }

  async function find(userId: string): Promise<Person | undefined> {
    try {
      const [{ user }, groups] = await Promise.all([api.call('users.info', { user: userId }), groupsOf(userId)]);
      return { ...factsOf(user, deps.teamId()), groups };
    } catch (cause) {
      if (['user_not_found', 'users_not_found', 'user_not_visible'].includes(slackErrorOf(cause) ?? ''))
        return undefined;
      throw new NocturneError('slack-person-unknown', 'Slack did not say who you are.', { retryable: true, cause });
    }
  }

  return { find };
}

interface Group {
  id: string;
  handle: string;
}

const isGroupId = (name: string) => /^S[A-Z0-9]{5,}$/.test(name);

/** `installation` is the id of our workspace, or of the organisation. What is missing counts against the person. */
function factsOf(user: SlackAnswer, installation: string): Omit<Person, 'groups'> {
  const { teams = [user.team_id], enterprise_id: organisation } = user.enterprise_user ?? {};
  return {
    id: user.id,
    name:
      [user.profile?.display_name, user.real_name, user.name].map((name) => visibleText(name ?? '')).find(Boolean) ??
      user.id,
    isBot: user.is_bot === true || user.id === 'USLACKBOT',
    deleted: user.deleted === true,
    restricted: user.is_restricted === true || user.is_ultra_restricted === true,
    foreign: user.is_stranger === true || ![...teams, organisation].includes(installation),
  };
}
