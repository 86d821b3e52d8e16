import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NocturneError } from '../../../src/errors.ts';
import type { NetworkSpec } from '../../network/spec.ts';
import { generateKeyPair } from '../../network/ssh/generate-key.ts';
import { renderTopology } from '../../network/topology-file.ts';
import { bare, labHosts, management, namespaceOf, nominal } from '../lab-spec.ts';
import { labFiles, labFolder } from '../lab-state.ts';
import { requireLab } from '../requirements.ts';
import { askCables, setCable } from './cables.ts';
import { joining, labGroup, makeGroup } from './control-groups.ts';
import { writeDeviceFolder } from './device-folder.ts';
import { fullNeighbours, neighboursOf, startDevice, waitForDevice } from './devices.ts';
import { down, leftovers } from './down.ts';
import { env, inNetwork, ip, run, sleep } from './run.ts';

const programs = ['cables', 'traffic', 'hog', 'flow-exporter'];
const convergedWithinMs = 120_000;

/**
 * Builds the lab and resolves when all neighbours are fully adjacent and the hosts reach each other. When it fails or is interrupted, nothing
 * is left behind. @throws NocturneError with what is missing or went wrong.
 */
export async function up(spec: NetworkSpec, tell: (line: string) => void): Promise<void> {
  requireLab();
  const there = leftovers();
  if (there.length > 0) {
    const hint = 'npm run lab -- down';
    throw new NocturneError('lab-there', `The lab is up, or an earlier one was not taken down: ${there.join(', ')}`, {
      hint,
    });
  }
  const interrupted = () => void down().then(() => process.exit(130));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupted);
  try {
    await build(spec, tell);
  } catch (error) {
    await down();
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, interrupted);
  }
}

async function build(spec: NetworkSpec, tell: (line: string) => void): Promise<void> {
  const devices = Object.keys(spec.devices);
  mkdirSync(labFolder, { mode: 0o755 });
  compile();
  makeGroup(labGroup);
  makeNamespaces(spec);
  await layCables(spec);
  tell('namespaces and cables are there');
  const operator = generateKeyPair('operator');
  writeFileSync(labFiles.key, operator.privateKey, { mode: 0o600 });
  const endpoints = new Map(
    devices.map((device) => {
      const hostKey = writeDeviceFolder(spec, device, operator);
      return [device, { address: bare(spec.devices[device]!.management.address), port: 22, hostKey }] as const;
    }),
  );
  writeFileSync(labFiles.topology, renderTopology(spec, endpoints));
  for (const device of devices) makeGroup(device, nominal.cores);
  background([
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(new URL('write-figures.ts', import.meta.url)),
  ]);
  for (const device of devices) startDevice(device);
  for (const device of devices) await waitForDevice(device);
  tell('all devices have started');
  await converge(spec);
  tell('all neighbours are fully adjacent');
}

function compile(): void {
  mkdirSync(labFiles.programs);
  for (const program of programs) {
    const source = fileURLToPath(new URL(`../programs/${program}.c`, import.meta.url));
    execFileSync('gcc', ['-O2', '-o', join(labFiles.programs, program), source], { env, stdio: 'pipe' });
  }
}

/** A process of the lab that outlives this one, and ends with `down`. */
function background(command: readonly string[]): void {
  const log = openSync(labFiles.log, 'a');
  const [program = '', ...args] = joining(labGroup, command);
  spawn(program, args, { detached: true, stdio: ['ignore', log, log], env }).unref();
}

function makeNamespaces(spec: NetworkSpec): void {
  const hosts = labHosts(spec);
  const names = [...Object.keys(spec.devices), ...hosts.map(({ name }) => name)];
  ip(names.map((name) => `netns add ${namespaceOf(name)}`));
  for (const name of names) ip(['link set lo up'], name);
  const { bridge, address, prefix } = management;
  ip([`link add ${bridge} type bridge`, `addr add ${address}/${prefix} dev ${bridge}`, `link set ${bridge} up`]);
  for (const [name, { management: port }] of Object.entries(spec.devices)) {
    const outside = `${bridge.slice(0, 3)}-mgmt${bare(port.address).split('.').at(-1)}`;
    ip([
      `link add ${port.name} netns ${namespaceOf(name)} type veth peer name ${outside}`,
      `link set ${outside} master ${bridge} up`,
    ]);
    ip([`link set ${port.name} up`], name);
  }
  for (const { name, router, address: own, gateway } of hosts) {
    const lan = spec.devices[router]!.lan!.name;
    ip([`link add ${lan} netns ${namespaceOf(router)} type veth peer name eth0 netns ${namespaceOf(name)}`]);
    ip([`link set ${lan} up`], router);
    ip([`addr add ${own} dev eth0`, 'link set eth0 up', `route add default via ${gateway}`], name);
  }
}

async function layCables(spec: NetworkSpec): Promise<void> {
  background([join(labFiles.programs, 'cables'), labFiles.cables]);
  for (const giveUpAt = Date.now() + 10_000; !existsSync(labFiles.cables) && Date.now() < giveUpAt; ) await sleep(20);
  for (const { name, a, b, delayMs, capacityMbps } of spec.links) {
    await askCables(`add ${name} ${namespaceOf(a.device)} ${a.interface} ${namespaceOf(b.device)} ${b.interface}`);
    await setCable(name, 'both', { delay: delayMs, rate: capacityMbps * 1000 });
    // As many packets wait in a port as a tenth of a second takes at the rate of the cable.
    const queue = Math.round((capacityMbps * 1e5) / 8 / 1000);
    for (const end of [a, b]) ip([`link set ${end.interface} txqueuelen ${queue} up`], end.device);
  }
}

async function converge(spec: NetworkSpec): Promise<void> {
  const devices = Object.keys(spec.devices);
  const giveUpAt = Date.now() + convergedWithinMs;
  for (;;) {
    const full = await Promise.all(devices.map(fullNeighbours));
    const short = devices.flatMap((device, i) => {
      const all = neighboursOf(spec, device);
      return full[i] === all ? [] : [`${device} ${full[i] ?? 'none'} of ${all}`];
    });
    if (short.length === 0) break;
    if (Date.now() > giveUpAt)
      throw new NocturneError('lab-failed', `Not all neighbours are fully adjacent: ${short.join(', ')}`);
    await sleep(300);
  }
  const [from, to] = labHosts(spec);
  const reached = () =>
    run(inNetwork(from!.name, ['fping', '-c1', '-t500', bare(to!.address)])).then(
      () => true,
      () => false,
    );
  while (!(await reached()))
    if (Date.now() > giveUpAt) throw new NocturneError('lab-failed', `${from!.name} does not reach ${to!.name}`);
}
