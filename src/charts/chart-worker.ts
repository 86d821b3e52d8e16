import { serveCalls } from '../foundation/thread-calls.ts';
import type { IncidentChart } from './incident-chart.ts';
import { incidentSpec } from './incident-spec.ts';
import { renderPng } from './render.ts';

const functions = {
  incidentChart: (chart: IncidentChart) => renderPng(incidentSpec(chart)),
};

export type ChartThread = typeof functions;

serveCalls(functions);
