import { serveCalls } from '../foundation/thread-calls.ts';
import { renderPng } from './render.ts';
import { type ChartInput, type ChartName, chartKind } from './specs/index.ts';

const functions = {
  draw: ({ name, input }: { name: ChartName; input: ChartInput<ChartName> }) => renderPng(chartKind(name).spec(input)),
};

export type ChartThread = typeof functions;

serveCalls(functions);
