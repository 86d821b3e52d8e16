import { parseUnixPing } from '../../parsing/unix-ping.ts';
import type { ReadCommand } from '../../vendor.ts';
import { parseConfiguredCost, parseMaxMetric } from './configuration.ts';
import { parseInterface, parseInterfaceBrief, parseRoute } from './interfaces.ts';
import { parseOspfInterface, parseOspfNeighbors, parseOspfProcess } from './ospf.ts';
import { parseProcessesCpu, parseProcessesMemory, parseRevertTimer, parseVersion } from './system.ts';

type Entry = Pick<ReadCommand, 'id' | 'purpose' | 'line' | 'parse'> & Partial<ReadCommand>;

const command = (entry: Entry): ReadCommand => ({ login: 'cli', parameters: {}, forModels: true, ...entry });

/** What may be asked of Junos, from Juniper's CLI reference. OSPF stands on unit 0 of an interface. */
export const junosCatalogue: readonly ReadCommand[] = [
  command({ id: 'show-version', purpose: 'Release of the system', line: 'show version', parse: parseVersion }),
  command({
    id: 'show-interface',
    purpose: 'State, load and errors of one interface',
    line: 'show interfaces {{interface}} extensive',
    parameters: { interface: 'interface' },
    parse: parseInterface,
  }),
  command({
    id: 'show-interfaces',
    purpose: 'Which interfaces are up',
    line: 'show interfaces terse',
    parse: parseInterfaceBrief,
  }),
  command({
    id: 'show-ospf-process',
    purpose: 'The OSPF instance: neighbours, SPF runs, overload',
    line: 'show ospf overview',
    parse: parseOspfProcess,
  }),
  command({
    id: 'show-ospf-neighbors',
    purpose: 'OSPF neighbours and their state',
    line: 'show ospf neighbor',
    parse: parseOspfNeighbors,
  }),
  command({
    id: 'show-ospf-interface',
    purpose: 'OSPF cost in use, state and neighbours of one interface',
    line: 'show ospf interface {{interface}}.0 detail',
    parameters: { interface: 'interface' },
    parse: parseOspfInterface,
  }),
  command({
    id: 'show-route',
    purpose: 'The route that is used for an address',
    line: 'show route {{address}}',
    parameters: { address: 'address' },
    parse: parseRoute,
  }),
  command({
    id: 'ping-address',
    purpose: 'Whether an address answers, and how fast',
    line: 'ping {{address}} count {{count}}',
    parameters: { address: 'address', count: 'count' },
    parse: parseUnixPing,
  }),
  command({
    id: 'show-processes-cpu',
    purpose: 'Processes by processor share',
    line: 'show system processes extensive',
    parse: parseProcessesCpu,
  }),
  command({
    id: 'show-processes-memory',
    purpose: 'Processes by the memory that they hold',
    line: 'show system processes extensive',
    parse: parseProcessesMemory,
  }),
  command({
    id: 'read-configured-cost',
    purpose: 'The OSPF cost that is configured on one interface, or none, and its area',
    line: 'show configuration',
    parameters: { interface: 'interface' },
    parse: (text, parameters) => parseConfiguredCost(text, String(parameters.interface)),
    forModels: false,
  }),
  command({
    id: 'read-max-metric',
    purpose: 'Whether overload is configured: the maximum metric for all through traffic',
    line: 'show configuration',
    parse: parseMaxMetric,
    forModels: false,
  }),
  command({
    id: 'show-revert-timer',
    purpose: 'Whether a timer runs that takes a change back',
    line: 'show system commit',
    parse: parseRevertTimer,
    forModels: false,
  }),
  command({
    id: 'show-running-config',
    purpose: 'The running configuration',
    line: 'show configuration',
    parse: () => [],
    forModels: false,
  }),
];
