import type { InterfaceConfig } from '../../world/device-config.ts';
import { quietOspf } from '../../world/device-config.ts';
import type { DeviceContext } from '../session.ts';
import type { FrrCommand, FrrState, Handled, Mode } from './commands.ts';
import { changing, edit, moving, refuse } from './commands.ts';

function enter(state: FrrState, mode: Mode): string {
  state.mode = mode;
  return '';
}

/** Naming an interface that isn't there makes one up, as in FRR; only then is it a change. */
function enterInterface({ device }: DeviceContext, name: string, state: FrrState): Handled {
  const isNew = !device.config.interfaces[name];
  device.config.interfaces[name] ??= { name, shutdown: false };
  state.interface = name;
  enter(state, 'config-if');
  return { effect: isNew ? 'change' : 'read' };
}

function editInterface(context: DeviceContext, state: FrrState, change: (config: InterfaceConfig) => void): string {
  return edit(context, (config) => {
    const own = config.interfaces[state.interface];
    if (own) change(own);
  });
}

/** An interface without `ip ospf area` may still carry other OSPF settings; they wait for the area. */
function editOspf(
  context: DeviceContext,
  state: FrrState,
  change: (ospf: NonNullable<InterfaceConfig['ospf']>) => void,
): string {
  return editInterface(context, state, (config) => {
    if (config.ospf) change(config.ospf);
  });
}

const globalCommands: FrrCommand[] = [
  moving('config', 'interface IFNAME', (context, { values: { IFNAME = '' } }, state) =>
    enterInterface(context, IFNAME, state),
  ),
  changing('config', 'no interface IFNAME', (context, { values: { IFNAME = '' } }) => {
    if (context.device.hardware.has(IFNAME)) return refuse('% Only inactive interfaces can be deleted');
    return edit(context, (config) => delete config.interfaces[IFNAME]);
  }),
  changing('config', 'hostname WORD', (context, { values: { WORD = '' } }) =>
    edit(context, (config) => {
      config.hostname = WORD;
    }),
  ),
  changing('config', 'no router ospf', (context) =>
    edit(context, (config) => {
      config.ospf.enabled = false;
    }),
  ),
  moving('config', 'line vty', (_context, _args, state) => enter(state, 'config-line')),
  moving('config', 'router ospf', (context, _args, state) => {
    if (!context.device.config.ospf.enabled) {
      edit(context, (config) => {
        config.ospf.enabled = true;
      });
      state.mode = 'config-router';
      return { effect: 'change' };
    }
    return enter(state, 'config-router');
  }),
];

const interfaceCommands: FrrCommand[] = [
  changing('config-if', 'description LINE', (context, { values: { LINE = '' } }, state) =>
    editInterface(context, state, (config) => {
      config.description = LINE;
    }),
  ),
  ...['no description', 'no description LINE'].map((pattern) =>
    changing('config-if', pattern, (context, _args, state) =>
      editInterface(context, state, (config) => delete config.description),
    ),
  ),
  changing('config-if', 'shutdown', (context, _args, state) =>
    editInterface(context, state, (config) => {
      config.shutdown = true;
    }),
  ),
  changing('config-if', 'no shutdown', (context, _args, state) =>
    editInterface(context, state, (config) => {
      config.shutdown = false;
    }),
  ),
  changing('config-if', 'ip address PREFIX', (context, { values: { PREFIX = '' } }, state) =>
    editInterface(context, state, (config) => {
      config.address = PREFIX;
    }),
  ),
  changing('config-if', 'no ip address PREFIX', (context, { values: { PREFIX = '' } }, state) => {
    if (context.device.config.interfaces[state.interface]?.address !== PREFIX) return refuse("% Can't find address");
    return editInterface(context, state, (config) => delete config.address);
  }),
];

const interfaceOspfCommands: FrrCommand[] = [
  changing('config-if', 'ip ospf cost <1-65535>', (context, { values }, state) =>
    editOspf(context, state, (ospf) => {
      ospf.cost = Number(values['<1-65535>']);
    }),
  ),
  changing('config-if', 'no ip ospf cost [<1-65535>]', (context, _args, state) =>
    editOspf(context, state, (ospf) => delete ospf.cost),
  ),
  changing('config-if', 'ip ospf hello-interval <1-65535>', (context, { values }, state) =>
    editOspf(context, state, (ospf) => {
      ospf.helloSeconds = Number(values['<1-65535>']);
    }),
  ),
  changing('config-if', 'ip ospf dead-interval <1-65535>', (context, { values }, state) =>
    editOspf(context, state, (ospf) => {
      ospf.deadSeconds = Number(values['<1-65535>']);
    }),
  ),
  changing('config-if', 'ip ospf passive', (context, _args, state) =>
    editOspf(context, state, (ospf) => {
      ospf.passive = true;
    }),
  ),
  changing('config-if', 'no ip ospf passive', (context, _args, state) =>
    editOspf(context, state, (ospf) => {
      ospf.passive = false;
    }),
  ),
  changing('config-if', 'ip ospf area AREA', (context, { values: { AREA = '0' } }, state) => {
    const area = AREA === '0.0.0.0' ? '0' : AREA;
    const known = context.device.config.interfaces[state.interface]?.ospf?.area;
    if (known !== undefined && known !== area)
      return refuse('Must remove previous area config before changing ospf area ');
    return editInterface(context, state, (config) => {
      config.ospf ??= { ...quietOspf({ passive: false }), area };
    });
  }),
  changing('config-if', 'no ip ospf area [AREA]', (context, _args, state) =>
    editInterface(context, state, (config) => delete config.ospf),
  ),
];

const routerCommands: FrrCommand[] = ['', 'no '].map((prefix) =>
  changing('config-router', `${prefix}max-metric router-lsa administrative`, (context) =>
    edit(context, (config) => {
      config.ospf.maxMetric = prefix === '';
    }),
  ),
);

const leaving: FrrCommand[] = (['config', 'config-if', 'config-router', 'config-line'] as const).flatMap((mode) => [
  moving(mode, 'exit|quit', (_context, _args, state) => enter(state, mode === 'config' ? 'exec' : 'config')),
  moving(mode, 'end', (_context, _args, state) => enter(state, 'exec')),
]);

export const configCommands: FrrCommand[] = [
  ...globalCommands,
  ...interfaceCommands,
  ...interfaceOspfCommands,
  ...routerCommands,
  ...leaving,
];
