import type { Incident, Verdict } from '../domain/incident.ts';
import { type Place, samePlace } from '../domain/place.ts';

/** Holds the verdict of an incident up to date: for a while whatever the models say, later only what is certain. */
export interface Judgement {
  /** Takes an incident on and asks for the first verdict. Answers how long to wait before the agents look at it. */
  begin(incident: Incident, intervalMs: number): number;
  /** Asks for a verdict and puts it into the incident; true when cause or place changed. */
  judge(incident: Incident, at: number): boolean;
  /** Whether asking may change anything at this time, and was not done for this sample time already. */
  mayChange(incident: Incident, at: number): boolean;
  /** No cause is named yet. */
  isOpen(incident: Pick<Incident, 'verdict'>): boolean;
  forget(id: string): void;
}

/** How much longer an unknown cause is asked for. */
const patience = 5;
/** Where readings come seldom, patience is at least for so many of them. */
const fewestReadings = 3;

/** How long verdicts may change, by incident. */
interface Span {
  settleMs: number;
  patienceMs: number;
}

export function createJudgement(deps: {
  classify(places: Place[]): Verdict | null;
  certain?(places: Place[]): Verdict | null;
  times: { settleMs: number; patienceMs?: number };
}): Judgement {
  const common: Span = { patienceMs: patience * deps.times.settleMs, ...deps.times };
  const spans = new Map<string, Span>();
  const askedAt = new Map<string, { at: number; places: number }>();
  const isOpen = ({ verdict }: Pick<Incident, 'verdict'>) => !verdict || verdict.cause === 'unknown';

  function ask(incident: Incident, at: number): Verdict | null {
    const certain = deps.certain?.(incident.places) ?? null;
    if (certain) return certain;
    const { settleMs, patienceMs } = spans.get(incident.id) ?? common;
    const age = at - incident.openedAt;
    return age <= settleMs || (isOpen(incident) && age <= patienceMs) ? deps.classify(incident.places) : null;
  }

  function judge(incident: Incident, at: number): boolean {
    const verdict = ask(incident, at);
    const changed = verdict !== null && adopt(incident, verdict);
    askedAt.set(incident.id, { at, places: incident.places.length });
    return changed;
  }

  return {
    begin(incident, intervalMs) {
      const settleMs = Math.max(common.settleMs, intervalMs);
      const patienceMs = Math.max(common.patienceMs, fewestReadings * intervalMs);
      spans.set(incident.id, { settleMs, patienceMs });
      judge(incident, incident.openedAt);
      return isOpen(incident) ? patienceMs : settleMs;
    },
    judge,
    isOpen,
    mayChange(incident, at) {
      const asked = askedAt.get(incident.id);
      return !asked || at > asked.at || incident.places.length > asked.places;
    },
    forget(id) {
      askedAt.delete(id);
      spans.delete(id);
    },
  };

  /** What was known does not become unknown again: the fault may be fading, or the change at work. */
  function adopt(incident: Incident, verdict: Verdict): boolean {
    if (verdict.cause === 'unknown' && !isOpen(incident)) return false;
    const changed = incident.verdict?.cause !== verdict.cause || !samePlace(incident.place, verdict.place);
    incident.verdict = verdict;
    incident.place = verdict.place;
    incident.places = [verdict.place, ...incident.places.filter((place) => !samePlace(place, verdict.place))];
    return changed;
  }
}
