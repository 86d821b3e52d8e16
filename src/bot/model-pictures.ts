import type { KnownBlock } from '@slack/types';
import { drawnLosses } from '../learning/drawn-losses.ts';
import type { ModelDetail } from '../learning/model-detail.ts';
import type { PicturesPort } from './pictures.ts';

interface Drawing {
  pictures: PicturesPort;
}

/** How the error of models fell while they learned, of those that learned in passes. */
export const drawLosses = (details: readonly ModelDetail[], { pictures }: Drawing): Promise<KnownBlock[]> =>
  Promise.all(
    drawnLosses(details).map(({ kind, chart }) => pictures.block('losses', chart, `Error of ${kind} after each pass`)),
  );

/** What was learned of each choice, of models that choose. */
export const drawValues = (details: readonly ModelDetail[], { pictures }: Drawing): Promise<KnownBlock[]> =>
  Promise.all(
    details.flatMap(({ kind, values }) =>
      values ? [pictures.block('q-values', values, `Values that ${kind} learned`)] : [],
    ),
  );
