import type { CoreStream } from './core-rows.ts';
import { type InjectionName, injections } from './injections.ts';
import { type OnlineResult, type OnlineRun, type Policy, runOnline } from './run-online.ts';

/** Means over seeds; null where there is nothing to say. */
export interface OnlineScore {
  order: OnlineRun['order'];
  inject: InjectionName | 'none';
  policy: Policy;
  seeds: number;
  before: number | null;
  after: number | null;
  later: number | null;
  detectedWithin300: number | null;
  /** Labels after the change; null when half of the seeds never did. */
  medianDetection: number | null;
  medianRecovery: number | null;
  falseDrifts: number;
  /** Labels before the change, or all where there is none. */
  quietLabels: number;
}

/** Labels of a cut of the week in the order of time. */
const cutLabels = 1_500;

const mean = (values: (number | null)[]) => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
};

/** The middle one; null, never, is later than all. */
function median(values: (number | null)[]): number | null {
  const sorted = values.map((value) => value ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)]!;
  return Number.isFinite(middle) ? middle : null;
}

type Base = Pick<OnlineRun, 'injectAt' | 'firstLabels' | 'seed' | 'policy'>;

/** Every change over `seeds` seeds from `base.seed` on, and the week as it came in as many cuts. */
export function scoreOnline(
  stream: CoreStream,
  { seeds, base, log }: { seeds: number; base: Base; log(line: string): void },
): OnlineScore[] {
  const changes = ['none', ...(Object.keys(injections) as InjectionName[])] as const;
  const drawn = changes.map((inject) => ({ order: 'drawn' as const, inject }));
  return [...drawn, { order: 'real' as const, inject: 'none' as const }].map((what) => {
    log(`${what.order}, ${what.inject}`);
    const streamLabels = what.order === 'real' ? cutLabels : what.inject === 'none' ? 1e9 : base.injectAt + 1_500;
    const results = Array.from({ length: seeds }, (_, i) =>
      runOnline(stream, { ...base, ...what, streamLabels, seed: base.seed + i }),
    );
    return { ...what, policy: base.policy, seeds, ...summarize(results) };
  });
}

function summarize(results: OnlineResult[]): Omit<OnlineScore, 'order' | 'inject' | 'policy' | 'seeds'> {
  const drifts = results.flatMap(({ drifts: [first] }) => first ?? []);
  const took = (when: 'detectedAt' | 'recoveredAt') =>
    drifts.map((drift) => (drift[when] === null ? null : drift[when] - drift.at));
  const found = took('detectedAt');
  return {
    before: mean(results.map(({ before }) => before)),
    after: mean(results.map(({ after }) => after)),
    later: mean(results.map(({ later }) => later)),
    detectedWithin300: drifts.length === 0 ? null : found.filter((labels) => labels !== null && labels <= 300).length,
    medianDetection: drifts.length === 0 ? null : median(found),
    medianRecovery: drifts.length === 0 ? null : median(took('recoveredAt')),
    falseDrifts: results.reduce((sum, one) => sum + one.falseDrifts, 0),
    quietLabels: results.reduce((sum, one) => sum + (one.drifts[0]?.at ?? one.labels), 0),
  };
}
