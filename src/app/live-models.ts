import { type BaselinesJson, baselinesFromJSON } from '../diagnosis/baseline.ts';
import { causeModelFromJSON } from '../diagnosis/cause-model.ts';
import { detectorFromJSON } from '../diagnosis/detector.ts';
import { createDiagnoser, type Diagnoser } from '../diagnosis/diagnoser.ts';
import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import { createModelRegistry } from '../models/model-registry.ts';

/** One model in use, for people. */
export interface LoadedModel {
  name: string;
  trainedAt: number | null;
  note: string;
}

/** The models in use. `diagnoser` is undefined until something was trained: then nothing is judged, and the status says so. */
export interface LiveModels {
  diagnoser(): Diagnoser | undefined;
  states(): LoadedModel[];
  /** Reads what is current in the registry. False when there is no anomaly model. */
  load(): Promise<boolean>;
}

/** With a clock, readings are as old as their arrival says. */
export function createLiveModels(modelsDir: string, topology: Topology, clock?: Clock): LiveModels {
  const registry = createModelRegistry(modelsDir);
  let diagnoser: Diagnoser | undefined;
  let states: LoadedModel[] = untrained();
  return {
    diagnoser: () => diagnoser,
    states: () => states,
    async load() {
      const anomaly = await registry.readCurrent('anomaly');
      const causes = await registry.readCurrent('causes');
      if (anomaly.status === 'no-model') return false;
      const { baselines, detector } = anomaly.model as { baselines: BaselinesJson; detector: unknown };
      const models = {
        baselines: baselinesFromJSON(baselines),
        detector: detectorFromJSON(detector),
        causes: causes.status === 'ok' ? causeModelFromJSON(causes.card.id, causes.model) : null,
      };
      diagnoser = createDiagnoser(models, topology, clock);
      states = [describe('anomaly', anomaly), describe('causes', causes)];
      return true;
    },
  };
}

type Found = Awaited<ReturnType<ReturnType<typeof createModelRegistry>['readCurrent']>>;

function untrained(): LoadedModel[] {
  return ['anomaly', 'causes'].map((name) => ({ name, trainedAt: null, note: 'not trained yet' }));
}

function describe(name: string, found: Found): LoadedModel {
  if (found.status === 'no-model') return { name, trainedAt: null, note: 'not trained yet' };
  const { id, trainedAt, metrics, trainingRows } = found.card;
  const measured = metrics.map((metric) => `${metric.name} ${metric.value?.toFixed(3) ?? 'not measured'}`);
  return {
    name,
    trainedAt: Date.parse(trainedAt),
    note: [`${id}`, `${trainingRows} rows`, ...measured].join(', '),
  };
}
