import { fitCombinedDetector } from '../../src/models/detection/combined-detector.ts';
import { loadTensorflow } from '../../src/models/tensorflow.ts';
import { buildTable } from '../scorecard/markdown.ts';
import {
  describeNetworkTimes,
  makeNetworkWindows,
  makeOwnNetwork,
  networkSize,
  timeNetwork,
  timeTorch,
} from './network-times.ts';
import { type ForestTimes, formatTime, makeSpeedRows, timeBest, timeForests } from './own-times.ts';
import { describePlaceCosts, measurePlaces, usualLoad, usualMembers } from './place-times.ts';
import { timeScikit } from './scikit-times.ts';

const rowsCompared = 10_000;
const width = 11;

const compared: { name: string; key: keyof ForestTimes; wanted: number }[] = [
  { name: 'isolation forest, 10,000 rows scored', key: 'isolationBatch', wanted: 4 },
  { name: 'isolation forest, one row scored', key: 'isolationOne', wanted: 200 },
  { name: 'random forest, trained on 10,000 rows', key: 'forestTraining', wanted: 3 },
  { name: 'random forest, 10,000 rows predicted', key: 'forestBatch', wanted: 1 },
  { name: 'random forest, one row predicted', key: 'forestOne', wanted: 100 },
];

/** Measures and builds the page as Markdown. */
export async function buildSpeedPage(log: (line: string) => void): Promise<string> {
  log('against scikit-learn');
  const sections = [
    '# Speed of the models',
    `Written by \`npm run bench -- speed\` with Node ${process.versions.node}. Times are the best of several runs on one thread, so ratios hold within this page only.`,
    '## Against scikit-learn',
    `Both sides: the same ${width} metrics, 100 trees, 256 rows per isolation tree, depth 10 for the random forest.`,
    compare(),
    '## Cost against rows and trees',
  ];
  log('rows and trees');
  sections.push(measureGrowth());
  log('devices');
  sections.push('## Cost against devices', measureDevices());
  log('against PyTorch');
  const { tf, backend } = await loadTensorflow();
  const windows = makeNetworkWindows(networkSize, 7);
  const own = timeNetwork(makeOwnNetwork(tf, windows));
  const network = describeNetworkTimes(own, timeTorch(windows));
  sections.push('## Against PyTorch', `The network trains on the backend ${backend}. ${network}`);
  log('forecasts');
  const costs = usualMembers.map((make) => measurePlaces(make, usualLoad));
  sections.push('## Cost of forecasts', describePlaceCosts(costs, usualLoad));
  return `${sections.join('\n\n')}\n`;
}

function compare(): string {
  const rows = makeSpeedRows(rowsCompared, width, 7);
  const own = timeForests(rows);
  const peer = timeScikit(rows);
  if (peer.status === 'absent') return `Not compared: ${peer.reason}.`;
  const table = buildTable(
    ['work', 'here', `scikit-learn ${peer.answer.version}`, 'times faster', 'wanted'],
    compared.map(({ name, key, wanted }) => {
      const ratio = peer.answer[key] / own[key];
      const verdict = ratio >= wanted ? 'met' : '**missed**';
      return [name, formatTime(own[key]), formatTime(peer.answer[key]), ratio.toFixed(1), `≥ ${wanted}, ${verdict}`];
    }),
  );
  return table;
}

function measureGrowth(): string {
  const lines: string[][] = [];
  for (const [count, trees] of [
    [1000, 100],
    [10_000, 50],
    [10_000, 100],
    [10_000, 200],
    [50_000, 100],
  ] as const) {
    const times = timeForests(makeSpeedRows(count, width, 7), trees);
    const perRow = (seconds: number) => `${((seconds / count) * 1e6).toFixed(2)} µs`;
    lines.push([
      count.toLocaleString('en'),
      String(trees),
      perRow(times.isolationBatch),
      formatTime(times.isolationOne),
      formatTime(times.forestTraining),
      perRow(times.forestBatch),
      formatTime(times.forestOne),
    ]);
  }
  const header = ['rows', 'trees', 'isolation, per row in a batch', 'isolation, one row', 'forest, training'];
  return buildTable([...header, 'forest, per row in a batch', 'forest, one row'], lines);
}

/** The combined detector as the stream runs it: one row of every device in turn. */
function measureDevices(): string {
  const count = 2000;
  const { rows } = makeSpeedRows(count, width, 7);
  const dayShares = Float64Array.from({ length: count }, (_, i) => (i % 288) / 288);
  const detector = fitCombinedDetector(rows, dayShares, count, width, { samplesPerDay: 288, seed: 1 });
  const lines = [10, 100, 1000].map((devices) => {
    const streams = Array.from({ length: devices }, () => detector.start());
    let at = 0;
    const round = () => {
      at = (at + 1) % count;
      const row = rows.subarray(at * width, (at + 1) * width);
      for (const stream of streams) stream.push(row, dayShares[at]!);
    };
    const seconds = timeBest(5, round, Math.max(1, 1000 / devices));
    return [String(devices), formatTime(seconds), formatTime(seconds / devices)];
  });
  return buildTable(['devices', 'one row of each', 'per row'], lines);
}
