import type { Refusal } from '../changes/voters.ts';
import type { Person } from '../domain/person.ts';
import type { Grant } from './settings.ts';

/** Why somebody can do nothing of this kind, whatever is granted; undefined for a member of the workspace. */
export function refuseStranger(person: Person, effect: 'read' | 'change'): Refusal | undefined {
  if (person.isBot) return { code: 'bot', text: 'Bots cannot use me.' };
  if (person.deleted) return { code: 'deactivated', text: 'This account is deactivated.' };
  if (person.foreign) return { code: 'foreign', text: 'Only people of this workspace can use me.' };
  if (person.restricted && effect === 'change') return { code: 'guest', text: 'Guests cannot change anything here.' };
  return undefined;
}

/**
 * Why this person may not do this here, or undefined when they may. `name` is a command, or one of the {@link grantNames} of buttons. What only
 * reads is open to the people of the workspace; what changes something needs a grant, so that nothing configured means reading only.
 */
export function refusalOf(
  command: { name: string; effect: 'read' | 'change' },
  person: Person,
  channel: string,
  grants: Grant[],
): Refusal | undefined {
  const barred = refuseStranger(person, command.effect);
  if (barred || command.effect === 'read') return barred;
  if (grants.some((grant) => allows(grant, command.name, person, channel))) return undefined;
  const text =
    grants.length === 0
      ? `\`${command.name}\` changes something, and no one has that right: the configuration has no grants.`
      : `You have no grant for \`${command.name}\` in this channel.`;
  return { code: 'no-grant', text };
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
