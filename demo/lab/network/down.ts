import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { management, namespacePrefix } from '../lab-spec.ts';
import { labFolder } from '../lab-state.ts';
import { groupsThere, processesOf, removeGroups } from './control-groups.ts';
import { env, ip, sleep } from './run.ts';

/**
 * Ends every process of the lab and removes what it made. It goes by what is there and not by what was noted, so it also takes down a lab whose
 * `up` was killed. Gives what could not be removed.
 */
export async function down(): Promise<string[]> {
  for (const giveUpAt = Date.now() + 15_000; Date.now() < giveUpAt; await sleep(50)) {
    const pids = processesThere();
    if (pids.length === 0) break;
    for (const pid of pids) kill(pid);
  }
  const names = namespacesThere();
  if (names.length > 0) ip(names.map((name) => `netns del ${name}`));
  if (bridgeThere()) ip([`link del ${management.bridge}`]);
  // The kernel takes the ports of a namespace away a moment after the namespace.
  for (const giveUpAt = Date.now() + 5000; portsThere().length > 0 && Date.now() < giveUpAt; ) await sleep(50);
  for (const giveUpAt = Date.now() + 5000; removeGroups().length > 0 && Date.now() < giveUpAt; ) await sleep(50);
  rmSync(labFolder, { recursive: true, force: true });
  return leftovers();
}

/** What of a lab is on this machine, one line each; empty when there is none. */
export function leftovers(): string[] {
  const named = (what: string, names: readonly (string | number)[]) =>
    names.length === 0 ? [] : [`${what} ${names.join(' ')}`];
  return [
    ...named('processes', processesThere()),
    ...named('namespaces', namespacesThere()),
    ...named('ports', bridgeThere() ? [management.bridge, ...portsThere()] : portsThere()),
    ...named('control groups', groupsThere()),
    ...(existsSync(labFolder) ? [`the folder ${labFolder}`] : []),
  ];
}

/** In a control group of the lab, or in the network of one of its namespaces. */
function processesThere(): number[] {
  const grouped = groupsThere().flatMap(processesOf);
  const inside = namespacesThere().flatMap((name) =>
    execFileSync('ip', ['netns', 'pids', name], { env, encoding: 'utf8' }).split('\n').filter(Boolean).map(Number),
  );
  return [...new Set([...grouped, ...inside])].filter((pid) => pid !== process.pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

const namespacesThere = () =>
  existsSync('/run/netns') ? readdirSync('/run/netns').filter((name) => name.startsWith(namespacePrefix)) : [];
const portsOfMachine = () => readdirSync('/sys/class/net');
const bridgeThere = () => portsOfMachine().includes(management.bridge);
const portsThere = () => portsOfMachine().filter((port) => port.startsWith(`${management.bridge.slice(0, 3)}-mgmt`));
