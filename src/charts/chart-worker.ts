import { parentPort } from 'node:worker_threads';
import type { IncidentChart } from './incident-chart.ts';
import { incidentSpec } from './incident-spec.ts';
import { renderPng } from './render.ts';

export interface ChartRequest {
  id: number;
  chart: IncidentChart;
}

export type ChartAnswer = { id: number; png: Uint8Array } | { id: number; error: string };

parentPort?.on('message', ({ id, chart }: ChartRequest) => {
  renderPng(incidentSpec(chart)).then(
    (png) => parentPort?.postMessage({ id, png } satisfies ChartAnswer),
    (thrown: unknown) => parentPort?.postMessage({ id, error: String(thrown) } satisfies ChartAnswer),
  );
});
