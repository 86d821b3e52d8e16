import type { Person } from '../domain/person.ts';
import type { Grant } from './ports.ts';

/**
 * Why this person may not run this command here, or undefined when they may. Commands that only read are open to the people of the
 * workspace; commands that change something need a grant, so that nothing configured means reading only.
 */
export function refusalOf(
  command: { name: string; effect: 'read' | 'change' },
  person: Person,
  channel: string,
  grants: Grant[],
): string | undefined {
  if (person.isBot) return 'Bots can not use me.';
  if (person.deleted || person.foreign) return 'Only people of this workspace can use me.';
  if (command.effect === 'read') return undefined;
  if (person.restricted) return 'Guests can not change anything here.';
  if (grants.some((grant) => allows(grant, command.name, person, channel))) return undefined;
  return grants.length === 0
    ? `\`${command.name}\` changes something, and nobody was given that right: the configuration has no grants.`
    : `You have no grant for \`${command.name}\` in this channel.`;
}

function allows(grant: Grant, command: string, person: Person, channel: string): boolean {
  const named = grant.users?.includes(person.id) || grant.groups?.some((group) => person.groups.includes(group));
  const anyone = !grant.users && !grant.groups;
  return (
    (grant.commands.includes('*') || grant.commands.includes(command)) &&
    (named || anyone) &&
    (!grant.channels || grant.channels.includes(channel))
  );
}
