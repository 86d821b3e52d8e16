import { parentPort } from 'node:worker_threads';
import { renderPng } from './render.ts';
import { type ChartInput, type ChartName, chartKind } from './specs/index.ts';

export interface ChartRequest<Name extends ChartName = ChartName> {
  id: number;
  name: Name;
  input: ChartInput<Name>;
}

export type ChartAnswer = { id: number; png: Uint8Array } | { id: number; error: string };

parentPort?.on('message', ({ id, name, input }: ChartRequest) => {
  renderPng(chartKind(name).spec(input)).then(
    (png) => parentPort?.postMessage({ id, png } satisfies ChartAnswer),
    (thrown: unknown) => parentPort?.postMessage({ id, error: String(thrown) } satisfies ChartAnswer),
  );
});
