import { treesMember } from '../../src/models/forecasting/forecast-members.ts';
import { createForecastStream, type Forecast } from '../../src/models/forecasting/forecast-stream.ts';
import type { ForecastTrees } from '../../src/models/forecasting/forecast-trees.ts';

/** For each row the forecast that was made `horizon` rows before it, from what was known then; null where too little was. */
export function forecastRows(trees: ForecastTrees, values: Float64Array): (Forecast | null)[] {
  const stream = createForecastStream(treesMember(trees));
  const rows: (Forecast | null)[] = new Array(Math.min(trees.horizon, values.length)).fill(null);
  for (let row = 0; row + trees.horizon < values.length; row++) rows.push(stream.push(values[row]!));
  return rows;
}
