import { type Baselines, type BaselinesJson, baselinesFromJSON, baselinesToJSON } from '../../diagnosis/baseline.ts';
import { type DetectorModel, detectorFromJSON } from '../../diagnosis/detector.ts';
import { createDetectorRows, type DetectorData, detectorRowsBetween } from '../../diagnosis/detector-rows.ts';
import { fitDetector } from '../../diagnosis/detector-training.ts';
import { type Recall, recallLabelled, recallMadeUp } from '../../diagnosis/detector-trial.ts';
import { placeKinds } from '../../diagnosis/metric-layout.ts';
import { countByKind } from '../../diagnosis/training.ts';
import { leaveOutUnnoticed } from '../../diagnosis/unnoticed-faults.ts';
import { placeKey } from '../../domain/place.ts';
import { formatScore } from '../../foundation/number-words.ts';
import { type ModelMetric, wholeNetwork } from '../../models/registry/model-card.ts';
import { gateByMetrics } from '../gate.ts';
import type { ModelKind } from '../kind.ts';

/** What is usual at each place, and the detector of what is not. */
export interface Detection {
  baselines: Baselines;
  detector: DetectorModel;
}

interface DetectionData {
  baselines: Baselines;
  rows: DetectorData;
  /** Of the whole span; of a long one only some rows are kept. */
  readings: number;
}

export const detection: ModelKind<Detection, DetectionData> = {
  kind: 'detection',
  title: 'anomaly detector',
  purpose: 'tells readings that are not usual at their place from those that are',
  formerFolder: 'anomaly',
  subjects: () => [wholeNetwork],
  dataset({ readings, layout, baselines, spans }) {
    const rows = createDetectorRows(layout, countByKind(readings));
    return {
      reading(state) {
        const ordinary = spans.isOrdinaryAt(state.place, state.at);
        rows.add(state, { ordinary, faulty: !ordinary && spans.causesAt(state.at).has(placeKey(state.place)) });
      },
      data: () => ({ baselines, rows: leaveOutUnnoticed(rows.gathered()), readings: readings.length }),
    };
  },
  fit({ baselines, rows }, { seed, settings, progress }) {
    const detector = fitDetector(rows, { seed, ...settings });
    progress?.(1, 1);
    return { model: { baselines, detector } };
  },
  extent({ rows }) {
    let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { at } of rows.places) {
      from = Math.min(from, at[0]!);
      to = Math.max(to, at.at(-1)!);
    }
    return from <= to ? { from, to } : null;
  },
  between: (data, after, until) => ({ ...data, rows: detectorRowsBetween(data.rows, after, until) }),
  evaluate(model, trial, settings) {
    const given = { earlier: trial.earlier.rows, later: trial.later.rows, ...settings };
    const budget = `at ${settings.falseAlarmsPerDeviceDay} a device-day`;
    const measured = (of: typeof recallMadeUp) => (model ? of(model.detector, given) : { model: null, largest: null });
    return [
      metricOf(`recall of made-up faults ${budget}`, measured(recallMadeUp)),
      metricOf(`recall of labelled faults ${budget}`, measured(recallLabelled)),
    ];
  },
  gate: (metrics, duel) => gateByMetrics(metrics, duel, recallNoise),
  toArtefact: ({ baselines, detector }) => ({ baselines: baselinesToJSON(baselines), detector }),
  fromArtefact(stored) {
    const { baselines, detector } = stored as { baselines: BaselinesJson; detector: unknown };
    return { baselines: baselinesFromJSON(baselines), detector: detectorFromJSON(detector) };
  },
  card({ detector }, { readings }) {
    const { device, interface: ports } = detector.layout;
    const parts = placeKinds.flatMap((kind) => {
      const names = detector.kinds[kind]?.combined.parts.map(({ name, weight }) => `${name} ${formatScore(weight, 2)}`);
      return names ? [`${kind}: ${names.join(', ')}`] : [];
    });
    return {
      method: `Several detectors over deviations from usual in the bad direction, each as rarity on ordinary rows, joined with weights that the training rows set: isolation forests (Liu et al. 2008; 100 trees, subsample 256), principal components (Shyu et al. 2003), rolling, level-shift and daily deviations. Beside them each metric of which is known which way is bad, alone, above what it lasted at. ${parts.join('; ')}.`,
      split:
        'all rows; rows without a labelled fault calibrate and set the threshold; of a span under two days also without what was far from usual for 1 to 60 minutes, once or twice. Measured on the last 30 % of the time after training on the first 70 %: small deviations of one to three metrics are put on ordinary rows, and a fault is found when its anomalies last and none lasted just before',
      trainingRows: readings,
      features: [...device.map((metric) => `device ${metric}`), ...ports.map((metric) => `interface ${metric}`)],
      classes: [],
      notGoodFor: ['slow drifts', 'a rhythm of the day that only some places have', 'training spans full of faults'],
    };
  },
};

/**
 * One standard deviation of a recall of .95 from some hundred made-up faults. Of two detectors as good as each other the later one is in use, because it
 * has seen more of what is usual.
 */
const recallNoise = 0.02;

const metricOf = (name: string, { model, largest }: Recall): ModelMetric => ({
  ...{ name, better: 'higher', value: model, baselines: { 'the largest single deviation': largest } },
});
