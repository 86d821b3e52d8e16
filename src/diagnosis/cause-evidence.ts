import { type CauseId, causes } from '../domain/cause.ts';
import type { Topology } from '../domain/device.ts';
import type { Accepts } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import { causeFeatureNames, columnsOf, createCauseFeatures, writeColumns } from './cause-features.ts';
import { type CauseModel, likeliestCause, namedCause, placeOfCause } from './cause-model.ts';
import type { MetricLayout } from './metric-layout.ts';
import type { PlaceStates } from './place-states.ts';

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
}

/** So many places of one incident are kept; the one that was named stands among the first. */
const mostPlaces = 20;

const digits = 5;
const causeIds = causes.map(({ id }) => id);

/** Reads what the places look like now; null when nothing is known of any of them. */
export function readEvidence(
  { layout, topology, states }: { layout: MetricLayout; topology: Topology; states: PlaceStates },
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
  return places.length > 0 ? { layout, places } : null;
}

/** The cause that a model would have named, and where. */
export interface EvidenceVerdict {
  cause: CauseId;
  place: Place;
}

/** Judges evidence as the live judge would have done: what the model knows and the evidence does not hold counts as usual. */
export function judgeEvidence(
  model: Omit<CauseModel, 'id'>,
  { layout, places }: CauseEvidence,
): EvidenceVerdict | null {
  const columns = columnsOf(causeFeatureNames(model.layout), causeFeatureNames(layout));
  const row = new Float64Array(columns.length);
  const chances = new Float64Array(model.classes.length);
  let best: { cause: number; chance: number; place: Place } | undefined;
  for (const { device, interface: port, row: kept, ruledOut } of places) {
    writeColumns(kept, columns, row);
    const found = likeliestCause(model, { row, chances, isOpen: (id) => !ruledOut.includes(id) });
    if (found && (!best || found.chance > best.chance)) best = { ...found, place: { device, interface: port } };
  }
  if (!best) return null;
  const cause = namedCause(model, best);
  return { cause, place: cause === 'unknown' ? best.place : placeOfCause(cause, best.place) };
}
