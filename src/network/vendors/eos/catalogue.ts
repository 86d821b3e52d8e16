import { parseLinuxTopCpu, parseLinuxTopMemory } from '../../parsing/linux-top.ts';
import { parseConfiguredCost, parseMaxMetric } from '../../parsing/numbered-ospf.ts';
import { parseUnixPing } from '../../parsing/unix-ping.ts';
import type { ReadCommand } from '../../vendor.ts';
import { parseFreeSession } from './free-session.ts';
import { parseInterface, parseInterfaceBrief, parseRoute } from './interfaces.ts';
import { parseOspfInterface, parseOspfNeighbors, parseOspfProcess } from './ospf.ts';
import { parseRevertTimer, parseVersion } from './system.ts';

type Entry = Pick<ReadCommand, 'id' | 'purpose' | 'line' | 'parse'> & Partial<ReadCommand>;

const command = (entry: Entry): ReadCommand => ({ login: 'cli', parameters: {}, forModels: true, ...entry });

/** What may be asked of EOS, from the Arista user manual. */
export const eosCatalogue: readonly ReadCommand[] = [
  command({ id: 'show-version', purpose: 'Release of the system', line: 'show version', parse: parseVersion }),
  command({
    id: 'show-interface',
    purpose: 'State, load and errors of one interface',
    line: 'show interfaces {{interface}}',
    parameters: { interface: 'interface' },
    parse: parseInterface,
  }),
  command({
    id: 'show-interfaces',
    purpose: 'Which interfaces are up',
    line: 'show ip interface brief',
    parse: parseInterfaceBrief,
  }),
  command({
    id: 'show-ospf-process',
    purpose: 'The OSPF process: areas, SPF runs, maximum metric',
    line: 'show ip ospf',
    parse: parseOspfProcess,
  }),
  command({
    id: 'show-ospf-neighbors',
    purpose: 'OSPF neighbours and their state',
    line: 'show ip ospf neighbor',
    parse: parseOspfNeighbors,
  }),
  command({
    id: 'show-ospf-interface',
    purpose: 'OSPF cost in use, state and neighbours of one interface',
    line: 'show ip ospf interface {{interface}}',
    parameters: { interface: 'interface' },
    parse: parseOspfInterface,
  }),
  command({
    id: 'show-route',
    purpose: 'The route that is used for an address',
    line: 'show ip route {{address}}',
    parameters: { address: 'address' },
    parse: parseRoute,
  }),
  command({
    id: 'ping-address',
    purpose: 'Whether an address answers, and how fast',
    line: 'ping {{address}} repeat {{count}}',
    parameters: { address: 'address', count: 'count' },
    parse: parseUnixPing,
  }),
  command({
    id: 'show-processes-cpu',
    purpose: 'Processes by processor share',
    line: 'show processes top once',
    parse: parseLinuxTopCpu,
  }),
  command({
    id: 'show-processes-memory',
    purpose: 'Processes by the memory that they hold',
    line: 'show processes top once',
    parse: parseLinuxTopMemory,
  }),
  command({
    id: 'read-configured-cost',
    purpose: 'The OSPF cost that is configured on one interface, or none',
    line: 'show running-config',
    parameters: { interface: 'interface' },
    parse: (text, parameters) => parseConfiguredCost(text, String(parameters.interface)),
    forModels: false,
  }),
  command({
    id: 'read-max-metric',
    purpose: 'Whether the maximum metric is configured, and in which OSPF process',
    line: 'show running-config',
    parse: parseMaxMetric,
    forModels: false,
  }),
  command({
    id: 'read-free-session',
    purpose: 'The number of the next configuration session of this product',
    line: 'show configuration sessions',
    parse: parseFreeSession,
    forModels: false,
  }),
  command({
    id: 'show-revert-timer',
    purpose: 'Whether a timer runs that takes a change back',
    line: 'show configuration sessions detail',
    parse: parseRevertTimer,
    forModels: false,
  }),
  command({
    id: 'show-running-config',
    purpose: 'The running configuration',
    line: 'show running-config',
    parse: () => [],
    forModels: false,
  }),
];
