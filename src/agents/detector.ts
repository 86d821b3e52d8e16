import type { Incident } from '../domain/incident.ts';
import { formatPlace } from '../domain/place.ts';
import type { ToolContext } from '../tools/tool.ts';
import type { Finding } from './conclusion.ts';
import type { Prompts } from './prompts.ts';
import { type AgentDeps, runAgent } from './run-agent.ts';
import type { Observation } from './transcript.ts';

/** Confirms with telemetry that what was flagged is there. */
export async function runDetector(
  incident: Incident,
  context: ToolContext,
  deps: AgentDeps & { prompts: Prompts },
): Promise<{ finding: Finding; observations: Observation[] }> {
  const prompt = deps.prompts.render('detector/confirm', {
    incident_id: incident.id,
    place: formatPlace(incident.place),
    opened_at: new Date(incident.openedAt).toISOString(),
    severity: incident.severity,
  });
  const tools = ['get_incident', 'classify_cause', 'query_metrics'] as const;
  const run = { name: 'detector', prompt, tools, maxSteps: 8, read: readFinding };
  const { value, observations } = await runAgent(run, context, deps);
  return { finding: value, observations };
}

function readFinding(answer: string): Finding | null {
  const [, word] = /^\W*finding\W+(confirmed|not-confirmed|no-data)\b/im.exec(answer) ?? [];
  return (word?.toLowerCase() as Finding | undefined) ?? null;
}
