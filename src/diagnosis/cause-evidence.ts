import { type CauseId, causes } from '../domain/cause.ts';
import type { Topology } from '../domain/device.ts';
import type { Accepts } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import { causeFeatureNames, columnsOf, createCauseFeatures, writeColumns } from './cause-features.ts';
import type { CauseJudge } from './cause-judge.ts';
import { type CauseModel, causeColumnNames, likeliestCause, namedCause, placeOfCause } from './cause-model.ts';
import { sureFrom, wayOf } from './cause-ways.ts';
import type { MetricLayout } from './metric-layout.ts';
import type { PlaceStates } from './place-states.ts';
import { askRules, type RulesVerdict, ruleColumnNames, writeRuleColumns } from './rule-columns.ts';

/** One place that a cause was looked for at: what it looked like, and the causes that were ruled out there because another incident names them. */
export interface EvidencePlace extends Place {
  /** Values in the order of `causeFeatureNames(layout)`, with five digits. */
  row: number[];
  ruledOut: string[];
}

/** What a verdict about a cause was made of: with it any other model can say what it would have named. Plain JSON. */
export interface CauseEvidence {
  layout: MetricLayout;
  places: EvidencePlace[];
  /** What rules said of these places, whoever named the cause; null for nothing. Missing in evidence of an earlier release. */
  rules?: RulesVerdict | null | undefined;
  /** The id of the cause model in use then, that of rules where none was. Missing in evidence of an earlier release. */
  inUse?: string | undefined;
}

/** So many places of one incident are kept; the one that was named stands among the first. */
const mostPlaces = 20;

const digits = 5;
const causeIds = causes.map(({ id }) => id);

/** Reads what the places look like now; null when nothing is known of any of them. */
export function readEvidence(
  {
    layout,
    topology,
    states,
    rules,
    inUse,
  }: { layout: MetricLayout; topology: Topology; states: PlaceStates; rules: CauseJudge; inUse: string },
  candidates: readonly Place[],
  accepts: Accepts,
): CauseEvidence | null {
  const features = createCauseFeatures(layout, topology, states);
  const row = new Float64Array(features.names.length);
  const known = candidates.filter((place) => states.get(place)).slice(0, mostPlaces);
  const places = known.map(({ device, interface: port }): EvidencePlace => {
    const place = { device, interface: port };
    features.write(place, row);
    const ruledOut = causeIds.filter((id) => !accepts(id, placeOfCause(id, place)));
    return { ...place, row: Array.from(row, (value) => Number(value.toPrecision(digits))), ruledOut };
  });
  return places.length > 0 ? { layout, places, rules: askRules(rules, known, accepts), inUse } : null;
}

/** Names of the values of an evidence row, with what rules said of its place behind them. */
export const evidenceNames = (layout: MetricLayout): string[] => [...causeFeatureNames(layout), ...ruleColumnNames];

/** The values of a place in the order of {@link evidenceNames}. */
export function evidenceRow({ rules }: CauseEvidence, { row, ...place }: EvidencePlace): Float64Array {
  const out = new Float64Array(row.length + ruleColumnNames.length);
  out.set(row);
  writeRuleColumns(rules ?? null, place, out, row.length);
  return out;
}

/** The cause that a model would have named, and where. */
export interface EvidenceVerdict {
  cause: CauseId;
  place: Place;
}

/** What rules named then; null where that is not kept, or where they knew none of the places. */
export const rulesEvidence = ({ rules }: CauseEvidence): EvidenceVerdict | null =>
  rules ? { cause: rules.cause, place: rules.place } : null;

/** Judges evidence as the live judge would have done: what the model knows and the evidence does not hold counts as usual. */
export function judgeEvidence(model: Omit<CauseModel, 'id'>, evidence: CauseEvidence): EvidenceVerdict | null {
  const found = askForest(model, evidence);
  if (wayOf(model) !== 'rules-unless-sure') return found && { cause: found.cause, place: found.place };
  const isSure = found !== null && found.cause !== 'unknown' && found.chance >= sureFrom;
  return isSure ? { cause: found.cause, place: found.place } : rulesEvidence(evidence);
}

function askForest(
  model: Omit<CauseModel, 'id'>,
  evidence: CauseEvidence,
): (EvidenceVerdict & { chance: number }) | null {
  const columns = columnsOf(causeColumnNames(model), evidenceNames(evidence.layout));
  const row = new Float64Array(columns.length);
  const chances = new Float64Array(model.classes.length);
  let best: { cause: number; chance: number; place: Place } | undefined;
  for (const kept of evidence.places) {
    const { device, interface: port, ruledOut } = kept;
    writeColumns(evidenceRow(evidence, kept), columns, row);
    const found = likeliestCause(model, { row, chances, isOpen: (id) => !ruledOut.includes(id) });
    if (found && (!best || found.chance > best.chance)) best = { ...found, place: { device, interface: port } };
  }
  if (!best) return null;
  const cause = namedCause(model, best);
  const place = cause === 'unknown' ? best.place : placeOfCause(cause, best.place);
  return { cause, place, chance: best.chance };
}
