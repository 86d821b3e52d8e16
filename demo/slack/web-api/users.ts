import { type ApiMethod, type Core, flag, refuse, text } from '../core.ts';
import type { Fields, Persona, UserGroup } from '../entities.ts';
import { paginate } from './pages.ts';

/** Users, user groups and the team. */
export const userMethods: Record<string, ApiMethod> = {
  'users.info'(args, core) {
    const user = core.state.users.get(text(args.user));
    return user ? { ok: true, user: describeUser(user, core) } : refuse('user_not_found');
  },
  'users.list'(args, core) {
    const { items, response_metadata } = paginate([...core.state.users.values()], args, 200);
    return { ok: true, members: items.map((user) => describeUser(user, core)), response_metadata };
  },
  'usergroups.list': (args, core) => ({
    ok: true,
    usergroups: core.state.userGroups.map((group) => describeGroup(group, core, flag(args.include_users))),
  }),
  'usergroups.users.list'(args, core) {
    const group = core.state.userGroups.find(({ id }) => id === args.usergroup);
    return group ? { ok: true, users: [...group.users] } : refuse('no_such_subteam');
  },
  'team.info': (_args, core) => ({
    ok: true,
    team: { ...core.state.team, url: `${core.url()}/`, email_domain: '', icon: { image_default: true } },
  }),
};

function describeUser(user: Persona, core: Core): Fields {
  const team = user.team_id ?? core.state.team.id;
  return {
    id: user.id,
    team_id: team,
    name: user.name,
    deleted: user.deleted ?? false,
    real_name: user.real_name,
    tz: user.tz ?? 'Etc/UTC',
    tz_label: 'Coordinated Universal Time',
    tz_offset: 0,
    profile: { real_name: user.real_name, display_name: user.name, title: user.title ?? '', team },
    is_admin: user.is_admin ?? false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.is_restricted ?? false,
    is_ultra_restricted: user.is_ultra_restricted ?? false,
    is_bot: user.is_bot ?? false,
    is_stranger: team !== core.state.team.id,
    is_app_user: false,
    updated: 0,
  };
}

function describeGroup(group: UserGroup, core: Core, withUsers: boolean): Fields {
  return {
    id: group.id,
    team_id: core.state.team.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    description: '',
    is_external: false,
    date_delete: 0,
    user_count: group.users.length,
    ...(withUsers ? { users: [...group.users] } : {}),
  };
}
