import type { NetworkSpec } from '../../network/spec.ts';
import { type InterfaceConfig, initialConfig } from '../../network/world/device-config.ts';
import { bare, bgp, labHosts } from '../lab-spec.ts';

/** `/etc/frr/frr.conf` of one device: what the simulated device boots with, in the words of FRRouting 8.4. */
export function frrConfig(spec: NetworkSpec, device: string): string {
  const { interfaces, ospf } = initialConfig(spec, device);
  return [
    'frr defaults traditional',
    `hostname ${device}`,
    'log file /var/log/frr/frr.log informational',
    'log timestamp precision 3',
    'service integrated-vtysh-config',
    '!',
    ...Object.values(interfaces).flatMap(interfaceLines),
    'router ospf',
    ` ospf router-id ${ospf.routerId}`,
    ' log-adjacency-changes detail',
    // Routes follow a change within a second, so that a story does not wait for the protocol.
    ' timers throttle spf 50 200 2000',
    ' timers throttle lsa all 200',
    ' timers lsa min-arrival 100',
    ' maximum-paths 4',
    '!',
    ...bgpLines(spec, device),
    'end',
    '',
  ].join('\n');
}

function interfaceLines({ name, description, address, ospf }: InterfaceConfig): string[] {
  const lines = [
    description && `description ${description}`,
    address && `ip address ${address}`,
    ospf && `ip ospf area ${ospf.area}`,
    ospf?.cost !== undefined && `ip ospf cost ${ospf.cost}`,
    ospf?.pointToPoint && `ip ospf hello-interval ${ospf.helloSeconds}`,
    ospf?.pointToPoint && `ip ospf dead-interval ${ospf.deadSeconds}`,
    ospf?.pointToPoint && `ip ospf retransmit-interval ${ospf.retransmitSeconds}`,
    ospf?.pointToPoint && 'ip ospf network point-to-point',
    ospf?.passive && 'ip ospf passive',
  ].filter((line) => typeof line === 'string');
  return [`interface ${name}`, ...lines.map((line) => ` ${line}`), '!'];
}

/** Router-A keeps what its neighbour announces, and takes none of it. */
function bgpLines(spec: NetworkSpec, device: string): string[] {
  const host = labHosts(spec).find(({ router }) => router === device);
  if (device !== bgp.router || !host) return [];
  const neighbour = bare(host.address);
  return [
    'route-map NONE deny 10',
    'exit',
    '!',
    `router bgp ${bgp.as}`,
    ` neighbor ${neighbour} remote-as ${bgp.neighbourAs}`,
    ` neighbor ${neighbour} passive`,
    ' address-family ipv4 unicast',
    `  neighbor ${neighbour} soft-reconfiguration inbound`,
    `  neighbor ${neighbour} route-map NONE in`,
    `  neighbor ${neighbour} route-map NONE out`,
    ' exit-address-family',
    '!',
  ];
}

/** `/etc/frr/daemons`: what runs on a device. */
export function daemonsFile(device: string): string {
  return [
    'ospfd=yes',
    `bgpd=${device === bgp.router ? 'yes' : 'no'}`,
    'vtysh_enable=yes',
    'zebra_options="-A 127.0.0.1 -s 4000000"',
    'ospfd_options="-A 127.0.0.1"',
    'bgpd_options="-A 127.0.0.1"',
    'staticd_options="-A 127.0.0.1"',
    '',
  ].join('\n');
}

export const vtyshConfig = (device: string) => `service integrated-vtysh-config\nhostname ${device}\n`;
