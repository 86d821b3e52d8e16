import type { CauseId } from '../domain/cause.ts';
import type { Clock } from '../domain/clock.ts';
import type { Accepts, Incident, Verdict } from '../domain/incident.ts';
import { type Place, samePlace } from '../domain/place.ts';
import { sameVerdict } from '../domain/same-verdict.ts';

/** Holds the verdict of an incident up to date: for a while whatever the models say, later only what is certain. */
export interface Judgement {
  /** Takes an incident on and asks for the first verdict. Answers how long to wait before the agents look at it. */
  begin(incident: Incident, intervalMs: number): number;
  /** Asks for a verdict, where that may change anything, and puts it into the incident; true when cause or place changed. */
  judge(incident: Incident): boolean;
  /** How long, in milliseconds, the models may still change a known cause. */
  settlesInMs(incident: Incident): number;
  /**
   * No verdict of the models will change the cause any more (what is certain may), and all that a fault shows around it has had the time to show. A
   * cause that was sure is known before.
   */
  isSettled(incident: Incident): boolean;
  forget(id: string): void;
}

/** No cause is named yet. */
export const lacksCause = ({ verdict }: Pick<Incident, 'verdict'>) => !verdict || verdict.cause === 'unknown';

const isSureOf = ({ verdict }: Incident, cause: CauseId) =>
  verdict !== null && verdict.cause === cause && verdict.confidence >= sure;

/** How much longer an unknown cause is asked for. */
const patience = 5;
/**
 * Where readings come seldom, it takes at least so many of them until a cause is settled: the first ones tell a delay from a loss badly, and the
 * trouble around shows itself with the next ones.
 */
const fewestReadings = 3;
/** A cause that the models are this sure of from the opening on may change for a third of the time only, where that is a reading at least. */
const [sure, sureShare] = [0.9, 1 / 3];
/** One delivery holds many anomalies; the models are asked once, unless further places came. */
const askEveryMs = 500;

/** From when and how long verdicts may change, by incident. */
interface Span {
  since: number;
  settleMs: number;
  patienceMs: number;
  /** After which a cause is settled that was sure from the beginning, and what it was; absent where none was. */
  early?: { cause: CauseId; settleMs: number };
}

/** Ages are counted by `clock` and not by the times of samples, because those of two places can't be compared. */
export function createJudgement(deps: {
  classify(places: Place[], accepts: Accepts): Verdict | null;
  certain?(places: Place[]): Verdict | null;
  /** What an incident may be named. */
  accepts(incident: Incident): Accepts;
  times: { settleMs: number; patienceMs?: number };
  clock: Clock;
}): Judgement {
  const { clock } = deps;
  const { settleMs: commonMs, patienceMs: commonPatienceMs = patience * commonMs } = deps.times;
  const spans = new Map<string, Span>();
  const askedAt = new Map<string, { at: number; places: number }>();

  /** An incident of an earlier process began when it was opened. */
  const spanOf = ({ id, openedAt }: Incident): Span =>
    spans.get(id) ?? { since: openedAt, settleMs: commonMs, patienceMs: commonPatienceMs };

  /** How long after `since` the verdict may change. A cause that was sure and then changed gets the whole time. */
  function openMs(incident: Incident): number {
    const { settleMs, patienceMs, early } = spanOf(incident);
    if (lacksCause(incident)) return patienceMs;
    return early && isSureOf(incident, early.cause) ? early.settleMs : settleMs;
  }

  const settlesInMs = (incident: Incident) => {
    const { since, settleMs } = spanOf(incident);
    return Math.max(0, since + Math.min(settleMs, openMs(incident)) - clock());
  };

  const ageOf = (incident: Incident) => clock() - spanOf(incident).since;

  function isSettled(incident: Incident): boolean {
    const { settleMs, patienceMs } = spanOf(incident);
    return ageOf(incident) > (lacksCause(incident) ? patienceMs : settleMs);
  }

  function ask(incident: Incident): Verdict | null {
    const accepts = deps.accepts(incident);
    const certain = deps.certain?.(incident.places) ?? null;
    if (certain && accepts(certain.cause, certain.place)) return certain;
    const verdict = ageOf(incident) > openMs(incident) ? null : deps.classify(incident.places, accepts);
    return verdict && accepts(verdict.cause, verdict.place) ? verdict : null;
  }

  function judge(incident: Incident): boolean {
    const asked = askedAt.get(incident.id);
    const places = incident.places.length;
    if (asked && places <= asked.places && Math.abs(clock() - asked.at) < askEveryMs) return false;
    askedAt.set(incident.id, { at: clock(), places });
    const verdict = ask(incident);
    return verdict !== null && adopt(incident, verdict);
  }

  return {
    begin(incident, intervalMs) {
      const settleMs = Math.max(commonMs, fewestReadings * intervalMs);
      const patienceMs = Math.max(commonPatienceMs, settleMs);
      const span: Span = { since: clock(), settleMs, patienceMs };
      spans.set(incident.id, span);
      judge(incident);
      const cause = incident.verdict?.cause ?? 'unknown';
      const earlyMs = sureShare * commonMs;
      if (earlyMs >= intervalMs && isSureOf(incident, cause)) span.early = { cause, settleMs: earlyMs };
      return openMs(incident);
    },
    judge,
    settlesInMs,
    isSettled,
    forget(id) {
      askedAt.delete(id);
      spans.delete(id);
    },
  };

  /** What was known does not become unknown again: the fault may be fading, or the change at work. */
  function adopt(incident: Incident, verdict: Verdict): boolean {
    if (verdict.cause === 'unknown' && !lacksCause(incident)) return false;
    const changed = !sameVerdict(incident.verdict, verdict);
    incident.verdict = verdict;
    incident.place = verdict.place;
    incident.places = [verdict.place, ...incident.places.filter((place) => !samePlace(place, verdict.place))];
    return changed;
  }
}
