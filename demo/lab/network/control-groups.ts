import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = '/sys/fs/cgroup';
const name = 'nocturne-lab';
/** The programs of the lab itself: cables and the like. They are in no group with a limit. */
export const labGroup = 'lab';

/** CPU time in seconds since the group was made. */
export interface Usage {
  user: number;
  system: number;
}

/** One layout of control groups: version 2, or the controllers of version 1. */
interface Layout {
  /** Folders of a group; a process is in it when it is in all of them. */
  folders(group: string): string[];
  /** The devices together go before other work of this machine: a routing process that waits for seconds loses its neighbours. */
  prepare(): void;
  limit(group: string, cores: number): void;
  usage(group: string): Usage;
}

const read = (...path: string[]) => readFileSync(join(...path), 'utf8');

const unified: Layout = {
  folders: (group) => [join(root, name, group)],
  prepare() {
    for (const folder of [root, join(root, name)]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'cgroup.subtree_control'), '+cpu');
    }
    writeFileSync(join(root, name, 'cpu.weight'), '1600');
  },
  limit: (group, cores) => writeFileSync(join(root, name, group, 'cpu.max'), `${Math.round(100_000 * cores)} 100000`),
  usage: (group) => parseCpuStat(read(root, name, group, 'cpu.stat')),
};

/** A group of version 1 with a share of real-time exists only at the root, so what has a real-time priority is not in a group of `cpu`. */
const split: Layout = {
  folders: (group) =>
    (group === labGroup ? ['cpuacct'] : ['cpu', 'cpuacct']).map((each) => join(root, each, name, group)),
  prepare() {
    mkdirSync(join(root, 'cpu', name), { recursive: true });
    writeFileSync(join(root, 'cpu', name, 'cpu.shares'), '16384');
  },
  limit: (group, cores) =>
    writeFileSync(join(root, 'cpu', name, group, 'cpu.cfs_quota_us'), String(Math.round(100_000 * cores))),
  usage: (group) => {
    const seconds = (file: string) => Number(read(root, 'cpuacct', name, group, file)) / 1e9;
    return { user: seconds('cpuacct.usage_user'), system: seconds('cpuacct.usage_sys') };
  },
};

const layout = () => (existsSync(join(root, 'cgroup.controllers')) ? unified : split);

/** `cpu.stat` of version 2. */
export function parseCpuStat(text: string): Usage {
  const seconds = (key: string) => Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN) / 1e6;
  return { user: seconds('user_usec'), system: seconds('system_usec') };
}

/** Makes a group; with `cores` it gets no more than so many cores of this machine. */
export function makeGroup(group: string, cores?: number): void {
  layout().prepare();
  for (const folder of layout().folders(group)) mkdirSync(folder, { recursive: true });
  if (cores !== undefined) layout().limit(group, cores);
}

/** A command that joins the group before it becomes the given one. */
export function joining(group: string, command: readonly string[]): string[] {
  const files = layout()
    .folders(group)
    .map((folder) => join(folder, 'cgroup.procs'));
  return ['sh', '-c', `for file in ${files.join(' ')}; do echo 0 > $file || exit; done; exec "$@"`, 'sh', ...command];
}

export function groupUsage(group: string): Usage {
  return layout().usage(group);
}

/** Process ids of a group, empty when there is none. */
export function processesOf(group: string): number[] {
  const [folder] = layout().folders(group).slice(-1);
  try {
    return read(folder!, 'cgroup.procs').split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

const parents = () => [
  ...new Set([...unified.folders('x'), ...split.folders('x')].map((folder) => join(folder, '..'))),
];

/** Names of all groups of the lab that exist, also those that an earlier run left. */
export function groupsThere(): string[] {
  const found = parents().flatMap((parent) =>
    existsSync(parent) ? readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : [],
  );
  return [...new Set(found.map((entry) => entry.name))];
}

/** Removes every group of the lab that is empty; names those that are left. */
export function removeGroups(): string[] {
  const left: string[] = [];
  for (const parent of parents().filter((each) => existsSync(each)))
    for (const folder of [
      ...readdirSync(parent, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(parent, entry.name)),
      parent,
    ])
      try {
        rmdirSync(folder);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') left.push(folder);
      }
  return left;
}
