import { fitBrokenCorrelations } from '../detection/broken-correlations.ts';
import { type DetectionPart, meanSquare, type TrainingRows } from '../detection/detection-part.ts';
import { fitIsolation, fitWindowedIsolation } from '../detection/isolation-parts.ts';
import { fitMeanDeviation } from '../detection/recent-deviation.ts';
import { fitStaticDeviation } from '../detection/static-deviation.ts';
import { createRandom } from '../random.ts';

/** A simple detector that the product's must beat; undefined where it makes no sense. */
export interface Peer {
  name: string;
  fit(training: TrainingRows): Pick<DetectionPart, 'start'> | undefined;
}

/** Baselines, each used as it is: no combination, no calibration. */
export const peers: Peer[] = [
  {
    name: 'random',
    fit: () => ({
      start() {
        const random = createRandom(1);
        return { push: () => random() };
      },
    }),
  },
  { name: 'largest z', fit: fitStaticDeviation },
  {
    name: 'mean z²',
    fit: (training) => ({
      start(recent) {
        const stream = fitStaticDeviation(training).start(recent);
        return {
          push(row, dayShare) {
            stream.push(row, dayShare);
            return meanSquare(stream.deviations!);
          },
        };
      },
    }),
  },
  {
    name: 'reconstruction, 90 %',
    fit: (training) => (training.width > 1 ? fitBrokenCorrelations(training).residuals : undefined),
  },
  { name: 'z from the last 30', fit: (training) => fitMeanDeviation(training, { window: 30, combine: 'largest' }) },
  { name: 'isolation forest', fit: fitIsolation },
  { name: 'isolation forest, window', fit: fitWindowedIsolation },
];
