import type { Anomaly } from '../domain/incident.ts';
import { placeKey } from '../domain/place.ts';
import type { Accounts } from './accounts.ts';
import type { Explanation, Explanations } from './explanations.ts';
import type { Judgement } from './judgement.ts';
import { keepAnomalies, type OpenIncident } from './open-incident.ts';
import type { OpenIncidents } from './open-incidents.ts';
import type { OpenOne } from './opening.ts';
import type { Unexplained } from './unexplained.ts';
import type { Upkeep } from './upkeep.ts';

/** Once the cause is settled, what it does not account for leaves the incident, and opens another one where it lasts. */
export function createSettling(deps: {
  open: OpenIncidents;
  judgement: Judgement;
  explanations: Explanations;
  explanationOf(entry: OpenIncident): Explanation;
  accounts: Accounts;
  unexplained: Unexplained;
  upkeep: Upkeep;
  openOne: OpenOne;
}): { settleAll(): void } {
  const { open, explanations, unexplained } = deps;

  function settle(entry: OpenIncident): void {
    const explanation = deps.explanationOf(entry);
    const left = new Map<string, Anomaly>();
    const changed = keepAnomalies(entry, (anomaly) => {
      const parts = explanations.divide(explanation, anomaly);
      if (parts.left === anomaly) left.set(placeKey(anomaly.place), anomaly);
      else left.delete(placeKey(anomaly.place));
      return parts.explained;
    });
    entry.explanation = { ...explanation, shown: entry.shown };
    for (const place of entry.incident.places) if (!left.has(placeKey(place))) unexplained.forget(place);
    if (!changed) return;
    deps.upkeep.keep(entry);
    openOthers(left.values());
  }

  function openOthers(left: Iterable<Anomaly>): void {
    for (const anomaly of left) {
      if (!unexplained.isTroubled(anomaly.place) || open.youngFor(anomaly.place)) continue;
      const rest = deps.accounts.leftOf(anomaly);
      if (rest) deps.openOne(rest);
    }
  }

  return {
    settleAll() {
      for (const entry of open.all()) {
        if (!entry.explanation && deps.judgement.isSettled(entry.incident)) settle(entry);
      }
    },
  };
}
