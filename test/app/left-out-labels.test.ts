import { describe, expect, it } from 'vitest';
import { leftOutLabels } from '../../src/app/backtest/left-out-labels.ts';
import { causes, isCauseId } from '../../src/domain/cause.ts';
import type { Label } from '../../src/domain/recording.ts';

const known = causes[0]!.id;
const label = (device: string, cause: string): Label => ({ device, cause, interface: null, start: 0, end: 1 });
const topology = { devices: [{ name: 'R1' }, { name: 'R2' }] } as Parameters<typeof leftOutLabels>[1];

describe('labels by which nothing is measured', () => {
  it('are counted by what is not known, most first, each once', () => {
    const labels = [
      ...[label('R1', known), label('R9', 'fan-failure'), label('R1', 'fan-failure')],
      ...[label('R9', known), label('R2', 'solar flare')],
    ];
    const leftOut = leftOutLabels(labels, topology, isCauseId);
    expect(leftOut).toEqual([
      { unknown: 'device R9', labels: 2 },
      { unknown: 'cause fan-failure', labels: 1 },
      { unknown: 'cause solar flare', labels: 1 },
    ]);
  });

  it('are none where all is known, or the cause does not count', () => {
    expect(leftOutLabels([label('R1', 'anything')], topology, () => true)).toEqual([]);
    expect(leftOutLabels([], topology, isCauseId)).toEqual([]);
  });
});
