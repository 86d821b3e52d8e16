import type { Person } from '../domain/person.ts';
import { NocturneError } from '../errors.ts';
import { visibleText } from '../network/untrusted.ts';
import type { SlackAnswer, SlackApi } from './slack-api.ts';
import { slackErrorOf } from './slack-errors.ts';

/** Who people are, asked of Slack at the moment it matters. */
export interface People {
  /**
   * The facts that policy needs, read now and never from a cache; undefined for somebody whom the workspace does not know (any more). Throws a
   * retryable `slack-person-unknown` when they can't be read: a decision on half the facts would be worse than none.
   */
  find(userId: string): Promise<Person | undefined>;
}

/**
 * `groups` are the ids or handles of the user groups that policy names; only these are resolved. A person is in a group when Slack says so at
 * the time of the click.
 */
export function createPeople(deps: { api: SlackApi; groups: () => string[]; teamId: () => string }): People {
  const { api } = deps;

  /** A workspace without user groups has nobody in any: who may do something by a group alone may not do it there. */
  async function groupsOf(userId: string): Promise<string[]> {
    return resolveGroups(userId).catch((thrown) => {
      if (slackErrorOf(thrown) === 'unknown_method') return [];
      throw thrown;
    });
  }

  async function resolveGroups(userId: string): Promise<string[]> {
    const wanted = deps.groups().map((group) => group.replace(/^@/, ''));
    if (wanted.length === 0) return [];
    const handles = wanted.filter((name) => !isGroupId(name));
    const { usergroups = [] } = handles.length > 0 ? await api.call('usergroups.list', {}) : {};
    const named: Group[] = usergroups.filter((group: Group) => handles.includes(group.handle));
    const groups = [...wanted.filter(isGroupId).map((id) => ({ id, handle: id })), ...named];
    const found: string[] = [];
    for (const group of groups) {
      const { users = [] } = await api.call('usergroups.users.list', { usergroup: group.id });
      if (users.includes(userId)) found.push(group.id, group.handle);
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
