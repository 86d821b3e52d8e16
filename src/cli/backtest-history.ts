import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Recorded } from '../app/record/record-history.ts';
import { NocturneError } from '../errors.ts';
import { count } from '../foundation/number-words.ts';
import type { BacktestOptions } from './backtest-options.ts';
import { formatUtc, printLine } from './output.ts';
import { recordSpan } from './stored-span.ts';

/** Judges what is named: a file, a folder, or with `--history` the last so much time of what Nocturne stored, by the labels that it has. */
export function onData<Options extends BacktestOptions>(
  judge: (path: string, options: Options) => Promise<void>,
): (path: string | undefined, options: Options) => Promise<void> {
  return async (path, options) => {
    const { history, precision } = options;
    if ((path === undefined) === (history === undefined))
      throw new NocturneError(
        path === undefined ? 'option-needs-another' : 'options-exclude-each-other',
        path === undefined ? 'Say what to judge' : `${path} and --history are two things to judge`,
        { hint: 'name a recording folder or a CSV file, or --history <time>, such as 7d, for what Nocturne stored' },
      );
    if (path !== undefined) return judge(path, options);
    if (precision !== undefined)
      throw new NocturneError('option-needs-another', '--precision is for recordings, and stored telemetry has none');
    await onStored(history!, options, judge);
  };
}

/** In a recording that is gone at the end, whatever the end is: so it is judged exactly as one that somebody kept. */
async function onStored<Options extends BacktestOptions>(
  lengthMs: number,
  options: Options,
  judge: (path: string, options: Options) => Promise<void>,
): Promise<void> {
  const parent = await mkdtemp(join(tmpdir(), 'nocturne-backtest-'));
  const folder = join(parent, 'history');
  try {
    const to = Date.now();
    const recorded = await recordSpan({ from: to - lengthMs, to, folder }, options);
    // Not among what programs read.
    const say = options.json ? (line: string) => void process.stderr.write(`${line}\n`) : printLine;
    for (const line of describeStored(recorded)) say(line);
    await judge(folder, options);
  } catch (thrown) {
    throw thrown instanceof NocturneError ? aboutStored(thrown, folder) : thrown;
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

/** What is judged. Incidents of which nobody confirmed a cause are no labels, and what was found at them counts as a false alarm. */
export function describeStored({ samples, first, last, gaps, labels, unconfirmed }: Recorded): string[] {
  return [
    `stored telemetry from ${formatUtc(first)} to ${formatUtc(last)}: ${count(samples, 'sample')}, ${count(labels, 'label')}`,
    ...(gaps.length > 0 ? [`nothing was stored in ${count(gaps.length, 'gap')}`] : []),
    ...(unconfirmed > 0
      ? [
          `${count(unconfirmed, 'incident')} without a confirmed cause: no label, so alarms there count as false. Say in Slack what they were.`,
        ]
      : []),
  ];
}

/** The same error about what people named. */
function aboutStored(error: NocturneError, folder: string): NocturneError {
  const hint =
    error.code === 'backtest-unlabelled'
      ? 'confirm or name causes in Slack, bring labels with nocturne labels import, or choose another --from'
      : error.hint;
  return new NocturneError(error.code, error.message.replaceAll(folder, 'the stored telemetry'), {
    ...(hint !== undefined && { hint: hint.replaceAll(folder, 'the stored telemetry') }),
    cause: error,
  });
}
