import { countSteps, gatherRoutes, type RouteData, routesBetween } from '../../diagnosis/routing/gather-routes.ts';
import type { LearnedValues } from '../../domain/learned-values.ts';
import { NocturneError } from '../../errors.ts';
import { wholeNetwork } from '../../models/registry/model-card.ts';
import {
  bestWay,
  isKnown,
  type LearnedRoutes,
  learningSettings,
  learnRoutes,
  meanTrip,
  type QTable,
  type StateValues,
} from '../../models/routing/learn-routes.ts';
import { gateByMetrics } from '../gate.ts';
import type { ModelKind } from '../kind.ts';

/** γ as it is asked for where choices have consequences, and 0, which fits where they have none. */
const discounts = { asked: 0.95, bandit: 0 } as const;

/** The value of each way between two devices by load and hour, as two agents learned it. */
export interface Routing {
  /** Names of the ways by pair. */
  ways: Record<string, readonly string[]>;
  asked: LearnedRoutes;
  bandit: LearnedRoutes;
}

/** Fewer measured steps teach nothing of an hour, let alone of a load. */
const leastSteps = 60;

const smallest = (values: readonly number[]) => values.indexOf(Math.min(...values));

export const routing: ModelKind<Routing, RouteData> = {
  kind: 'routing',
  title: 'route learner',
  purpose: 'learns by reward (Q-learning) which of three ways between two devices is fastest at a load and an hour',
  subjects: () => [wholeNetwork],
  dataset: ({ readings, topology }) => ({ data: () => gatherRoutes(readings, topology) }),
  fit(data, { seed, progress }) {
    if (data.pairs.length === 0) return { model: null, reason: 'no two devices are joined by more than one way' };
    const measured = data.pairs.reduce((sum, { steps }) => sum + steps.filter(isKnown).length, 0);
    if (measured < leastSteps)
      return {
        model: null,
        reason: `the latency of every way is known for ${measured} steps of time, and ${leastSteps} are needed`,
      };
    const asked = learnRoutes(data.pairs, discounts.asked, seed);
    progress?.(1, 2);
    const bandit = learnRoutes(data.pairs, discounts.bandit, seed);
    progress?.(2, 2);
    return { model: { ways: Object.fromEntries(data.pairs.map(({ name, ways }) => [name, ways])), asked, bandit } };
  },
  extent({ pairs }) {
    const times = pairs.flatMap(({ steps }) => (steps.length > 0 ? [steps[0]!.at, steps.at(-1)!.at] : []));
    return times.length > 0 ? { from: Math.min(...times), to: Math.max(...times) } : null;
  },
  between: routesBetween,
  evaluate(model, { earlier, later }) {
    const shortest = meanTrip(later.pairs, () => 0);
    const share = (rule: Parameters<typeof meanTrip>[1]) => {
      const value = meanTrip(later.pairs, rule) / shortest;
      return Number.isNaN(value) ? null : value;
    };
    const fixed = new Map(earlier.pairs.map((pair) => [pair.name, bestFixed(pair)]));
    const baselines = {
      'what was fastest in the step before': share((_, before) => smallest(before?.latencyMs ?? [0])),
      'the way that was fastest on average': share((_step, _before, { name }) => fixed.get(name) ?? 0),
    };
    const by = (table: QTable) => share(({ state }) => bestWay(table, state));
    return [
      {
        ...{ name: 'round trip as a share of that over fewest links, γ 0.95', better: 'lower' as const },
        ...{ value: model && by(model.asked.table), baselines },
      },
      {
        ...{ name: 'the same with γ 0', better: 'lower' as const },
        ...{ value: model && by(model.bandit.table), baselines },
      },
    ];
  },
  gate: (metrics, duel) => {
    if (!duel && metrics[0]?.value === null)
      return { decision: 'keep', reason: 'not measured, and rules that need no training are there' };
    return gateByMetrics(metrics, duel);
  },
  toArtefact: ({ ways, asked, bandit }) => ({ ways, asked: pack(asked), bandit: pack(bandit) }),
  fromArtefact(stored) {
    const { ways, asked, bandit } = (stored ?? {}) as Partial<Record<keyof Routing, unknown>>;
    if (!ways || !isPacked(asked) || !isPacked(bandit))
      throw new NocturneError('model-artefact-damaged', 'What an agent learned of routes is not complete', {
        hint: 'train the model again',
      });
    return { ways: ways as Routing['ways'], asked: unpack(asked), bandit: unpack(bandit) };
  },
  losses: ({ asked: { training, later } }) => ({
    ...{ name: 'mean round trip of an episode, ms', training, later, kept: training.length - 1 },
  }),
  values: mostMet,
  card: ({ asked, ways }, data) => ({
    method: `Tabular Q-learning (Watkins and Dayan 1992) over recorded time: α ${learningSettings.rate}, ε ${learningSettings.exploration}, γ ${discounts.asked} and beside it γ ${discounts.bandit}, ${learningSettings.episodes} episodes, ${asked.table.size} states of ${Object.keys(ways).length} pairs of devices. A choice does not change what comes later here, so it is a contextual bandit, and γ 0 is the better form. No traffic is moved to learn.`,
    split:
      'measured on the last 30 % of the time after learning on the first 70 %; the curve shows the last fifth of what was learned from',
    trainingRows: countSteps(data),
    features: ['pair of devices', 'load band of each way in the step before', 'hour of the day'],
    classes: [],
    notGoodFor: [
      'links that turn slow by no rhythm',
      'pairs that are seldom measured',
      'what a moved flow does to others',
    ],
  }),
};

