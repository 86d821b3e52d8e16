import { describe, expect, it } from 'vitest';
import { forecastShort } from '../../src/learning/kinds/forecast-short.ts';
import type { TrainedModel } from '../../src/learning/pipeline.ts';
import { describeTraining } from '../../src/learning/training-words.ts';
import { topology } from '../diagnosis/simulated.ts';

const model = (subject: string, changed: Partial<TrainedModel> = {}): TrainedModel => ({
  ...{ kind: 'forecast-short', subject, id: 'a1', metrics: [], promoted: true, reason: 'error 0.9 (last value 1)' },
  ...changed,
});
const untaught = { id: null, promoted: false, reason: 'not trained: too few values' };

describe('a training in words', () => {
  it('tells once what is the same for several models of a kind', () => {
    const result = forecastShort.subjects(topology).map((subject) => model(subject, untaught));
    expect(describeTraining(result)).toBe(
      'forecast-short of latency-ms, packet-loss-pct, throughput-mbps, cpu-pct, memory-pct, jitter-ms, error-rate-pct not trained: too few values.',
    );
  });

  it('leaves numbers out where a kind has many models, and tells what is not in use first', () => {
    const kept = { promoted: false, reason: 'it does not beat every baseline: error 1.02 (last value 1)' };
    expect(describeTraining([model('a'), model('b', kept), model('c'), model('d', untaught)])).toBe(
      'forecast-short of b not in use: it does not beat every baseline. forecast-short of d not trained: too few values. forecast-short of a, c in use.',
    );
  });

  it('tells the numbers of a few, and keeps kinds apart', () => {
    expect(describeTraining([model('network', { kind: 'causes' }), model('a'), model('b')])).toBe(
      'causes in use: error 0.9 (last value 1). forecast-short of a, b in use: error 0.9 (last value 1).',
    );
  });
});
