import type { CauseId } from '../domain/cause.ts';
import type { Verdict } from '../domain/incident.ts';
import { type Place, samePlace } from '../domain/place.ts';
import type { CauseJudge } from './cause-judge.ts';

/** What rules named, in short: the input of a forest beside what was measured. Plain JSON. */
export interface RulesVerdict {
  cause: CauseId;
  place: Place;
  confidence: number;
}

/** The causes that rules know, in the order of the columns. */
const known = ['packet_loss', 'latency_spike', 'cpu_overload', 'memory_leak'] as const satisfies readonly CauseId[];

/** Names of the columns that hold what rules say. */
export const ruleColumnNames: readonly string[] = known.flatMap((cause) => [
  `rules name ${cause} here`,
  `rules name ${cause} elsewhere`,
]);

/** Writes from `offset` on how sure rules are of each cause, at this place and at another one: 0 to 1, and 0 for a cause that they do not name. */
export function writeRuleColumns(said: RulesVerdict | null, place: Place, out: Float64Array, offset: number): void {
  for (const [k, cause] of known.entries()) {
    const sure = said?.cause === cause ? said.confidence : 0;
    const isHere = sure > 0 && samePlace(said!.place, place);
    out[offset + 2 * k] = isHere ? sure : 0;
    out[offset + 2 * k + 1] = isHere ? 0 : sure;
  }
}

/** What rules say of these places. */
export function askRules(rules: CauseJudge, ...asked: Parameters<CauseJudge['classify']>): RulesVerdict | null {
  const verdict = rules.classify(...asked);
  return verdict && shorten(verdict);
}

const shorten = ({ cause, place: { device, interface: port }, confidence }: Verdict): RulesVerdict => ({
  ...{ cause, place: { device, interface: port }, confidence },
});
