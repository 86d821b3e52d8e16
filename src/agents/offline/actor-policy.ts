import type { NoPlanReason } from '../../tools/decision.ts';
import { caseOf, lastOf, type Policy, type Step } from './policy.ts';

/** The first playbook that offers a change, with the parameters as they are filled in. */
export const actorPolicy: Policy = (situation) => {
  const { observations, mayCall } = situation;
  const listed = lastOf(observations, 'list_playbooks');
  const proposed = lastOf(observations, 'propose_plan');
  if (proposed) return proposed.result.outcome === 'ok' ? { say: 'Done.' } : noPlan('value_missing');
  const cause = caseOf(situation).conclusion;
  if (!cause) return noPlan('inconclusive');
  if (!mayCall) return noPlan('not_given');
  if (!listed) return { call: 'list_playbooks', input: { cause } };
  if (listed.result.outcome === 'failed') return noPlan('playbooks_unreadable');
  const playbooks = (listed.result.playbooks ?? []) as { id: string; way: string }[];
  const change = playbooks.find((playbook) => playbook.way === 'change');
  return change ? { call: 'propose_plan', input: { playbook: change.id, parameters: {} } } : noPlan('no_playbook');
};

function noPlan(why: NoPlanReason): Step {
  return { say: `No plan: ${why}` };
}
