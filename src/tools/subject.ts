import type { Incident, Verdict } from '../domain/incident.ts';
import type { ToolContext } from './tool.ts';

/** The incident of a run with the verdict that it is worked on with: the stored one, or what the models say now. */
export async function findSubject(
  context: Pick<ToolContext, 'ports' | 'incidentId'>,
): Promise<{ incident: Incident; verdict: Verdict | null } | null> {
  const found = await context.ports.getIncident(context.incidentId);
  if (!found) return null;
  const verdict = found.incident.verdict ?? (await context.ports.classify(context.incidentId));
  return { incident: found.incident, verdict };
}
