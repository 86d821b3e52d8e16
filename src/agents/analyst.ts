import { type CauseId, causes } from '../domain/cause.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Incident, Verdict } from '../domain/incident.ts';
import type { ToolContext } from '../tools/tool.ts';
import { readField } from './answer-field.ts';
import { writeCaseFile } from './case-file.ts';
import { keepSupported } from './cited-sentences.ts';
import { type Claim, conclude, type Finding, isOverruled } from './conclusion.ts';
import type { Prompts } from './prompts.ts';
import { type AgentDeps, runAgent, type Writer } from './run-agent.ts';
import type { Observation } from './transcript.ts';

/** Writes the diagnosis. Only sentences that code can stand up for are in it. */
export async function runAnalyst(
  facts: { incident: Incident; verdict: Verdict | null; finding: Finding; observations: Observation[] },
  context: ToolContext,
  deps: AgentDeps & { prompts: Prompts },
): Promise<{ diagnosis: Diagnosis; cause: CauseId | null }> {
  const { incident, verdict, finding, observations } = facts;
  const prompt = deps.prompts.render('analyst/diagnose', {
    case_file: writeCaseFile(incident, { verdict, finding, observations, conclusion: null, sentences: [] }),
    cause_ids: causes.map((cause) => cause.id).join(', '),
  });
  const read = (answer: string, writer: Writer) => {
    // The offline model starts over with a ledger of its own.
    const known = { finding, verdict, ledger: context.evidence, incidentPlace: incident.place };
    const claim = readClaim(answer, writer, context);
    const concluded = claim && conclude(claim, known);
    return concluded && writer === 'language model' && isOverruled(concluded, known) ? null : concluded;
  };
  const { cause, sentences } = await runAgent({ name: 'analyst', prompt, maxSteps: 12, read }, context, deps);
  const evidence = context.evidence.all();
  const diagnosis: Diagnosis = {
    incidentId: incident.id,
    at: context.clock(),
    conclusive: cause !== null,
    sentences,
    evidence,
    writtenBy: deps.use.writer(),
  };
  return { diagnosis, cause };
}

/** From a language model, a cause without one sentence that holds is no answer; "inconclusive" without one is. */
function readClaim(answer: string, writer: Writer, context: ToolContext): Claim | null {
  const cause = readField(answer, 'conclusion');
  if (!cause) return null;
  const sentences = keepSupported(answer, context.evidence.all());
  const isBare = sentences.length === 0 && cause !== 'inconclusive' && writer === 'language model';
  return isBare ? null : { cause, sentences };
}
