import { type CauseId, describeCause } from '../domain/cause.ts';
import type { Verdict } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import { ruleModelId } from '../domain/verdict-source.ts';

/** How many neighbours see their link to a device up, and how many down. */
export interface Witnesses {
  up: number;
  down: number;
}

function verdict(cause: CauseId, place: Place, confidence: number, drivers: Verdict['drivers']): Verdict {
  const { symptom } = describeCause(cause);
  return { cause, symptom, place, confidence, probabilities: { [cause]: confidence }, drivers, modelId: ruleModelId };
}

const driver = (feature: string, value: number) => ({ feature, value, contribution: 1 });
const whole = (device: string): Place => ({ device, interface: null });

export function linkDown(place: Place): Verdict {
  return verdict('link_down', place, 0.99, [driver('interface up', 0)]);
}

/** A port is down and its far end was not heard since: the link or the device, soon somebody will know. */
export function undecided(place: Place): Verdict {
  return verdict('unknown', place, 0.5, [driver('interface up', 0)]);
}

/** It sends nothing, and everybody who has a link to it and can tell sees that link down. */
export function deviceDown(device: string, seen: Witnesses): Verdict {
  return verdict('device_down', whole(device), 0.98, [driver('neighbours that see their link to it down', seen.down)]);
}

/** It sends nothing. Who sees a link to it up knows that it runs; when nobody can tell, it may be down as well. */
export function telemetrySilent(device: string, seen: Witnesses): Verdict {
  const drivers = seen.up > 0 ? [driver('neighbours that see their link to it up', seen.up)] : [];
  return verdict('telemetry_silent', whole(device), seen.up > 0 ? 0.95 : 0.6, drivers);
}
