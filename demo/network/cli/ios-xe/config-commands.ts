import type { InterfaceConfig } from '../../world/device-config.ts';
import { quietOspf } from '../../world/device-config.ts';
import { ipNumber } from '../../world/routing.ts';
import type { Handled, IosCommand, IosDevice, IosState, Mode } from './commands.ts';
import { changing, edit, findInterface, moving } from './commands.ts';

function enter(state: IosState, mode: Mode): string {
  state.mode = mode;
  return '';
}

function invalid(): Handled {
  return { output: "% Invalid input detected at '^' marker.\n\n", accepted: false };
}

function editInterface(device: IosDevice, state: IosState, change: (config: InterfaceConfig) => void): string {
  return edit(device, state, (config) => {
    const own = config.interfaces[state.interface];
    if (own) change(own);
  });
}

function editOspf(
  device: IosDevice,
  state: IosState,
  change: (ospf: NonNullable<InterfaceConfig['ospf']>) => void,
): string {
  return editInterface(device, state, (config) => {
    if (config.ospf) change(config.ospf);
  });
}

const globalCommands: IosCommand[] = [
  moving('config', 'interface IFNAME', (device, { values: { IFNAME = '' } }, state) => {
    const name = findInterface(device, IFNAME);
    if (!name) return invalid();
    state.interface = name;
    return enter(state, 'config-if');
  }),
  moving('config', 'router ospf <1-65535>', (_device, _args, state) => enter(state, 'config-router')),
  changing('config', 'no router ospf <1-65535>', (device, _args, state) =>
    edit(device, state, (config) => {
      config.ospf.enabled = false;
    }),
  ),
  changing('config', 'hostname WORD', (device, { values: { WORD = '' } }, state) =>
    edit(device, state, (config) => {
      config.hostname = WORD;
    }),
  ),
  moving('config', 'archive', (_device, _args, state) => enter(state, 'config-archive')),
  changing('config-archive', 'path WORD', (device, { values: { WORD = '' } }, state) =>
    edit(device, state, (config) => {
      config.archivePath = WORD;
    }),
  ),
  changing('config-archive', 'no path', (device, _args, state) =>
    edit(device, state, (config) => delete config.archivePath),
  ),
];

const interfaceCommands: IosCommand[] = [
  changing('config-if', 'description LINE', (device, { values: { LINE = '' } }, state) =>
    editInterface(device, state, (config) => {
      config.description = LINE;
    }),
  ),
  changing('config-if', 'no description', (device, _args, state) =>
    editInterface(device, state, (config) => delete config.description),
  ),
  ...(['shutdown', 'no shutdown'] as const).map((pattern) =>
    changing('config-if', pattern, (device, _args, state) =>
      editInterface(device, state, (config) => {
        config.shutdown = pattern === 'shutdown';
      }),
    ),
  ),
  changing('config-if', 'ip address ADDRESS MASK', (device, { values: { ADDRESS = '', MASK = '' } }, state) => {
    const length = 32 - Math.log2(2 ** 32 - ipNumber(MASK));
    return editInterface(device, state, (config) => {
      config.address = `${ADDRESS}/${Math.round(length)}`;
    });
  }),
  changing('config-if', 'no ip address', (device, _args, state) =>
    editInterface(device, state, (config) => delete config.address),
  ),
  changing('config-if', 'ip ospf cost <1-65535>', (device, { values }, state) =>
    editOspf(device, state, (ospf) => {
      ospf.cost = Number(values['<1-65535>']);
    }),
  ),
  changing('config-if', 'no ip ospf cost [<1-65535>]', (device, _args, state) =>
    editOspf(device, state, (ospf) => delete ospf.cost),
  ),
  changing('config-if', 'ip ospf <1-65535> area AREA', (device, { values: { AREA = '0' } }, state) =>
    editInterface(device, state, (config) => {
      config.ospf = { ...(config.ospf ?? quietOspf({ passive: false })), area: AREA };
    }),
  ),
  changing('config-if', 'no ip ospf <1-65535> area AREA', (device, _args, state) =>
    editInterface(device, state, (config) => delete config.ospf),
  ),
];

const routerCommands: IosCommand[] = (['', 'no '] as const).flatMap((prefix) => [
  changing('config-router', `${prefix}max-metric router-lsa`, (device, _args, state) =>
    edit(device, state, (config) => {
      config.ospf.maxMetric = prefix === '';
    }),
  ),
  changing('config-router', `${prefix}passive-interface IFNAME`, (device, { values: { IFNAME = '' } }, state) => {
    const name = findInterface(device, IFNAME);
    if (!name) return invalid();
    return edit(device, state, (config) => {
      const own = config.interfaces[name]?.ospf;
      if (own) own.passive = prefix === '';
    });
  }),
]);

const leaving: IosCommand[] = (['config', 'config-if', 'config-router', 'config-archive'] as const).flatMap((mode) => [
  moving(mode, 'exit', (_device, _args, state) => enter(state, mode === 'config' ? 'exec' : 'config')),
  moving(mode, 'end', (_device, _args, state) => enter(state, 'exec')),
]);

export const configCommands: IosCommand[] = [...globalCommands, ...interfaceCommands, ...routerCommands, ...leaving];
