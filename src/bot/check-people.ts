import type { NamedPeople } from '../changes/voters.ts';
import { createPeople } from './people.ts';
import type { SlackAnswer, SlackApi } from './slack-api.ts';

/** What is wrong with the names of a configuration, one line each; empty when Slack knows all of them. */
export async function findUnknownPeople(call: SlackApi['call'], named: NamedPeople): Promise<string[]> {
  const people = createPeople({ api: { call }, groups: () => [], teamId: () => '' });
  const users = await Promise.all(
    [...new Set(named.users)].map(async (id) => {
      const person = await people.find(id);
      if (!person) return [`nobody has the id ${id}`];
      if (person.deleted) return [`${person.name} (${id}) is deactivated`];
      return person.isBot ? [`${person.name} (${id}) is a bot`] : [];
    }),
  );
  if (named.groups.length === 0) return users.flat();
  const { usergroups = [] } = await call('usergroups.list', { include_count: true });
  const groups = [...new Set(named.groups)].flatMap((name) => {
    const plain = name.replace(/^@/, '');
    const found = usergroups.find(({ id, handle }: SlackAnswer) => id === plain || handle === plain);
    if (!found) return [`there is no user group ${name}`];
    return Number(found.user_count) === 0 ? [`nobody is in the user group ${name}`] : [];
  });
  return [...users.flat(), ...groups];
}
