import { createRandom } from '../../../demo/network/world/random.ts';
import type { StorySummary } from '../../../demo/story-summary.ts';
import type { Fault } from '../fault.ts';
import { breakingAnswers } from '../model-behaviours/breaking-answers.ts';
import { brokenTransport } from '../model-behaviours/broken-transport.ts';
import { lyingAnswers } from '../model-behaviours/lying-answers.ts';
import type { ModelBehaviour } from '../model-behaviours/model-behaviour.ts';
import { oddShapes } from '../model-behaviours/odd-shapes.ts';
import { sizesBeyondMeasure } from '../model-behaviours/sizes-beyond-measure.ts';
import { startModelEndpoint } from '../model-endpoint.ts';
import { runStory } from '../story-run.ts';

const families: Record<string, readonly ModelBehaviour[]> = {
  'answers with lies': lyingAnswers,
  'breaks off its answers': breakingAnswers,
  'answers beyond measure': sizesBeyondMeasure,
  'answers in odd shapes': oddShapes,
  'breaks the connection': brokenTransport,
};

/** Of each family so many are tried with 40 kills, and five times as many with 200. */
const shareOfKills = 0.1;
/** The loop of the bot may stand so long at most, whatever comes from a model. */
const longestLoopDelayMs = 3_000;

/** A language model that misbehaves while the agents ask it: verdict and plan must be what they are without one. */
export const modelFaults: Fault[] = Object.entries(families).map(([moment, behaviours]) => ({
  fault: 'the language model',
  moment,
  runs: (kills) => Math.min(behaviours.length, Math.ceil(kills * shareOfKills)),
  async run(index) {
    const behaviour = shuffled(behaviours)[index]!;
    const endpoint = await startModelEndpoint(behaviour);
    try {
      const run = await runStory({
        scenario: 'latency',
        world: {
          botEnv: { OPENAI_BASE_URL: endpoint.url, OPENAI_API_KEY: 'none' },
          config: { model: { name: 'local' } },
        },
        makeTrouble: async (_setting, startedAt) => ({ madeAt: startedAt }),
        check: whatItChanged,
      });
      return { ...run, evidence: run.evidence && `${run.evidence} (${behaviour.name})` };
    } finally {
      await endpoint.close();
    }
  },
}));

/** The same order in every run, with neighbours far apart. */
function shuffled<T>(items: readonly T[]): T[] {
  const random = createRandom(1);
  return items
    .map((item) => ({ item, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function whatItChanged({ cause, place, expected, loopDelayMs }: StorySummary): string[] {
  const isRightPlace = expected.places.some(
    (each) => each.device === place?.device && each.interface === place?.interface,
  );
  const slow = (loopDelayMs?.max ?? 0) > longestLoopDelayMs;
  return [
    ...(cause === expected.cause && isRightPlace ? [] : [`the verdict: ${cause} at ${JSON.stringify(place)}`]),
    ...(slow ? [`the loop for ${Math.round(loopDelayMs!.max)} ms`] : []),
  ];
}
