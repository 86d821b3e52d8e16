import { type BaselinesJson, baselinesFromJSON } from '../diagnosis/baseline.ts';
import { causeModelFromJSON } from '../diagnosis/cause-model.ts';
import { detectorFromJSON } from '../diagnosis/detector.ts';
import { createDiagnoser, type Diagnoser, type DiagnoserOptions } from '../diagnosis/diagnoser.ts';
import { createModelRegistry } from '../models/model-registry.ts';

/** One model in use, for people. */
export interface LoadedModel {
  name: string;
  trainedAt: number | null;
  note: string;
}

/** The models in use. Until something was trained nothing is judged, and the status says so. */
export interface LiveModels {
  /** One for the life of the process: models come and go, what is known of the places stays. */
  diagnoser: Diagnoser;
  states(): LoadedModel[];
  /** Reads what is current in the registry. False when there is no anomaly model. */
  load(): Promise<boolean>;
}

export function createLiveModels(modelsDir: string, options: Omit<DiagnoserOptions, 'models'>): LiveModels {
  const registry = createModelRegistry(modelsDir);
  const diagnoser = createDiagnoser(options);
  let states: LoadedModel[] = untrained();
  return {
    diagnoser,
    states: () => states,
    async load() {
      const anomaly = await registry.readCurrent('anomaly');
      const causes = await registry.readCurrent('causes');
      if (anomaly.status === 'no-model') return false;
      const { baselines, detector } = anomaly.model as { baselines: BaselinesJson; detector: unknown };
      diagnoser.promote({
        baselines: baselinesFromJSON(baselines),
        detector: detectorFromJSON(detector),
        causes: causes.status === 'ok' ? causeModelFromJSON(causes.card.id, causes.model) : null,
      });
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
