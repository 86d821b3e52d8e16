import { describe, expect, it } from 'vitest';
import { gateByMetrics } from '../../src/learning/gate.ts';
import { detection } from '../../src/learning/kinds/detection.ts';
import type { ModelMetric } from '../../src/models/registry/model-card.ts';

const recall = (value: number): ModelMetric[] => [
  { name: 'recall', better: 'higher', value, baselines: { 'the largest': 0.5 } },
];
const duelOf = (own: number, former: number) => ({ challenger: recall(own), champion: recall(former) });

describe('a later model that is a little worse on the same rows', () => {
  it.each([
    [0.96, 0.95, 0, 'promote', '; no worse than the model before it'],
    [0.95, 0.96, 0, 'keep', 'worse than the model in use'],
    [0.95, 0.96, 0.02, 'promote', '; no worse than chance makes it beside the model before it'],
    [0.95, 0.98, 0.02, 'keep', 'worse than the model in use'],
    [0.45, 0.46, 0.02, 'keep', 'it does not beat every baseline'],
  ])('reaches %f against %f, where chance makes %f', (own, former, noise, decision, reason) => {
    const decided = gateByMetrics(recall(own), duelOf(own, former), noise);
    expect(decided).toEqual({ decision, reason: expect.stringContaining(reason) });
  });

  it.each([
    [1, 1, 0, 'promote'],
    [0.982, 1, 0.02, 'promote'],
    [0.982, 0.99, 0.02, 'promote'],
    [0.982, 1, 0, 'keep'],
    [0.97, 1, 0.02, 'keep'],
    [0.9, 0.91, 0.02, 'keep'],
  ])('reaches %f beside a baseline of %f, where chance makes %f', (own, baseline, noise, decision) => {
    const metrics: ModelMetric[] = [{ name: 'recall', better: 'higher', value: own, baselines: { largest: baseline } }];
    expect(gateByMetrics(metrics, duelOf(own, own), noise).decision).toBe(decision);
  });

  it('takes over where it detects, by one fault in a hundred and not by ten', () => {
    const decide = (own: number) => detection.gate(recall(own), duelOf(own, 0.97)).decision;
    expect([0.96, 0.87].map(decide)).toEqual(['promote', 'keep']);
  });
});
