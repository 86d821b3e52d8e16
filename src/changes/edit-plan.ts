import type { Person } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import type { Parameters } from '../network/parameter-types.ts';
import type { Answer } from './approval.ts';
import type { ChangesDeps } from './deps.ts';
import type { OptionParameter } from './options.ts';
import { describeParameter, isAdjustable } from './parameter-bounds.ts';
import { factKinds } from './plan-facts.ts';
import { propose } from './propose.ts';
import { refusePerson } from './voters.ts';

export interface Edit {
  buttonId: string;
  user: Person;
  /** New values as they were typed, by the name of the parameter. */
  values: Record<string, string>;
}

/** The parameters of a plan that a person may change, with what they are now. Empty once the plan is decided upon. */
export function editable({ playbooks }: Pick<ChangesDeps, 'playbooks'>, plan: Plan): OptionParameter[] {
  const playbook = playbooks.find(({ id }) => id === plan.content.playbook);
  if (!playbook || plan.state !== 'pending') return [];
  return Object.entries(playbook.parameters)
    .filter(([, parameter]) => isAdjustable(parameter))
    .map(([name, parameter]) => {
      const about = describeParameter(parameter, plan.content.preconditions);
      return { name, value: plan.content.parameters[name] ?? null, adjustable: true, about };
    });
}

/**
 * Writes a new plan with other parameters. The former one is superseded with all its votes, and whoever edited, like whoever asked before,
 * may not approve. The values are checked like any other: by type, against the device, and by the guard.
 */
export async function editPlan(deps: ChangesDeps, { buttonId, user, values }: Edit): Promise<Answer> {
  const plan = await deps.store.plans.byButton(buttonId);
  if (!plan) return no('unknown-button', 'This button belongs to no plan.');
  const barred = refusePerson(user);
  if (barred) return no(barred.code, barred.text);
  if (plan.state !== 'pending')
    return no('already-decided', `This plan has already been decided; it is ${plan.state}.`);
  const offered = editable(deps, plan);
  const unknown = Object.keys(values).find((name) => !offered.some((parameter) => parameter.name === name));
  if (unknown !== undefined) return no('unknown-parameter', 'The plan has no such parameter.');
  const parameters: Parameters = { ...plan.content.parameters };
  for (const [name, value] of Object.entries(values)) parameters[name] = typedAs(plan.content.parameters[name], value);
  if (Object.entries(parameters).every(([name, value]) => plan.content.parameters[name] === value))
    return no('unchanged', 'Nothing was changed, so the plan stands as it is.');
  const former = (await deps.store.facts.get(factKinds.authors, plan.id)) ?? [];
  const authors = [...new Set([...former, plan.requestedBy])];
  const { playbook, incidentId } = plan.content;
  const answer = await propose(deps, {
    incidentId,
    playbook,
    parameters,
    requestedBy: user.id,
    authors,
    replaces: plan.id,
  });
  if (answer.outcome !== 'ok') {
    const { state } = (await deps.store.plans.get(plan.id))!;
    return state === 'pending'
      ? no('refused', `No new plan: ${answer.reason}`)
      : no('already-decided', `Your edit was not made, because the plan was decided a moment ago. It is ${state}.`);
  }
  if (answer.planId === plan.id) return no('unchanged', 'That gives the same plan.');
  return {
    accepted: true,
    code: 'edited',
    text: 'A new plan stands in the thread. The former one and its votes are void.',
  };
}

/** A field holds text; a parameter that was a number stays one where the text is one. */
function typedAs(former: string | number | undefined, text: string): string | number {
  const trimmed = text.trim();
  return typeof former === 'number' && /^(0|[1-9]\d{0,8})$/.test(trimmed) ? Number(trimmed) : trimmed;
}

const no = (code: string, text: string): Answer => ({ accepted: false, code, text });
