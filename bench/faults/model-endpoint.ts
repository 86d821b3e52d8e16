import { type ChatEndpoint, startChatEndpoint } from './chat-endpoint.ts';
import { breakingAnswers } from './model-behaviours/breaking-answers.ts';
import { brokenTransport } from './model-behaviours/broken-transport.ts';
import { lyingAnswers } from './model-behaviours/lying-answers.ts';
import type { ModelBehaviour } from './model-behaviours/model-behaviour.ts';
import { oddShapes } from './model-behaviours/odd-shapes.ts';
import { sizesBeyondMeasure } from './model-behaviours/sizes-beyond-measure.ts';

/** Everything that a language model's endpoint is tried with, good behaviour first. */
export const modelBehaviours: readonly ModelBehaviour[] = [
  ...lyingAnswers,
  ...breakingAnswers,
  ...sizesBeyondMeasure,
  ...oddShapes,
  ...brokenTransport,
];

/** An endpoint on 127.0.0.1 that keeps to one behaviour until it is closed. */
export async function startModelEndpoint({ respond }: ModelBehaviour): Promise<ChatEndpoint> {
  return startChatEndpoint(respond);
}
