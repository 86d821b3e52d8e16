import type { Topology } from '../domain/device.ts';
import type { Person } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import { findDevice } from '../network/topology.ts';
import type { Policy } from './policy.ts';

/** Why somebody may not do something. `code` is stable and stands in the audit, `text` is for this person alone. */
export interface Refusal {
  code: string;
  text: string;
}

/** People and user groups that the configuration names, as ids or handles. */
export interface NamedPeople {
  users: string[];
  groups: string[];
}

/** Why somebody can have no say in plans at all, whatever the policy says, or null. */
export function refusePerson(person: Person): Refusal | null {
  if (person.isBot) return { code: 'bot', text: 'Bots do not decide about plans.' };
  if (person.deleted) return { code: 'deactivated', text: 'This account is deactivated.' };
  if (person.restricted) return { code: 'guest', text: 'Guests do not decide about plans.' };
  if (person.foreign) return { code: 'foreign', text: 'People of another organisation do not decide about plans.' };
  return null;
}

/** Why this person's vote on a plan does not count, or null. `authors` asked for, wrote or edited the plan. */
export function refuseVoter(
  { policy, topology }: { policy: Policy; topology: Topology },
  options: { plan: Plan; person: Person; authors: readonly string[] },
): Refusal | null {
  const { plan, person, authors } = options;
  const barred = refusePerson(person);
  if (barred) return barred;
  if (person.id === plan.requestedBy || authors.includes(person.id)) {
    return { code: 'requester', text: 'You asked for this plan, so somebody else must decide about it.' };
  }
  return isApprover(policy, topology, plan, person) ? null : notAllowed;
}

const notAllowed = {
  code: 'not-allowed',
  text: 'The policy does not name you as an approver. Ask one of the approvers on the card.',
};

function isApprover(policy: Policy, topology: Topology, plan: Plan, person: Person): boolean {
  return approverLists(policy, topology, plan).every((list) => isNamed(list, person));
}

/** Why this person may not edit a plan as one of its approvers, or null. Who wrote it may edit it again; nobody approves what they wrote. */
export function refuseEditor(
  { policy, topology }: { policy: Policy; topology: Topology },
  { plan, person }: { plan: Plan; person: Person },
): Refusal | null {
  return refusePerson(person) ?? (isApprover(policy, topology, plan, person) ? null : notAllowed);
}

/** Whom the card of a plan names. */
export function approversOf(policy: Policy, topology: Topology, plan: Plan): NamedPeople {
  const lists = approverLists(policy, topology, plan);
  const all = (pick: (list: NamedPeople) => string[]) => [...new Set(lists.flatMap(pick))];
  return { users: all(({ users }) => users), groups: all(({ groups }) => groups) };
}

export function isNamed({ users, groups }: NamedPeople, person: Person): boolean {
  return users.includes(person.id) || groups.some((group) => person.groups.includes(group));
}

/** One list per tag that has approvers of its own, else the general one. A person must be in each. */
function approverLists(policy: Policy, topology: Topology, plan: Plan): NamedPeople[] {
  const lists = plan.content.steps.flatMap(({ device }) => {
    const tags = findDevice(topology, device)?.tags ?? [];
    const own = tags.filter((tag) => Object.hasOwn(policy.tagApprovers, tag)).map((tag) => policy.tagApprovers[tag]!);
    return own.length > 0 ? own : [policy.approvers];
  });
  return lists.length > 0 ? [...new Set(lists)] : [policy.approvers];
}
