import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { NetworkSpec } from '../spec.ts';
import { causeOfFault, faultPlaces, parseFault } from '../spec.ts';
import { formatReading } from '../telemetry/line-protocol.ts';
import { renderTopology } from '../topology-file.ts';
import { createRandom } from '../world/random.ts';
import type { World } from '../world/world.ts';
import { createWorld } from '../world/world.ts';
import type { ScheduledFault } from './schedule.ts';
import { generateFaults } from './schedule.ts';

export interface RecordOptions {
  spec: NetworkSpec;
  seed: number;
  /** Time of the first sample, milliseconds since 1970. */
  from: number;
  minutes: number;
  /** Faults to play; made up from the seed when left out, none when empty. */
  faults?: readonly ScheduledFault[];
  /** Seconds from one sample of a device to the next; 1 when left out. */
  everySeconds?: number;
  /** How many of the seconds before each sample are simulated, for days that are played in seconds; all when left out. What grows by the second grows that much slower. */
  simulatedSeconds?: number;
  /** Folder to write to; created when missing. */
  out: string;
  onProgress?: (done: number, total: number) => void;
}

/** Longest time in one go, so that a caller's event loop stays responsive. */
const sliceMs = 15;

/**
 * Plays the simulated network much faster than time and writes a recording folder: samples.lp.gz, topology.yaml, events.jsonl (the
 * devices' log lines; the truth is only in labels.csv) and labels.csv (one row per place and fault). The same options give the same bytes.
 */
export async function recordWorld(
  options: RecordOptions,
): Promise<{ folder: string; faults: readonly ScheduledFault[] }> {
  const { spec, seed, from, minutes, out } = options;
  const random = createRandom(seed).fork('recording');
  const faults = options.faults ?? generateFaults(spec, random.fork('faults'), from, minutes);
  const world = createWorld(spec, seed);
  const events: string[] = [];
  await mkdir(out, { recursive: true });
  const samples = Readable.from(playedLines({ ...options, world, faults, events }));
  await pipeline(samples, createGzip({ level: 4 }), createWriteStream(join(out, 'samples.lp.gz')));
  await writeFile(join(out, 'topology.yaml'), renderTopology(spec));
  await writeFile(join(out, 'events.jsonl'), events.map((line) => `${line}\n`).join(''));
  await writeFile(join(out, 'labels.csv'), labelRows(spec, faults));
  return { folder: out, faults };
}

async function* playedLines(
  options: RecordOptions & { world: World; faults: readonly ScheduledFault[]; events: string[] },
): AsyncGenerator<string> {
  const { world, faults, from, everySeconds: every = 1, simulatedSeconds: simulated = every } = options;
  const total = options.minutes * 60;
  const bursts = createRandom(options.seed).fork('benign');
  const active = new Map<ScheduledFault, number>();
  let sliceStart = performance.now();
  for (let second = 0; second < total; second += 1) {
    const untilSample = (every - (second % every)) % every;
    if (untilSample >= simulated) continue;
    const now = from + second * 1000;
    playFaults(world, faults, active, now);
    // A burst of seconds would last for the whole time between two samples where only those are simulated.
    if (simulated === every && bursts.chance(1 / 150)) startBenignBurst(options.spec, world, bursts);
    const reading = world.step(now);
    for (const event of world.drainEvents()) options.events.push(JSON.stringify(event));
    if (untilSample > 0) continue;
    const lines = reading.devices.flatMap((device) => formatReading(device, now));
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
    if (performance.now() - sliceStart < sliceMs) continue;
    options.onProgress?.(second + 1, total);
    await new Promise((resolve) => setImmediate(resolve));
    sliceStart = performance.now();
  }
  options.onProgress?.(total, total);
}

function playFaults(
  world: World,
  faults: readonly ScheduledFault[],
  active: Map<ScheduledFault, number>,
  now: number,
): void {
  for (const scheduled of faults) {
    const id = active.get(scheduled);
    if (id === undefined && scheduled.start <= now && now < scheduled.end) {
      active.set(scheduled, world.inject(scheduled.fault, now).id);
    } else if (id !== undefined && now >= scheduled.end) {
      active.delete(scheduled);
      const { kind, device = '', process = 'ospfd' } = scheduled.fault;
      // Leaked memory comes back only when somebody restarts the process.
      if (kind === 'memory') world.restartProcess(device, process, now);
      world.endFault(id, now);
    }
  }
}

function startBenignBurst(spec: NetworkSpec, world: World, random: ReturnType<typeof createRandom>): void {
  const seconds = random.between(3, 25);
  if (random.chance(0.5)) world.burst({ link: random.pick(spec.links).name }, random.between(0.2, 0.7), seconds);
  else world.burst({ device: random.pick(Object.keys(spec.devices)) }, random.between(10, 40), seconds);
}

function labelRows(spec: NetworkSpec, faults: readonly ScheduledFault[]): string {
  const rows = faults.flatMap(({ fault: input, start, end }) => {
    const fault = parseFault(spec, input);
    const cause = causeOfFault[fault.kind];
    // Both ends of a label are included, so it ends with the last second of the fault.
    return faultPlaces(spec, fault).map((place) =>
      [start, end - 1000, place.device, place.interface ?? '', cause].join(','),
    );
  });
  return ['start,end,device,interface,cause', ...rows].map((row) => `${row}\n`).join('');
}
