import type { CauseId } from '../domain/cause.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Incident, Verdict } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import type { Finding } from './conclusion.ts';
import type { Observation } from './transcript.ts';

/** What one agent hands to the next one's model, as JSON inside the prompt. */
export interface CaseFile {
  incident: { id: string; severity: string; place: Place; openedAt: string };
  verdict: Pick<Verdict, 'cause' | 'symptom' | 'place' | 'confidence' | 'modelId'> | null;
  finding: Finding;
  conclusion: CauseId | null;
  observations: Observation[];
  sentences: Diagnosis['sentences'];
}

export function writeCaseFile(
  incident: Incident,
  rest: Pick<CaseFile, 'verdict' | 'finding' | 'conclusion' | 'observations' | 'sentences'>,
): string {
  const { id, severity, place, openedAt } = incident;
  const verdict = rest.verdict && {
    cause: rest.verdict.cause,
    symptom: rest.verdict.symptom,
    place: rest.verdict.place,
    confidence: rest.verdict.confidence,
    modelId: rest.verdict.modelId,
  };
  const file: CaseFile = {
    ...rest,
    incident: { id, severity, place, openedAt: new Date(openedAt).toISOString() },
    verdict,
  };
  return JSON.stringify(file, null, 1);
}
