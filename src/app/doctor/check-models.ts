import type { Config } from '../../config.ts';
import type { Topology } from '../../domain/device.ts';
import { telemetryWords } from '../../learning/stages/learning-words.ts';
import { createLiveModels, type LoadedModel } from '../live-models.ts';
import { modelsFolder } from '../state-folders.ts';
import { type Finding, note, ok, problem, thrownProblem } from './finding.ts';

/** Without a model that detects, only rules judge; without another one something is missing. */
function examineModel({ name, trainedAt, note: says }: LoadedModel, detects: boolean): Finding {
  if (trainedAt !== null) return ok(`model ${name}`, says);
  const todo = 'nocturne models';
  return detects ? note(`model ${name}`, says, todo) : problem(`model ${name}`, says, todo);
}

const untrained = 'were not trained: only rules judge, by silence, interfaces that are down and detection.limits';

/** Nothing has to be done about it where models are trained by themselves. */
function examineUntrained({ recordings, stagesHours }: Config['training']): Finding {
  if (recordings.length > 0) return note('models', 'are trained at the first start from training.recordings');
  const [first] = stagesHours;
  if (first === undefined)
    return problem('models', untrained, 'nocturne train --from <recording>, or --history when telemetry has come in');
  const says = `${untrained}. The first is trained by itself after ${telemetryWords(first * 60)} of telemetry`;
  return note('models', says, 'nocturne train --from <recording> trains one at once');
}

/** Which models are in use, or when the first one is trained. */
export async function checkModels(config: Config, topology: Topology): Promise<Finding[]> {
  const models = createLiveModels(modelsFolder(config.state), { topology });
  try {
    const detects = await models.load();
    const states = models.states();
    if (!detects && !states.some(({ refused }) => refused)) {
      return [examineUntrained(config.training)];
    }
    return states.map((state) => examineModel(state, detects));
  } catch (thrown) {
    return [thrownProblem('models', thrown)];
  }
}
