import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { recordWorld } from './network/recording/record-world.ts';
import type { NetworkSpec } from './network/spec.ts';
import { approversGroup, nocChannel, nocturneApp, personaOf, personas } from './personas.ts';

/** Everything that a demo keeps, below one folder. */
export interface StateFolder {
  root: string;
  config: string;
  topology: string;
  bot: string;
  recording: string;
  network: string;
  deviceLogs: string;
  samples: string;
  journal: string;
  workspace: string;
}

/** A recording of another network, with other names, would teach the product nothing about this one. */
function networkVersion(): string {
  const text = readFileSync(new URL('network/network.yaml', import.meta.url));
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

export async function openStateFolder(path: string): Promise<StateFolder> {
  // The configuration file names these paths, and resolves relative ones against its own folder.
  const root = resolve(path);
  const folder: StateFolder = {
    root,
    config: join(root, 'nocturne.yaml'),
    topology: join(root, 'topology.yaml'),
    bot: join(root, 'bot'),
    recording: join(root, 'recordings', `practice-${networkVersion()}`),
    network: join(root, 'network'),
    deviceLogs: join(root, 'devices'),
    samples: join(root, 'samples.lp'),
    journal: join(root, 'slack.jsonl'),
    workspace: join(root, 'workspace.json'),
  };
  for (const path of [folder.bot, folder.network, folder.deviceLogs]) await mkdir(path, { recursive: true });
  return folder;
}

/** How long the simulated network is recorded, with labelled faults, for the product to train on at its first start. */
export const practiceMinutes = 240;
const practiceSeed = 7;

/** Makes the practice recording once; a half-made one of an earlier run is thrown away. */
export async function ensureRecording(
  folder: StateFolder,
  options: { spec: NetworkSpec; minutes: number; now: number; onProgress: (share: number) => void },
): Promise<void> {
  if (options.minutes === 0 || (await stat(folder.recording).catch(() => undefined))) return;
  const half = `${folder.recording}.part`;
  await rm(half, { recursive: true, force: true });
  const from = options.now - (options.minutes + 60) * 60_000;
  await recordWorld({
    spec: options.spec,
    seed: practiceSeed,
    from: Math.floor(from / 1000) * 1000,
    minutes: options.minutes,
    out: half,
    onProgress: (done, total) => options.onProgress(done / total),
  });
  await rename(half, folder.recording);
  // Models of an older recording would stay in use: the product trains by itself only when it has none.
  await rm(join(folder.bot, 'models'), { recursive: true, force: true });
}

/** Writes the files that an operator would write: nocturne.yaml and the inventory. */
export async function writeConfiguration(
  folder: StateFolder,
  options: {
    topology: string;
    botPort: number;
    slackMode: 'socket' | 'http';
    slackPort: number;
    now: number;
    /** Keys that take the place of the demo's own. */
    more?: Record<string, unknown>;
  },
): Promise<void> {
  await writeFile(folder.topology, options.topology);
  const config = {
    state: folder.bot,
    inventory: folder.topology,
    slack: {
      channel: nocChannel.id,
      command: nocturneApp.slashCommand,
      mode: options.slackMode,
      httpPort: options.slackPort,
    },
    web: { host: '127.0.0.1', port: options.botPort },
    detection: { quietSeconds: 20 },
    training: { recordings: [folder.recording], seed: 1 },
    // A folder that many demos share would use up the budget of a real site within the hour.
    policy: { mode: 'act', approvers: { groups: [approversGroup.id] }, changesPerSiteAndHour: 100 },
    grants: [{ commands: ['*'], users: personas.filter(({ role }) => role !== 'outsider').map(({ id }) => id) }],
    oncall: {
      rotations: [
        {
          users: [personaOf('on-call engineer').id, ...approversGroup.users],
          start: new Date(options.now).toISOString(),
        },
      ],
    },
    ...options.more,
  };
  await writeFile(folder.config, stringify(config));
}
