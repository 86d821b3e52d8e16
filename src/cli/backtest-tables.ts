import type { CauseTable } from '../diagnosis/backtest/cause-table.ts';
import type { AgainstBaseline, DetectionReport } from '../diagnosis/backtest/detection-report.ts';
import { count, formatPercent, formatScore } from '../foundation/number-words.ts';
import { formatTable } from './output.ts';

const percent = (share: number | null) => formatPercent(share, 1);

const measures = {
  areaUnderPr: 'AUC-PR',
  bestRecall: 'best recall',
  recall: 'recall, beside baselines with no more false alarms',
};

/** What was judged, the table of detectors, and whether the product's is worth it. */
export function formatDetection(report: DetectionReport, leftOut: readonly string[]): string {
  const { lines, anomalousShare, events } = report;
  const judged = `${count(report.entities, 'entity', 'entities')} of ${count(report.devices, 'device')}, ${count(report.rows, 'row')} judged, ${report.trainingRows} learned from`;
  const beside =
    report.rowsNeither > 0
      ? [`not measured: ${count(report.rowsNeither, 'row')} of other places while a fault acts, or just after one`]
      : [];
  const short =
    report.deviceDays * report.falseAlarmsPerDay < 1
      ? [
          `short: ${formatScore(report.deviceDays, 2)} device-days, where one false alarm counts as ${formatScore(1 / report.deviceDays, 1)} a day`,
        ]
      : [];
  const left = leftOut.length > 0 ? [`left out, too few rows: ${listShort(leftOut)}`] : [];
  if (anomalousShare === null) {
    const rows = lines.map(({ name, alarmsPerDay }) => [name, formatScore(alarmsPerDay, 2)]);
    return [
      judged,
      ...left,
      ...short,
      'no labels: nobody can say which alarms are right; only how many there are',
      '',
      formatTable(['DETECTOR', 'ALARMS/DAY'], rows),
    ].join('\n');
  }
  const rows = lines.map((line) => [
    line.name,
    formatScore(line.areaUnderPr),
    formatScore(line.recall),
    formatScore(line.falsePerDay, 2),
    formatScore(line.bestRecall),
  ]);
  return [
    judged,
    ...left,
    ...beside,
    ...short,
    `${percent(anomalousShare)} of the rows are anomalous: ${count(events ?? 0, 'event')} in ${count(report.entitiesWithAnomaly ?? 0, 'entity', 'entities')}`,
    ...(events === 0 ? ['no anomaly among the judged rows: only false alarms can be counted'] : []),
    '',
    formatTable(['DETECTOR', 'AUC-PR', 'RECALL', 'FALSE/DAY', 'BEST RECALL'], rows),
    '',
    ...report.against.map((one) => compared(measures[one.measure], lines.at(-1)!.name, one)),
  ].join('\n');
}

/** The table of methods, one of causes, and how far confidence can be believed. */
export function formatCauses(table: CauseTable, cases: string): string {
  const own = table.lines.at(-1)!;
  const methods = table.lines.map((line) => [
    line.name,
    formatScore(line.macroF1),
    percent(line.accuracy),
    percent(line.placeRight),
    percent(line.unknownShare),
    percent(line.silentShare),
  ]);
  const classes = table.classes.map((one) => [
    one.cause,
    String(one.count),
    formatScore(one.precision, 2),
    formatScore(one.recall, 2),
  ]);
  return [
    formatTable(['METHOD', 'MACRO F1', 'RIGHT', 'PLACE RIGHT', 'UNKNOWN', 'SAID NOTHING'], methods),
    '',
    formatTable([`CAUSE, BY ${own.name.toUpperCase()}`, cases.toUpperCase(), 'PRECISION', 'RECALL'], classes),
    ...formatCalibration(table),
    '',
    ...(table.against ? [compared('macro F1', own.name, table.against)] : []),
  ].join('\n');
}

function formatCalibration({ calibration }: CauseTable): string[] {
  if (!calibration) return [];
  const rows = calibration.bins.map((bin) => [
    `${formatScore(bin.from, 1)} to ${formatScore(bin.to, 1)}`,
    String(bin.count),
    formatScore(bin.confidence, 2),
    formatScore(bin.accuracy, 2),
  ]);
  return [
    '',
    formatTable(['CONFIDENCE', 'VERDICTS', 'MEAN', 'RIGHT'], rows),
    `confidence is off by ${formatScore(calibration.error, 2)} on average`,
  ];
}

function compared(
  what: string,
  name: string,
  { baseline, baselineValue, own, beats }: Omit<AgainstBaseline, 'measure'>,
): string {
  const both = `${what}: ${name} ${formatScore(own)}, best baseline (${baseline}) ${formatScore(baselineValue)}`;
  return beats ? both : `${both}: not beaten, use the baseline`;
}

const listed = 5;

/** The first names, and how many more there are. */
export function listShort(names: readonly string[]): string {
  const shown = names.slice(0, listed).map((name) => name || 'the only entity');
  return names.length > listed ? `${shown.join(', ')} and ${names.length - listed} more` : shown.join(', ');
}
