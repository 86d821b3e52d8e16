import { z } from 'zod';
import type { PlaybookOption } from '../changes/options.ts';
import { type CauseId, causes, describeCause, isCauseId } from '../domain/cause.ts';
import type { Verdict } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import { defineTool, type ToolContext } from './tool.ts';
import { lowerFirst } from './wording.ts';

/** What may be done about the cause at the place that the evidence names. */
export const listPlaybooks = defineTool({
  name: 'list_playbooks',
  effect: 'read',
  agents: ['actor'],
  description:
    'The playbooks for a cause at the place of this incident. `way` is "change" (a plan can be proposed) or "escalate" (people must act, with the reason). Only parameters marked adjustable may be changed.',
  input: z.strictObject({ cause: z.enum(causes.map((cause) => cause.id)) }),
  async run({ cause }, context) {
    const { verdict } = context;
    if (!verdict || !mayConcern(verdict, cause)) {
      return { outcome: 'refused', reason: 'This cause is not that of the verdict.' };
    }
    const options = await findOptions(context, verdict.place, cause);
    if (cause === context.cause) context.decision ??= decideWithoutPlan(options, cause);
    if (options.length === 0)
      return { outcome: 'no-data', reason: `No playbook covers ${describeCause(cause).title}.` };
    return { outcome: 'ok', evidence: [], place: verdict.place, playbooks: options };
  },
});

/**
 * Playbooks for this cause, and for its symptom when the finer cause has none of its own, at the place that the verdict names: a language
 * model can't choose another target.
 */
export async function findOptions(context: ToolContext, place: Place, cause: CauseId): Promise<PlaybookOption[]> {
  const ask = (id: CauseId) => context.ports.listPlaybooks({ incidentId: context.incidentId, cause: id, place });
  const own = await ask(cause);
  const { symptom } = describeCause(cause);
  return own.length > 0 || symptom === cause || !isCauseId(symptom) ? own : ask(symptom);
}

/** The very cause of the verdict, or another one with the same symptom. */
export function mayConcern(verdict: Verdict, cause: CauseId): boolean {
  return verdict.cause === cause || verdict.symptom === describeCause(cause).symptom;
}

function decideWithoutPlan(options: PlaybookOption[], cause: CauseId): ToolContext['decision'] {
  const first = options[0];
  if (!first)
    return {
      kind: 'none',
      why: 'no_playbook',
      reason: `No playbook covers ${lowerFirst(describeCause(cause).title)}.`,
    };
  if (options.some((option) => option.way === 'change')) return null;
  return { kind: 'escalate', playbook: first.id, reason: first.reason ?? 'The playbook leaves this to people.' };
}
