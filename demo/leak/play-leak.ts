import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { recordWorld } from '../network/recording/record-world.ts';
import { generateFaults } from '../network/recording/schedule.ts';
import type { NetworkSpec } from '../network/spec.ts';
import { renderTopology } from '../network/topology-file.ts';
import { createRandom } from '../network/world/random.ts';
import { nocChannel, personaOf } from '../personas.ts';
import { demoTokens, startWorkspace } from '../setting.ts';
import type { Workspace } from '../slack/workspace.ts';
import { openStateFolder, writeConfiguration } from '../state-folder.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const seed = 3;
/** An hour with labelled faults, then calm, and from the second time on a process that leaks until the memory is full, in minutes. */
const times = { faults: 60, played: 80, leak: 90, end: 290 };
const everySeconds = 10;
const leak = { kind: 'memory', device: 'Switch-2', magnitude: 0.012, process: 'ospfd' } as const;

/** What `nocturne replay --json` says, as far as it is needed here. */
interface Replayed {
  incidents: { openedAt: number }[];
  risks: { openedAt: number; endedAt: number | null; how: string | null; device: string; metric: string }[];
}

/** The one JSON object of a headless run. */
export interface LeakSummary {
  scenario: 'slow-leak';
  /** The risk of the device that leaks; null when nothing was warned of. */
  risk: { openedAt: number; endedAt: number | null; how: string | null } | null;
  /** Between the warning and the moment at which the limit was passed, in simulated minutes. */
  minutesBefore: number | null;
  /** Incidents that came before the warning. */
  incidentsBefore: number;
  /** The message in the channel, as a person sees it. */
  message: string | null;
}

/** A workspace in which three hours were replayed as fast as it goes. */
export interface PlayedLeak {
  workspace: Workspace;
  summary: LeakSummary;
}

/**
 * Records hours of the simulated network in which a process leaks slowly, and has the product replay them into the workspace on the clock of the
 * recording. No device is reached.
 */
export async function playLeak(options: {
  stateDir: string;
  spec: NetworkSpec;
  now: number;
  tell: (line: string) => void;
  onWorkspace: (url: string) => void;
}): Promise<PlayedLeak> {
  const { spec, now, tell } = options;
  const folder = await openStateFolder(options.stateDir);
  const tokens = demoTokens();
  const workspace = await startWorkspace(folder, tokens);
  options.onWorkspace(workspace.url);
  try {
    const out = join(folder.root, 'recordings', 'slow-leak');
    await rm(out, { recursive: true, force: true });
    // The morning of yesterday: traffic depends on the time of day, and what is shown must not.
    const from = (Math.floor(now / dayMs) - 1) * dayMs + 6 * 60 * minuteMs;
    const at = (minutes: number) => from + minutes * minuteMs;
    const faults = [
      ...generateFaults(spec, createRandom(seed).fork('recording').fork('faults'), from, times.faults),
      { fault: leak, start: at(times.leak), end: at(times.end) },
    ];
    await recordWorld({
      ...{ spec, seed, from, minutes: times.end, everySeconds, faults, out },
      onProgress: (done, total) =>
        tell(`recording five hours of the network: ${Math.floor((10 * done) / total) * 10} %`),
    });
    const topology = renderTopology(spec);
    await writeConfiguration(folder, { topology, botPort: 0, slackMode: 'socket', slackPort: 0, now });
    tell('replaying three hours, after a training on the time before');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...['--disable-warning=ExperimentalWarning', main, 'replay', out, '--from', String(at(times.played))],
        ...['--config', folder.config, '--json'],
      ],
      {
        env: { ...process.env, SLACK_BOT_TOKEN: tokens.bot, SLACK_API_URL: workspace.apiUrl },
        maxBuffer: 16 * 1024 * 1024,
      },
    );
    return { workspace, summary: summarize(JSON.parse(stdout) as Replayed, workspace) };
  } catch (thrown) {
    await workspace.close();
    throw thrown;
  }
}

function summarize({ incidents, risks }: Replayed, { control }: Workspace): LeakSummary {
  const risk = risks.find(({ device, metric }) => device === leak.device && metric === 'memory_pct');
  const history = control.history({ user: personaOf('on-call engineer').id, channel: nocChannel.id });
  const message = history.find(({ text = '' }) => text.includes(`Memory of ${leak.device}`))?.text ?? null;
  if (!risk)
    return { scenario: 'slow-leak', risk: null, minutesBefore: null, incidentsBefore: incidents.length, message };
  const { openedAt, endedAt, how } = risk;
  return {
    scenario: 'slow-leak',
    risk: { openedAt, endedAt, how },
    minutesBefore: endedAt === null ? null : Math.round((endedAt - openedAt) / minuteMs),
    incidentsBefore: incidents.filter((one) => one.openedAt < openedAt).length,
    message,
  };
}

/** Whether the warning came a quarter of an hour before the limit was passed, in the channel, and before any incident. */
export const isWarned = ({ risk, minutesBefore, incidentsBefore, message }: LeakSummary): boolean =>
  risk?.how === 'happened' && (minutesBefore ?? 0) >= 15 && incidentsBefore === 0 && message !== null;
