import type { ScheduledFault } from '../../demo/network/recording/schedule.ts';
import { type BaselinesJson, baselinesToJSON } from '../../src/diagnosis/baseline.ts';
import type { CauseModel } from '../../src/diagnosis/cause-model.ts';
import type { DetectorModel } from '../../src/diagnosis/detector.ts';
import { groupSamples } from '../../src/diagnosis/reading.ts';
import { openTrainingSpan, replaySpan, type TrainingInput } from '../../src/diagnosis/training.ts';
import { fitKinds } from '../../src/learning/fit-kinds.ts';
import type { ModelKind } from '../../src/learning/kind.ts';
import { causes } from '../../src/learning/kinds/causes.ts';
import { detection } from '../../src/learning/kinds/detection.ts';
import { labelsOf, simulate, startAt, topology } from '../diagnosis/simulated.ts';

/** The models that diagnosis judges with, as they come out of a training. */
export interface Trained {
  baselines: BaselinesJson;
  detector: DetectorModel;
  causes: { model: CauseModel } | null;
}

export function trainModels(input: TrainingInput & { seed: number; falseAlarmsPerDeviceDay?: number }): Trained {
  const { seed, falseAlarmsPerDeviceDay = 1 } = input;
  const [detecting, model] = fitKinds([detection, causes], input, { seed, settings: { falseAlarmsPerDeviceDay } });
  const { baselines, detector } = detecting!;
  return { baselines: baselinesToJSON(baselines), detector, causes: model && { model } };
}

/** Thirteen minutes of the simulated network with two slow and two lossy links: little, and enough for every kind. */
export function smallSpan(): TrainingInput {
  const fault = (kind: 'latency' | 'loss', link: string, from: number, seconds = 60): ScheduledFault => ({
    fault: { kind, link, magnitude: kind === 'latency' ? 60 : 20 },
    start: startAt + from * 1000,
    end: startAt + (from + seconds) * 1000,
  });
  const faults = [
    fault('latency', 'L1', 120),
    fault('loss', 'L2', 300),
    fault('latency', 'L2', 480),
    fault('loss', 'L1', 660),
  ];
  const readings = simulate({ seed: 5, seconds: 13 * 60, faults }).flatMap((samples) => groupSamples(samples));
  return { readings, labels: labelsOf(faults), topology };
}

/** What a kind gathers of a span. */
export function gather<Model, Data>(kind: ModelKind<Model, Data>, input: TrainingInput, seed = 1): Data {
  const span = openTrainingSpan(input);
  const gathering = kind.dataset(span, { subject: kind.subjects(input.topology)[0]!, seed });
  replaySpan(span, [gathering], () => undefined);
  return gathering.data();
}

/** What was gathered, cut in time as training does. */
export function cutInTime<Model, Data>(kind: ModelKind<Model, Data>, data: Data): { earlier: Data; later: Data } {
  const { from, to } = kind.extent(data)!;
  const cut = from + 0.7 * (to - from);
  return {
    earlier: kind.between(data, Number.NEGATIVE_INFINITY, cut),
    later: kind.between(data, cut, Number.POSITIVE_INFINITY),
  };
}
