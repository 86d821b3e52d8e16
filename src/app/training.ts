import type { TrainingPort } from '../bot/ports.ts';
import type { Config } from '../config.ts';
import type { Clock, NewId } from '../domain/clock.ts';
import type { Later } from '../domain/later.ts';
import { limitsIn } from '../foundation/limit-settings.ts';
import type { TrainModelsDeps } from '../jobs/train-models.ts';
import type { TrainingSource } from '../jobs/training/training-order.ts';
import { askForTraining, type TrainingRun } from '../jobs/training/training-runs.ts';
import type { Store } from '../store/store.ts';
import type { ApiOptions } from '../web/api.ts';
import { modelsFolder, trainingFolder } from './state-folders.ts';
import { readVersion } from './version.ts';

type TrainingDeps = TrainModelsDeps['training'];

/** What a training works with: what the configuration says, and what differs between a running bot and a command. */
export function trainingDeps(
  {
    state,
    mapping,
    detection: { falseAlarmsPerDeviceDay },
    risks,
  }: Pick<Config, 'state' | 'mapping' | 'detection' | 'risks'>,
  own: Pick<TrainingDeps, 'history' | 'onTrained' | 'onProgress'>,
): TrainingDeps {
  return {
    modelsDir: modelsFolder(state),
    trainingDir: trainingFolder(state),
    settings: { falseAlarmsPerDeviceDay, limits: limitsIn(risks) },
    libraries: { nocturne: readVersion(), node: process.versions.node },
    mapping,
    ...own,
  };
}

/** By which the bot, the API and a first start ask for trainings. */
export interface TrainingDoor {
  /** Asks for a training run, of every kind of model when none is named, and answers with its id. */
  ask: ApiOptions['train'];
  /** The same for people, with the recordings of the configuration or the stored telemetry of a while. */
  forPeople: TrainingPort;
}

export function createTrainingDoor(
  { recordings, seed }: Config['training'],
  deps: { later: Later<{ 'train-models': TrainingRun }>; store: Pick<Store, 'facts'>; newId: NewId; clock: Clock },
): TrainingDoor {
  const { newId, clock } = deps;
  const ask: TrainingDoor['ask'] = async (order) => {
    const runId = newId('train');
    await askForTraining(deps, { ...order, seed: order.seed ?? seed, runId });
    return runId;
  };
  const sourceOf = (lastMs?: number): TrainingSource =>
    lastMs === undefined ? { recordings } : { span: { from: clock() - lastMs, to: clock() } };
  return { ask, forPeople: { recordings, start: ({ lastMs, ...kinds }) => ask({ ...sourceOf(lastMs), ...kinds }) } };
}
