import { buildTable, formatCell } from '../scorecard/markdown.ts';
import type { DayTallies, FirstDay, StageTally } from './run-first-day.ts';
import { addTallies, type Shares, sharesOf, type Tally } from './score.ts';

/** One stage at one interval, over all seeds that were run. */
export interface StageRow extends Shares {
  everySeconds: number;
  /** The median over seeds. */
  afterMinutes: number;
  /** Trainings of this stage whose detector was put in use, and all. */
  inUse: number;
  runs: number;
}

/** Somebody at one interval: faults after the first stage, and false incidents in the first day and after it. */
export interface TotalRow {
  name: string;
  everySeconds: number;
  faults: number;
  found: number | null;
  causeRight: number | null;
  /** The least of the seeds. */
  worstFound: number | null;
  worstCauseRight: number | null;
  falseFirstDay: number | null;
  falseLater: number | null;
  /** The most of the seeds. */
  worstFalseFirstDay: number | null;
  worstFalseLater: number | null;
}

export interface FirstDayTable {
  seeds: number[];
  stages: StageRow[];
  product: TotalRow[];
  peers: TotalRow[];
}

const product = 'the product';

export function summarize(days: readonly FirstDay[]): FirstDayTable {
  const names = [...new Set(days.flatMap(({ peers }) => peers.map(({ name }) => name)))];
  const intervals = [...new Set(days.map(({ everySeconds }) => everySeconds))];
  const at = (everySeconds: number) => days.filter((day) => day.everySeconds === everySeconds);
  return {
    seeds: [...new Set(days.map(({ seed }) => seed))],
    stages: intervals.flatMap((every) => stageRows(at(every).map(({ stages }) => stages))),
    product: intervals.map((every) => totalRow(product, every, at(every).map((day) => day.product))), // biome-ignore format: a row
    peers: names.flatMap((name) =>
      intervals.map(
        (every) =>
        totalRow(name, every, at(every).flatMap(({ peers }) => peers.filter((peer) => peer.name === name))), // biome-ignore format: a row
      ),
    ),
  };
}

function stageRows(bySeed: readonly StageTally[][]): StageRow[] {
  const most = Math.max(0, ...bySeed.map((stages) => stages.length));
  return Array.from({ length: most }, (_, i) => {
    const same = bySeed.flatMap((stages) => stages[i] ?? []);
    const minutes = same.map(({ afterMinutes }) => afterMinutes).sort((a, b) => a - b);
    return {
      ...{ everySeconds: same[0]!.everySeconds, afterMinutes: minutes[minutes.length >> 1]! },
      ...sharesOf(addTallies(same)),
      ...{ inUse: same.filter(({ outcome }) => outcome === 'in-use').length, runs: same.length },
    };
  });
}

function totalRow(name: string, everySeconds: number, bySeed: readonly DayTallies[]): TotalRow {
  const whole = ({ firstDay, later }: DayTallies) => sharesOf(addTallies([firstDay, later]));
  const { faults, found, causeRight } = sharesOf(addTallies(bySeed.flatMap((one) => [one.firstDay, one.later])));
  const known = (values: (number | null)[]) => values.filter((value) => value !== null);
  const least = (values: (number | null)[]) => (known(values).length > 0 ? Math.min(...known(values)) : null);
  const greatest = (values: (number | null)[]) => (known(values).length > 0 ? Math.max(...known(values)) : null);
  const falseIn = (tallies: readonly Tally[]) => sharesOf(addTallies(tallies)).falsePerDeviceDay;
  return {
    ...{ name, everySeconds, faults, found, causeRight },
    worstFound: least(bySeed.map((one) => whole(one).found)),
    worstCauseRight: least(bySeed.map((one) => whole(one).causeRight)),
    falseFirstDay: falseIn(bySeed.map(({ firstDay }) => firstDay)),
    falseLater: falseIn(bySeed.map(({ later }) => later)),
    worstFalseFirstDay: greatest(bySeed.map(({ firstDay }) => falseIn([firstDay]))),
    worstFalseLater: greatest(bySeed.map(({ later }) => falseIn([later]))),
  };
}

const cell = (value: number | null) => formatCell(value ?? undefined);

/** Two tables: by stage, and beside the peers. */
export function describeFirstDay({ stages, product: own, peers }: FirstDayTable): string {
  const stageTable = buildTable(
    ['every', 'after', 'detectors in use', 'faults', 'found', 'cause right', 'false a device-day'],
    stages.map((row) => [
      ...[`${row.everySeconds} s`, `${row.afterMinutes} min`],
      ...[row.afterMinutes === 0 ? '' : `${row.inUse} of ${row.runs}`, String(row.faults)],
      ...[cell(row.found), cell(row.causeRight), cell(row.falsePerDeviceDay)],
    ]),
  );
  const worst = (mean: number | null, of: number | null) => `${cell(mean)} (${cell(of)})`;
  const totals = buildTable(
    ['every', 'who', 'faults', 'found (worst seed)', 'cause right', 'false a device-day, first day', 'after it'],
    [...own, ...peers].map((row) => [
      ...[`${row.everySeconds} s`, row.name, String(row.faults)],
      ...[worst(row.found, row.worstFound), worst(row.causeRight, row.worstCauseRight)],
      ...[worst(row.falseFirstDay, row.worstFalseFirstDay), worst(row.falseLater, row.worstFalseLater)],
    ]),
  );
  return `${stageTable}\n\n${totals}`;
}