/** The pair whose ways were tried most, and its states; those of other pairs are not shown. */
function mostMet({ ways, asked: { table } }: Routing): LearnedValues | null {
  const states = [...table].map(([name, { values, tries }]) => ({
    ...{ name, tries: tries.reduce((sum, one) => sum + one, 0) },
    values: values.map((value, way) => (tries[way]! > 0 ? value : null)),
  }));
  const ofPair = (pair: string) => states.filter(({ name }) => name.startsWith(`${pair}, `));
  const triesOf = (pair: string) => ofPair(pair).reduce((sum, { tries }) => sum + tries, 0);
  const [label] = Object.keys(ways).sort((a, b) => triesOf(b) - triesOf(a) || a.localeCompare(b));
  if (label === undefined) return null;
  const shown = ofPair(label).sort((a, b) => b.tries - a.tries || a.name.localeCompare(b.name));
  return {
    ...{ label, ways: [...ways[label]!] },
    states: shown.map((state) => ({ ...state, name: state.name.slice(label.length + 2) })),
  };
}

function bestFixed({ steps }: RouteData['pairs'][number]): number {
  const known = steps.filter(isKnown);
  if (known.length === 0) return 0;
  return smallest(known[0]!.latencyMs.map((_, way) => known.reduce((sum, { latencyMs }) => sum + latencyMs[way]!, 0)));
}

interface Packed {
  table: [state: string, values: StateValues][];
  training: (number | null)[];
  later: (number | null)[];
}

/** JSON knows no NaN. */
const pack = ({ table, training, later }: LearnedRoutes): Packed => ({
  ...{ table: [...table], training: training.map(orNull), later: later.map(orNull) },
});
const unpack = ({ table, training, later }: Packed): LearnedRoutes => ({
  ...{ table: new Map(table), training: training.map(orNan), later: later.map(orNan) },
});
const orNull = (value: number) => (Number.isFinite(value) ? value : null);
const orNan = (value: number | null) => value ?? Number.NaN;

const isPacked = (value: unknown): value is Packed => {
  const { table, training, later } = (value ?? {}) as Partial<Record<keyof Packed, unknown>>;
  return [table, training, later].every(Array.isArray);
};
