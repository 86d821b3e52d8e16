import { findSet, listNames } from '../datasets/data-folder.ts';
import type { DetectionEntity } from '../datasets/detection-entity.ts';
import { readCoreDetection } from '../datasets/kddi-detection.ts';
import { readMsCloud } from '../datasets/ms-cloud.ts';
import { readRttAtlas } from '../datasets/rtt-atlas.ts';
import { readAsd, readSmd } from '../datasets/servers.ts';
import { type CauseLine, measureCauses, measureDays } from './cause-card.ts';
import { type DetectionLine, measureDetection } from './detection-card.ts';
import { buildTable, formatCell, judgeTarget } from './markdown.ts';
import { perturbations } from './perturbations.ts';
import { measureRanking } from './ranking-card.ts';
import { measureRobustness, type RobustnessLine } from './robustness-card.ts';

interface PageDeps {
  log: (line: string) => void;
  /** What to write instead of a set that is not there; throws on everything else. */
  skip: (thrown: unknown) => string;
}

const detectionSets: { name: string; split: string; read: (folder: string) => DetectionEntity[] }[] = [
  { name: 'asd', split: 'fit on train.csv, scored on test.csv', read: readAsd },
  { name: 'smd', split: 'fit on train.csv, scored on test.csv', read: readSmd },
  { name: 'rtt-atlas', split: 'fit on the first quarter of each series', read: readRttAtlas },
  { name: 'ms-cloud', split: 'fit on the first quarter of each series', read: readMsCloud },
  { name: 'kddi-ipcore', split: 'fit on normal stable minutes of the first 5 days', read: readCoreDetection },
];

/** Series of one minute and of one hour are two kinds of data, and their mean says little of either. */
const byKind = detectionSets.flatMap(({ name, read }) => {
  const part = (kind: string, isOf: (entity: DetectionEntity) => boolean) => ({
    ...{ name: `${name}${kind}`, set: name, read: (folder: string) => read(folder).filter(isOf) },
  });
  if (name !== 'ms-cloud') return [part('', () => true)];
  return [
    part(', by the minute', ({ samplesPerDay }) => samplesPerDay > 24),
    part(', by the hour', ({ samplesPerDay }) => samplesPerDay <= 24),
  ];
});

/** Builds the scorecard as Markdown. Sets that are not there are named and left out. */
export function buildModelsPage(dataFolder: string, deps: PageDeps): string {
  const sections = [
    '# Models on public data',
    'Written by `npm run bench -- models`. Sets, protocols and metrics: [backtesting](../../docs/backtesting.md). Peers are in the same run, on the same rows.',
    '## Detection',
    'AUC-PR is the mean over entities. Best recall is the share of events found by the best single threshold at no more than one false alarm per device and day; own alarms are what the detector itself would have raised at that budget, knowing the training part only.',
    ...detectionSets.map((set) => attempt(set.name, deps, () => describeDetection(set, findSet(set.name, dataFolder)))),
    '## Detection under perturbations',
    'AUC-PR again, of the quick peers and the combined detector: on the set as it is; each third of the judged time by itself; and under changes that tell nothing of a fault, each by itself.',
    ...byKind.map((set) =>
      attempt(`${set.name}, perturbed`, deps, () => describeRobustness(set, findSet(set.set, dataFolder), deps)),
    ),
    '## Causes',
    attempt('kddi-ipcore', deps, () => describeCauses(findSet('kddi-ipcore', dataFolder))),
    '## Source of an event',
    attempt('cisco-fabric', deps, () => describeRanking(findSet('cisco-fabric', dataFolder))),
  ];
  return `${sections.join('\n\n')}\n`;
}

function attempt(name: string, deps: PageDeps, build: () => string): string {
  deps.log(name);
  try {
    return build();
  } catch (thrown) {
    return `### ${name}\n\nNot measured: ${deps.skip(thrown)}.`;
  }
}

function describeDetection({ name, split, read }: (typeof detectionSets)[number], folder: string): string {
  const entities = read(folder);
  const lines = measureDetection(entities);
  const own = lines.at(-1)!;
  const best = lines.slice(0, -1).reduce((a, b) => (b.areaUnderPr > a.areaUnderPr ? b : a));
  const cells = (line: DetectionLine) => [
    line.name,
    formatCell(line.areaUnderPr),
    formatCell(line.bestRecall),
    line.own ? `${formatCell(line.own.recall)} at ${line.own.falsePerDay.toFixed(2)}` : '–',
  ];
  const verdict = judgeTarget(own.areaUnderPr, best.areaUnderPr);
  return [
    `### ${name}`,
    `Entities: ${entities.length}; ${split}.`,
    buildTable(
      ['detector', 'AUC-PR', 'best recall at ≤ 1 false alarm a day', 'own alarms: recall at false alarms a day'],
      lines.map(cells),
    ),
    `Above the best peer (${best.name}): ${verdict}.`,
  ].join('\n\n');
}

