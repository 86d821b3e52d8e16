import type { Diagnoser } from '../diagnosis/diagnoser.ts';
import type { Limits } from '../diagnosis/limits.ts';
import type { Presence } from '../diagnosis/presence.ts';
import { joinTold } from '../diagnosis/told-readings.ts';
import type { Sample } from '../domain/sample.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { History } from '../telemetry/history/history.ts';
import type { Recent } from '../telemetry/recent.ts';
import type { LiveModels } from './live-models.ts';

/** How often silence is looked for when no samples come at all. */
const checkEveryMs = 5_000;

/** Samples that were taken and not kept, since the start: by memory, which tools read, by the judges, and by the history. */
export function notKept({
  recent,
  models,
  history,
}: {
  recent: Pick<Recent, 'counts'>;
  models: { diagnoser: Pick<Diagnoser, 'refused'> };
  history: Pick<History, 'counts'>;
}) {
  const { refused, tooOld } = recent.counts();
  const noRoomToJudge = models.diagnoser.refused();
  return { tooOldForMemory: tooOld, noRoomInMemory: refused, noRoomToJudge, history: history.counts().dropped };
}

/** The hot path: every delivery goes through rules and models to the incidents. No language model, no I/O. */
export interface Intake {
  take(samples: readonly Sample[]): void;
  /** Looks for silence by real time too. Where sample time is the clock, every delivery tells how late it is. */
  start(): void;
  close(): void;
}

export function createIntake(deps: {
  recent: Recent;
  presence: Presence;
  limits: Limits;
  models: LiveModels;
  incidents: Incidents;
}): Intake {
  const { recent, presence, limits, models, incidents } = deps;
  let timer: NodeJS.Timeout | undefined;
  function check(): void {
    for (const anomaly of presence.check()) incidents.observe(anomaly.place, anomaly.at, anomaly);
    incidents.tick();
  }
  return {
    start() {
      timer ??= setInterval(check, checkEveryMs);
    },
    take(samples) {
      for (const sample of samples) {
        recent.add(sample);
        incidents.heard(sample.device);
      }
      const present = presence.observe(samples).map((anomaly) => ({ place: anomaly.place, at: anomaly.at, anomaly }));
      const told = joinTold(present, models.diagnoser.observe(samples), limits.observe(samples));
      for (const { place, at, anomaly } of told) incidents.observe(place, at, anomaly);
      incidents.tick();
    },
    close: () => clearInterval(timer),
  };
}
