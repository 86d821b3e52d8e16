import { spawnSync } from 'node:child_process';
import { type Command, InvalidArgumentError } from 'commander';
import { loadLabSpec } from '../lab-spec.ts';
import { labFiles } from '../lab-state.ts';
import { askCables, setCarrier } from '../network/cables.ts';
import { killDevice, startDevice, waitForDevice } from '../network/devices.ts';
import { down } from '../network/down.ts';
import { asDevice, env, inDevice, vtysh } from '../network/run.ts';
import { describeStatus, readStatus } from '../network/status.ts';
import { up } from '../network/up.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** `up`, `down` and what a person does with a network that is up. */
export function registerNetwork(program: Command): void {
  program
    .command('up')
    .description('build the network and wait until all neighbours are fully adjacent')
    .action(async () => {
      const started = performance.now();
      await up(loadLabSpec(), (line) =>
        say(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${line}`),
      );
      say(`inventory: ${labFiles.topology}, key of the accounts: ${labFiles.key}`);
    });
  program
    .command('down')
    .description('end every process of the lab and remove what it made')
    .action(async () => {
      const left = await down();
      for (const what of left) say(`left behind: ${what}`);
      if (left.length > 0) process.exitCode = 1;
    });
  program
    .command('status')
    .description('devices, neighbours and cables')
    .option('--json', 'print {up, realtime, devices, links} as one JSON object')
    .action(async ({ json }: { json?: boolean }) => {
      const status = await readStatus(loadLabSpec());
      say(json ? JSON.stringify(status) : describeStatus(status));
      if (!status.up) process.exitCode = 1;
    });
  program
    .command('vtysh')
    .description("ask a device for lines of FRRouting's own command line")
    .argument('<device>', 'name of the device', device)
    .argument('<line...>', 'each line as one word')
    .action(async (name: string, lines: string[]) => void process.stdout.write(await vtysh(name, ...lines)));
  program
    .command('exec')
    .description('run a command as a process of a device')
    .argument('<device>', 'name of the device', device)
    .argument('<command...>', 'the command and its words')
    .option('--outside', 'in its namespaces, but not in its control group')
    .passThroughOptions()
    .action((name: string, command: string[], { outside }: { outside?: boolean }) => {
      const words = command[0] === '--' ? command.slice(1) : command;
      const [file = '', ...args] = (outside ? inDevice : asDevice)(name, words);
      process.exitCode = spawnSync(file, args, { stdio: 'inherit', env }).status ?? 1;
    });
  program
    .command('restart')
    .description('end a device as a loss of power does, and start it again')
    .argument('<device>', 'name of the device', device)
    .action(async (name: string) => {
      await killDevice(name);
      startDevice(name);
      await waitForDevice(name);
    });
  registerCable(program);
}

function registerCable(program: Command): void {
  const cable = program.command('cable').description('change what a cable does');
  cable
    .command('set')
    .description('change delay and jitter in ms, loss in % or rate in kbit/s; what is left out stays')
    .argument('<link>', 'such as L1')
    .argument('<way>', 'ab, ba or both')
    .argument('<settings...>', 'such as delay=80 loss=5 rate=10000')
    .action(
      async (link: string, way: string, settings: string[]) =>
        void (await askCables(`set ${link} ${way} ${settings.join(' ')}`)),
    );
  for (const [name, up, what] of [
    ['pull', false, 'pull it out at both ends'],
    ['plug', true, 'put it in again'],
  ] as const)
    cable
      .command(name)
      .description(what)
      .argument('<link>', 'such as L1')
      .action(async (link: string) => void (await setCarrier(link, up)));
}

function device(name: string): string {
  const known = Object.keys(loadLabSpec().devices);
  if (known.includes(name)) return name;
  throw new InvalidArgumentError(`Devices are ${known.join(', ')}.`);
}