function describeRobustness({ name, read }: (typeof byKind)[number], folder: string, { log }: PageDeps): string {
  const lines = measureRobustness(read(folder), log);
  const header = ['', ...lines.map((line) => line.name)];
  const row = (title: string, pick: (line: RobustnessLine) => number) => [
    title,
    ...lines.map((line) => formatCell(pick(line))),
  ];
  const known = (line: RobustnessLine) => line.perturbed.filter((area) => !Number.isNaN(area));
  return [
    `### ${name}, perturbed`,
    buildTable(header, [
      row('as it is', ({ nominal }) => nominal),
      row('mean of the thirds', ({ thirds }) => thirds.mean),
      row('lowest third', ({ thirds }) => thirds.lowest),
      ...perturbations.map(({ name: title }, k) => row(title, ({ perturbed }) => perturbed[k]!)),
      row('**mean of these**', (line) => known(line).reduce((sum, area) => sum + area, 0) / known(line).length),
      row('**worst of these**', (line) => Math.min(...known(line))),
    ]),
  ].join('\n\n');
}

function describeCauses(folder: string): string {
  const card = measureCauses(folder, 1);
  const { classes } = card.lines[0]!.causes;
  const own = card.lines.at(-1)!;
  const targets: [string, number, number][] = [
    ['accuracy', own.causes.accuracy, 0.93],
    ['macro F1', own.causes.macroF1, 0.92],
    ['faulty interface', own.rightInterface!, 0.88],
    ['faulty router', own.rightRouter!, 0.9],
  ];
  return [
    '### kddi-ipcore',
    `First 5 days of the week train (${card.trainMinutes} stable minutes), the rest is judged (${card.testMinutes}); loss and delay are one class, called packet-loss here; unknown counts as wrong.`,
    buildTable(
      ['method', 'accuracy', 'macro F1', 'interface', 'router', ...classes.map((name) => `recall ${name}`)],
      card.lines.map((line) => [
        line.name,
        formatCell(line.causes.accuracy),
        formatCell(line.causes.macroF1),
        formatCell(line.rightInterface),
        formatCell(line.rightRouter),
        ...classes.map((name) => formatCell(line.causes.recall[name])),
      ]),
    ),
    buildTable(
      ['target on the week that is not here', 'on this split', 'wanted', ''],
      targets.map(([name, value, target]) => [name, formatCell(value), String(target), judgeTarget(value, target)]),
    ),
    `Confidence exceeds accuracy by ${card.overconfidence.toFixed(3)}.`,
    describeDays(folder),
  ].join('\n\n');
}

/** One split is a matter of luck with the days it judges: each day by a model of the others, with fewer trees. */
function describeDays(folder: string): string {
  const days = measureDays(folder, 1);
  const shares = ({ causes, rightInterface, rightRouter }: CauseLine) => [
    causes.accuracy,
    causes.macroF1,
    rightInterface!,
    rightRouter!,
  ];
  const mean = shares(days[0]!.line).map(
    (_, k) => days.reduce((sum, { line }) => sum + shares(line)[k]!, 0) / days.length,
  );
  return [
    'Each day judged by a model of the other days, 15 minutes apart, with 60 trees instead of 200:',
    buildTable(
      ['day from', 'stable minutes', 'accuracy', 'macro F1', 'interface', 'router'],
      [
        ...days.map(({ from, minutes, line }) => [from, String(minutes), ...shares(line).map(formatCell)]),
        ['mean', '', ...mean.map(formatCell)],
      ],
    ),
  ].join('\n\n');
}

function describeRanking(folder: string): string {
  const runs = listNames(folder, /^[^.]+$/).filter((name) => name !== 'LICENSE');
  const rows = runs.map((run) => ({ run, ...measureRanking(`${folder}/${run}`) }));
  return [
    '### cisco-fabric',
    buildTable(
      ['run', 'events', 'nodes', 'top-1', 'top-3', 'top-1 of the largest mean jump', 'by chance'],
      rows.map((row) => [
        row.run,
        String(row.events),
        String(row.nodes),
        formatCell(row.topOne),
        formatCell(row.topThree),
        formatCell(row.peerTopOne),
        formatCell(1 / row.nodes),
      ]),
    ),
    'The rule was chosen on these few events: expect less on another run.',
  ].join('\n\n');
}
