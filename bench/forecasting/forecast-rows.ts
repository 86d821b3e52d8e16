import type { ForecastMember } from '../../src/models/forecasting/forecast-members.ts';
import { createForecastStream, type Forecast } from '../../src/models/forecasting/forecast-stream.ts';

/** For each row the forecast that was made `horizon` rows before it, from what was known then; null where too little was. */
export function forecastRows(member: ForecastMember, values: Float64Array): (Forecast | null)[] {
  const stream = createForecastStream(member);
  const rows: (Forecast | null)[] = new Array(Math.min(member.horizon, values.length)).fill(null);
  for (let row = 0; row + member.horizon < values.length; row++) rows.push(stream.push(values[row]!));
  return rows;
}
