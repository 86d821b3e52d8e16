import { NocturneError } from '../../errors.ts';
import { badCell, type CsvTable } from '../../telemetry/csv/csv.ts';
import { parseWideTable, type WideRows } from '../../telemetry/csv/wide-csv.ts';
import { readWideLabels } from '../../telemetry/csv/wide-labels.ts';
import { groupByEntity, leastRows, takeRows } from './entity-rows.ts';
import type { BacktestEntity } from './judged-entity.ts';

/** Where training ends: at a moment, or after a share of each entity's rows. */
export type TimeSplit = { from: number } | { trainShare: number };

/**
 * Cuts the entities of a wide CSV in time. `leftOut` names those with fewer than 50 rows to learn from or none to judge. Throws `bad-csv`,
 * naming row and column, for a malformed table and for time that goes back within an entity, and `too-few-rows` when no entity is left.
 */
export function splitWideTable(table: CsvTable, split: TimeSplit): { entities: BacktestEntity[]; leftOut: string[] } {
  const rows = parseWideTable(table);
  const labels = readWideLabels(table, rows.entities);
  const entities: BacktestEntity[] = [];
  const leftOut: string[] = [];
  for (const [name, members] of groupByEntity(rows.entities)) {
    checkOrder(rows, members);
    const cut = findCut(rows.timesMs, members, split);
    if (cut < leastRows || cut >= members.length) {
      leftOut.push(name);
      continue;
    }
    const judged = members.slice(cut);
    entities.push({
      name,
      width: rows.metrics.length,
      train: takeRows(rows, members.slice(0, cut)),
      test: takeRows(rows, judged),
      labels: labels && Uint8Array.from(judged, (i) => labels[i]!),
    });
  }
  if (entities.length === 0) throw nothingToJudge(table.file, rows, split);
  return { entities, leftOut };
}

/** How many of the rows, which are in time order, are learned from. */
function findCut(timesMs: Float64Array, members: readonly number[], split: TimeSplit): number {
  if ('trainShare' in split) return Math.floor(members.length * split.trainShare);
  const cut = members.findIndex((i) => timesMs[i]! >= split.from);
  return cut < 0 ? members.length : cut;
}

function checkOrder(rows: WideRows, members: readonly number[]): void {
  const { timesMs, times } = rows;
  for (let k = 1; k < members.length; k++) {
    const [before, i] = [members[k - 1]!, members[k]!];
    if (timesMs[i]! < timesMs[before]!) {
      throw badCell(rows, i + 1, 'time', `"${times[i]}" is before "${times[before]}"; sort the rows by time`);
    }
  }
}

function nothingToJudge(file: string, { timesMs, count }: WideRows, split: TimeSplit): NocturneError {
  const at = (pick: (a: number, b: number) => number) => new Date(timesMs.reduce(pick)).toISOString();
  const span =
    count > 0
      ? `its rows go from ${at((a, b) => Math.min(a, b))} to ${at((a, b) => Math.max(a, b))}`
      : 'it has no rows';
  const message = `${file} has no entity with ${leastRows} rows to learn from and one to judge; ${span}`;
  const hint = 'from' in split ? 'choose another --from' : 'choose another --train-share or bring more rows';
  return new NocturneError('too-few-rows', message, { hint });
}
