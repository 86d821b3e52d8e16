import { type CauseId, describeCause, isCauseId, isKnownBySilence } from '../domain/cause.ts';
import type { CitedSentence } from '../domain/diagnosis.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Verdict } from '../domain/incident.ts';
import type { EvidenceLedger } from '../tools/evidence-ledger.ts';

export type Finding = 'confirmed' | 'not-confirmed' | 'no-data';

/** Below this a verdict of models or rules carries no conclusion. Four equally likely symptoms have a quarter each. */
export const leastConfidence = 0.5;

/** What stands after the checks. `cause` is null when the case is inconclusive. */
export interface Conclusion {
  cause: CauseId | null;
  sentences: CitedSentence[];
}

/** What an agent wrote, before anybody believes it. `cause` is "inconclusive" or what should be a cause id. */
export interface Claim {
  cause: string;
  sentences: CitedSentence[];
}

/**
 * Decides whether a claim is a conclusion. A language model can't overrule the models' symptom, can't conclude what telemetry did not
 * confirm, and can't conclude from text alone that a stranger could have written. Adds the reason as a sentence when it says no.
 */
export function conclude(
  claim: Claim,
  facts: { finding: Finding; verdict: Verdict | null; ledger: EvidenceLedger; incidentPlace: Evidence['place'] },
): Conclusion {
  const objection = objectTo(claim, facts);
  if (objection === null) return { cause: claim.cause as CauseId, sentences: claim.sentences };
  const saidSo = claim.cause === 'inconclusive' && claim.sentences.length > 0;
  if (saidSo) return { cause: null, sentences: claim.sentences };
  const sentence = {
    text: `Inconclusive: ${objection}.`,
    evidence: citeSomething(claim, facts.ledger, facts.incidentPlace),
  };
  return { cause: null, sentences: [...claim.sentences, sentence] };
}

/** Whether a language model came to no conclusion where the facts carry one: then its word does not count. */
export function isOverruled(
  { cause }: Conclusion,
  facts: { finding: Finding; verdict: Verdict | null; ledger: EvidenceLedger },
): boolean {
  return cause === null && objectToFacts(facts) === null;
}

function objectTo(
  { cause, sentences }: Claim,
  { finding, verdict, ledger }: { finding: Finding; verdict: Verdict | null; ledger: EvidenceLedger },
): string | null {
  const objection = objectToFacts({ finding, verdict, ledger });
  if (objection !== null || verdict === null) return objection;
  if (cause === 'inconclusive') return 'the evidence does not carry a cause';
  if (!isCauseId(cause)) return 'no known cause fits';
  if (!isWithin(verdict, cause)) return 'the written cause does not match the verdict';
  const cited = new Set(sentences.flatMap((sentence) => sentence.evidence));
  const independent = ledger.all().some((entry) => entry.independent && cited.has(entry.id));
  return independent ? null : 'nothing independent supports it, only text that a stranger could have written';
}

/** Why the facts carry no conclusion, whatever anybody claims; null when they carry one. */
function objectToFacts({
  finding,
  verdict,
  ledger,
}: {
  finding: Finding;
  verdict: Verdict | null;
  ledger: EvidenceLedger;
}): string | null {
  const bySilence = verdict !== null && isKnownBySilence(verdict.cause);
  if (finding === 'no-data' && !bySilence) return 'there is no telemetry that could confirm it';
  if (finding === 'not-confirmed') return notConfirmed(ledger);
  if (!verdict) return 'there is no verdict';
  if (verdict.cause === 'unknown') return 'no known cause fits';
  return verdict.confidence < leastConfidence ? 'the verdict is not sure enough' : null;
}

/** The cause of the verdict, or a finer one where the verdict names no more than a symptom. */
function isWithin({ cause, symptom }: Verdict, claimed: CauseId): boolean {
  return claimed === cause || (cause === symptom && describeCause(claimed).symptom === symptom);
}

/** That nothing is out of the ordinary is only said where that was measured. */
function notConfirmed(ledger: EvidenceLedger): string {
  const changes = ledger.all().flatMap(({ change }) => change ?? []);
  const isOff = changes.some((change) => change === 'higher' || change === 'lower');
  if (isOff) return 'the detector did not confirm it, although something that was measured is out of the ordinary';
  return changes.includes('same')
    ? 'nothing that was measured since it began is out of the ordinary'
    : 'the detector did not confirm it';
}

/** A sentence must cite something, also one that says that there is nothing. */
function citeSomething(claim: Claim, ledger: EvidenceLedger, place: Evidence['place']): string[] {
  const cited = [...new Set(claim.sentences.flatMap((sentence) => sentence.evidence))];
  if (cited.length > 0) return cited.slice(0, 3);
  const found = ledger.all().map((entry) => entry.id);
  if (found.length > 0) return found.slice(0, 3);
  const text = 'No tool returned a fact in this investigation';
  return [ledger.add({ kind: 'history', place, text, independent: true }).id];
}
