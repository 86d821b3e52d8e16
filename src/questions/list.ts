import { anomalies } from './kinds/anomalies.ts';
import { causes } from './kinds/causes.ts';
import { compare } from './kinds/compare.ts';
import { coverage } from './kinds/coverage.ts';
import { devices } from './kinds/devices.ts';
import { features } from './kinds/features.ts';
import { hours } from './kinds/hours.ts';
import { importance } from './kinds/importance.ts';
import { interfaces } from './kinds/interfaces.ts';
import { percentiles } from './kinds/percentiles.ts';
import { top } from './kinds/top.ts';
import { usual } from './kinds/usual.ts';
import { values } from './kinds/values.ts';
import type { QuestionKind } from './question-kind.ts';

/** Every question that the history answers, in the order of help. */
export const questionKinds: readonly QuestionKind[] = [
  ...[values, hours, usual, percentiles, top, compare, coverage, features],
  ...[devices, interfaces, causes, anomalies, importance],
];
