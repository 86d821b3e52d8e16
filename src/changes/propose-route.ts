import { subjectOfRoute } from '../domain/plan.ts';
import type { ChangesDeps } from './deps.ts';
import { type ProposeOutcome, propose } from './propose.ts';

/** A change of one link's OSPF cost at both ends that sends the traffic of a pair another way. */
export interface RouteWish {
  from: string;
  to: string;
  link: string;
  cost: number;
  /** Who wants it, and so may not approve it. */
  requestedBy: string;
}

/** Writes a pending plan for another route. What stands in the way is a value; above all, that the change is not what is recommended now. */
export async function proposeRoute(deps: ChangesDeps, wish: RouteWish): Promise<ProposeOutcome> {
  const { from, to, link: name, cost, requestedBy } = wish;
  const link = deps.topology.links.find((each) => each.name === name);
  const playbook = deps.playbooks.find(({ expect, sets_cost: sets }) => expect?.path && sets !== undefined);
  if (!link) return { outcome: 'refused', reason: 'The inventory has no such link' };
  if (!playbook) return { outcome: 'refused', reason: 'No playbook changes a route' };
  const { path } = playbook.expect!;
  const { device, interface: port } = link.a;
  return propose(deps, {
    incidentId: subjectOfRoute({ from, to }),
    playbook: playbook.id,
    parameters: { device, interface: port, [path!.from]: from, [path!.to]: to, [playbook.sets_cost!]: cost },
    requestedBy,
  });
}
