import type { AnyKind } from '../kind.ts';
import { causes } from './causes.ts';
import { detection } from './detection.ts';
import { forecastDay } from './forecast-day.ts';
import { forecastShort } from './forecast-short.ts';
import { routing } from './routing.ts';
import { trend } from './trend.ts';

/** Every kind of model, in the order in which they are trained and shown. One file of this folder each. */
export const modelKinds: readonly AnyKind[] = [detection, causes, forecastShort, forecastDay, trend, routing];
