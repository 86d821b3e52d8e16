import { expect, it } from 'vitest';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { playAlone } from '../../demo/nobody-acting.ts';

const spec = loadNetworkSpec();

it('a fault that nobody ends does not end', () => {
  expect(playAlone(spec, 1, spec.scenarios.latency!.fault)).toEqual({ recoveredSeconds: null, withinMinutes: 30 });
});

it('a fault that shows in no metric is not compared', () => {
  expect(playAlone(spec, 1, spec.scenarios['telemetry-silent']!.fault)).toBeUndefined();
});
