import { otherEnd, type Topology } from '../domain/device.ts';
import type { Anomaly } from '../domain/incident.ts';
import { type Place, samePlace } from '../domain/place.ts';

/**
 * When the trouble at a place began: with the first anomaly there or at the other end of its link that shows the metric, otherwise with the
 * first of any kind. Other places of the same incident, and other metrics, may have been anomalous for long. Null when there is none.
 */
export function troubleSince(
  anomalies: Anomaly[],
  { place, metric, topology }: { place: Place; metric?: string; topology: Topology },
): number | null {
  const far = otherEnd(topology, place);
  const own = anomalies.filter((each) => samePlace(each.place, place) || (far && samePlace(each.place, far)));
  const showing = own.filter(({ metrics }) => metrics.some((each) => each.metric === metric));
  const times = (showing.length > 0 ? showing : own).map(({ at }) => at);
  return times.length === 0 ? null : Math.min(...times);
}
