import { caseOf, lastOf, type Policy } from './policy.ts';

/** The first playbook that offers a change, with the parameters as they are filled in. */
export const actorPolicy: Policy = (situation) => {
  const { observations, mayCall } = situation;
  const listed = lastOf(observations, 'list_playbooks');
  const proposed = lastOf(observations, 'propose_plan');
  if (proposed) return { say: proposed.result.outcome === 'ok' ? 'Done.' : `No plan: ${proposed.result.reason}` };
  const cause = caseOf(situation).conclusion;
  if (!cause) return { say: 'No plan: there is no conclusion.' };
  if (!listed) return mayCall ? { call: 'list_playbooks', input: { cause } } : { say: 'No plan: no step was left.' };
  if (listed.result.outcome !== 'ok') return { say: `No plan: ${listed.result.reason}` };
  const playbooks = listed.result.playbooks as { id: string; way: string; reason: string | null }[];
  const change = playbooks.find((playbook) => playbook.way === 'change');
  if (!change) return { say: `No plan: ${playbooks[0]?.reason ?? 'the playbook leaves this to people'}` };
  return mayCall
    ? { call: 'propose_plan', input: { playbook: change.id, parameters: {} } }
    : { say: 'No plan: no step was left.' };
};
