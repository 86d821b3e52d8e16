import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { shortLived } from './test/short-lived.ts';

const story = (name: string) => `test/story/${name}.test.ts`;
/** What needs a browser or servers of its own, or a demo as long as a person would watch it, runs with `npm run test:services`. */
const withServices = ['test/services/**', story('shift'), story('scenarios'), story('forecast'), story('digest')];
/** What takes long, and of which something quicker stands for the kind in `npm test`: of the stories the one in which the bot is killed twice. */
const withAll = [
  ...[
    'story/approval',
    'story/forecast',
    'story/over-http',
    'story/own-network',
    'story/slack-trouble',
    'story/slow-leak',
    'story/stopped',
  ],
  ...[
    'app/forecast',
    'app/learns-by-itself',
    'app/learns-from-labels',
    'app/promotion-while-open',
    'app/replay-recording',
    'app/record/record-history',
    'app/replay-slack',
    'bench/crash/crash-points',
    'bench/forecast',
    'bench/kddi/predict',
    'bench/leak/leak',
    'bench/perturbations',
    'bench/first-day/first-day',
    'bench/first-week/first-week',
    'bench/history/history-bench',
    'bench/history/history-faults',
    'bench/online',
    'bench/safety/safety',
    'bench/sizes',
    'bench/speed-of-forecasts',
    'changes/cut-at-each-line',
    'changes/lost-answers',
    'changes/timers-over',
    'cli/backtest-history',
    'incidents/many-faults',
    'learning/forecast-short',
    'models/forecasting/lstm/lstm-training',
    'telemetry/history-prune',
    'telemetry/history-slices',
  ],
  ...['cli/backtest', 'cli/history', 'cli/pack', 'cli/recording-units', 'cli/without-a-bot'],
  ...[
    'demo/own/own-demo',
    'diagnosis/forecasting/choose-forecast',
    'diagnosis/promotion',
    'jobs/labels-sigkill',
    'jobs/train-models',
    'jobs/train-from-history',
    'app/clocks',
    'incidents/two-faults',
    'questions/broken-history',
    'store/damaged-database',
    'store/data-directory',
    'store/lost-entries',
  ],
].map((name) => `test/${name}.test.ts`);

/** What takes long begins early, so that no worker is left alone with it; the first story trains the models that the others wait for. */
const early = [
  'test/story/killed',
  'test/cli/',
  'test/story/',
  'test/app/',
  'test/bench/',
  'test/bot/',
  'test/demo/own/',
];

class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => early.findIndex((path) => moduleId.includes(path)) >>> 0;
    return [...files].sort((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

const { TEST_ALL, TEST_SERVICES } = process.env;
const left = [...(TEST_SERVICES ? [] : withServices), ...(TEST_ALL ? [] : withAll)];
const exclude = [...configDefaults.exclude, ...left];

export default defineConfig({
  test: {
    // Reached by a test that hangs, and not by one that waits for its turn on a busy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // Twice as many as the cores that they are meant for: many tests wait for a process or for a timer of a device.
    maxWorkers: 4,
    execArgv: [...shortLived, '--disable-warning=ExperimentalWarning'],
    // What the product keeps for later starts, the tests keep beside the packages.
    env: { XDG_CACHE_HOME: fileURLToPath(new URL('node_modules/.cache', import.meta.url)) },
    sequence: { sequencer: LongOnesFirst },
    projects: [
      // Nothing is created at import time, so files can share a process and what it has loaded.
      {
        extends: true,
        test: { name: 'rooms', include: ['test/**/*.test.ts'], exclude: [...exclude, 'test/story/**'], isolate: false },
      },
      { extends: true, test: { name: 'stories', include: ['test/story/**/*.test.ts'], exclude } },
    ],
  },
});
