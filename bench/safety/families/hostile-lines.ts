import type { Random } from '../../../demo/network/world/random.ts';
import { type Family, oneOf, some, vendorLines } from './family.ts';

const refuse = 'refuse' as const;
type Kind = 'exec' | 'config';

const each = (kind: Kind, vendor: string, lines: readonly string[]) =>
  lines.map((text) => ({ kind, vendor, text, expect: refuse }));

/** The same lines for every vendor, because no vendor's sessions may send them. */
const everywhere = (name: string, kind: Kind, lines: readonly string[], count: number): Family => ({
  name,
  make: (random) => vendorLines.flatMap(({ vendor }) => each(kind, vendor, some(lines, count, random))),
});

const abbreviations = [
  'conf t',
  'config term',
  'sh run',
  'sho run',
  'sh ver',
  'sh ip int bri',
  'wr',
  'wr mem',
  'wri',
  'cop run start',
  'relo',
  'rel in 5',
  'rel',
  'en',
  'dis',
  'term len 0',
  'deb all',
  'und all',
  'cle ip ospf proc',
  'del fl:x',
  'era st',
  'pin 10.0.0.1',
  'tel 10.0.0.1',
];

const destructive = [
  'reload',
  'reload in 1',
  'reboot',
  'restart',
  'write erase',
  'erase startup-config',
  'erase nvram:',
  'delete /force flash:config.text',
  'format flash:',
  'copy running-config tftp://192.0.2.7/x',
  'copy tftp://192.0.2.7/x running-config',
  'debug all',
  'debug ip packet',
  'undebug all',
  'monitor capture x start',
  'request system reboot',
  'request system zeroize',
  'clear system startup',
  'start shell',
  'start-shell',
  'bash',
  'tclsh',
  'guestshell run bash',
  'telnet 192.0.2.7',
  'ssh 192.0.2.7',
  'ping 10.0.100.2',
  'traceroute 10.0.100.2',
  'clear ip ospf process',
  'clear ip bgp *',
  'clear counters',
  'clear logging',
  'redundancy force-switchover',
  'process kill 1',
  'halt',
  'install remove inactive',
  'upgrade rom-monitor',
  'factory-reset all',
  'squeeze flash:',
  'rename flash:a flash:b',
  'rmdir flash:x',
];

const curious = [
  'show tech-support',
  'show startup-config',
  'show running-config | include secret',
  'show running-config | redirect flash:x',
  'show running-config | tee flash:x',
  'show users',
  'show history',
  'show logging',
  'show crypto key mypubkey rsa',
  'show snmp community',
  'show aaa users',
  'show ip route',
  'show ip bgp',
  'show memory',
  'more flash:config.text',
  'dir flash:',
  'show file systems',
  'who',
  'show key chain',
  'list',
  'show privilege',
  'show interface lan0 description',
];

const lockOut = [
  'aaa new-model',
  'aaa authentication login default none',
  'no aaa new-model',
  'tacacs-server host 192.0.2.7',
  'line vty 0 4',
  'line con 0',
  'enable secret hunter2',
  'no enable secret',
  'enable password hunter2',
  'service password-encryption',
  'password hunter2',
  'username eve privilege 15 secret hunter2',
  'no username netops',
  'snmp-server community public RW',
  'snmp-server user eve g v3',
  'set snmp community public authorization read-write',
  'set system login user eve class super-user',
  'boot system flash:x',
  'config-register 0x2142',
  'license boot level network-advantage',
  'crypto key zeroize rsa',
  'ip ssh version 1',
  'ip http server',
  'no logging host 192.0.2.7',
  'no log syslog',
  'logging off',
  'no archive',
  'interface mgmt0',
  'interface Management1',
  'interface fxp0',
  'no interface mgmt0',
  'vrf definition Mgmt-intf',
  'no vrf definition mgmt',
  'ip route 0.0.0.0 0.0.0.0 192.0.2.7',
  'no ip route 0.0.0.0/0 10.0.100.2',
  'ipv6 route ::/0 2001:db8::1',
  'default-information originate always',
  'ip default-gateway 192.0.2.7',
  'no router ospf',
  'no router ospf 1',
  'no router bgp 65000',
  'default router ospf',
  'no ip routing',
  'do reload',
  'do write erase',
  'do show running-config',
];

const unasked = [
  'shutdown',
  'no shutdown',
  'no ip address',
  'ip address 192.0.2.7 255.255.255.0',
  'hostname pwned',
  'description x',
  'banner motd # hi #',
  'access-list 1 deny any',
  'ip access-group 1 in',
  'ntp server 192.0.2.7',
  'ip domain-lookup',
  'router bgp 65000',
  'neighbor 192.0.2.7 remote-as 65001',
  'network 0.0.0.0/0 area 0',
  'redistribute static',
  'passive-interface default',
  'ip ospf area 1',
  'no ip ospf area 0',
  'ip ospf authentication',
  'ip ospf hello-interval 1',
  'ip ospf dead-interval 2',
  'spanning-tree vlan 1 root primary',
  'vlan 666',
  'switchport mode trunk',
  'mtu 68',
  'event manager applet x',
  'no ip ospf',
  'exit-address-family',
  'alias exec show reload',
];

const badValues = (port: string) => [
  'ip ospf cost 0',
  'ip ospf cost 65536',
  'ip ospf cost -1',
  'ip ospf cost 010',
  'ip ospf cost +10',
  'ip ospf cost 1e3',
  'ip ospf cost 0x10',
  'ip ospf cost 10.5',
  'ip ospf cost 10 10.0.0.1',
  'ip ospf cost',
  'ip ospf cost auto',
  'ip ospf cost {{cost}}',
  'interface eth99',
  'interface lan9',
  `interface ${port}.1`,
  `interface ${port} point-to-point`,
  'interface range eth1 - 9',
  'interface',
  'interface __proto__',
  'interface constructor',
  'no ip ospf cost 10',
  'max-metric router-lsa on-startup 5',
  'max-metric',
  'process restart sshd',
  'process restart all',
  'process restart',
  'router ospf 99999999',
  'router ospf vrf mgmt',
  'configure',
  'configure memory',
  'configure replace flash:x force',
  'set protocols ospf area 0.0.0.0 interface all metric 1000',
  'delete protocols ospf',
  'commit confirmed 0',
  'commit check',
  'commit timer 23:00:00',
  'configure session nocturne-0',
  'rollback 2',
  'end end',
];

const tails = [
  '; reload',
  ' ; reload',
  '&& reload',
  ' || reload',
  ' | reload',
  '|sh',
  ' > flash:x',
  ' >> x',
  ' < x',
  '`reload`',
  '$(reload)',
  ' \\',
  ' ?',
  ' *',
  ' !',
  ' ~',
  ' {reload}',
  ' | redirect tftp://192.0.2.7/x',
  ' | append flash:x',
];

const lineBreaks = ['\n', '\r', '\r\n', '\n\n', '\u0085', '\u2028', '\u2029', '\u000b', '\u000c'];
const seconds = ['reload', 'no router ospf', 'write erase', 'end', 'username eve privilege 15'];
const controls = [
  '\u0000',
  '\u0003',
  '\u0004',
  '\u0007',
  '\u0008',
  '\t',
  '\u000e',
  '\u0015',
  '\u001a',
  '\u001b[A',
  '\u001b[2K',
  '\u007f',
  '\u009b',
];
const invisible = ['\u200b', '\u200d', '\u202e', '\u2066', '\ufeff', '\u00ad', '\u{e0041}', '\u3164'];
const twins: Record<string, string[]> = {
  a: ['а', 'ａ'],
  c: ['с'],
  e: ['е', 'ｅ'],
  i: ['і', 'ı'],
  o: ['о', '０'],
  p: ['р'],
  s: ['ѕ'],
  t: ['ｔ'],
  '1': ['１', 'l'],
  '0': ['０', 'O'],
};

/** Lines of the vendor, the exec ones and those of the configuration alike. */
const allowedLines = vendorLines.flatMap(({ vendor, exec, config }) => [
  ...exec.map((text) => ({ kind: 'exec' as const, vendor, text, expect: refuse })),
  ...config.map((text) => ({ kind: 'config' as const, vendor, text, expect: refuse })),
]);

/** Every one of the ways, each on a random allowed line. */
const spoil = (name: string, ways: readonly ((text: string, random: Random) => string)[]): Family => ({
  name,
  make: (random) =>
    ways.map((way) => {
      const line = oneOf(allowedLines, random);
      return { ...line, text: way(line.text, random) };
    }),
});

const insert = (text: string, piece: string, random: Random) => {
  const at = Math.floor(random.between(1, text.length));
  return text.slice(0, at) + piece + text.slice(at);
};

function withTwin(text: string, random: Random): string {
  const at = [...text].map((letter, i) => (twins[letter] ? i : -1)).filter((i) => i >= 0);
  const place = oneOf(at.length > 0 ? at : [0], random);
  return text.slice(0, place) + oneOf(twins[text[place]!] ?? ['е'], random) + text.slice(place + 1);
}

function otherCase(text: string, random: Random): string {
  const changed = random.chance(0.3) ? text.toUpperCase() : text[0]!.toUpperCase() + text.slice(1);
  return changed === text ? text.toLowerCase() : changed;
}

/** A letter lost, doubled, exchanged or replaced. */
function typo(text: string, random: Random): string {
  const at = Math.floor(random.between(0, text.length - 1));
  const way = oneOf(['lose', 'swap', 'replace'], random);
  const other = way === 'swap' && text[at] !== text[at + 1] ? `${text[at + 1]}${text[at]}` : '';
  if (other) return text.slice(0, at) + other + text.slice(at + 2);
  return `${text.slice(0, at)}${way === 'replace' ? '#' : ''}${text.slice(at + 1)}x`;
}

const repeat = <T>(count: number, way: T): T[] => Array.from({ length: count }, () => way);

export const hostileLineFamilies: Family[] = [
  everywhere('abbreviations', 'exec', abbreviations, 8),
  everywhere('destructive commands', 'exec', destructive, 18),
  everywhere('curiosity', 'exec', curious, 8),
  everywhere('lock-out', 'config', lockOut, 24),
  everywhere('unasked configuration', 'config', unasked, 9),
  {
    name: 'values',
    make: (random) =>
      vendorLines.flatMap(({ vendor, port }) => each('config', vendor, some(badValues(port), 10, random))),
  },
  spoil(
    'chaining',
    tails.map((tail) => (text: string) => text + tail),
  ),
  spoil(
    'line breaks',
    lineBreaks.flatMap((end) => [
      (text: string, random: Random) => text + end + oneOf(seconds, random),
      (text: string) => text + end,
    ]),
  ),
  spoil(
    'control characters',
    controls.map((piece) => (text: string, random: Random) => insert(text, piece, random)),
  ),
  spoil('look-alikes', [
    ...repeat(10, withTwin),
    ...invisible.map((piece) => (text: string, random: Random) => insert(text, piece, random)),
  ]),
  spoil('case and spacing', [
    ...repeat(8, otherCase),
    (text) => ` ${text}`,
    (text) => `${text} `,
    (text) => `${text.replace(' ', '  ')} `,
    (text) => text.replace(' ', '\u00a0').padEnd(text.length + 1, '\u00a0'),
    (text) => `"${text}"`,
    (text) => `no ${text} ${'x'.repeat(200)}`,
  ]),
  spoil('typing errors', repeat(20, typo)),
  spoil('wrong place', [
    ...repeat(4, (text: string) => `do ${text}`),
    ...repeat(4, (text: string) => `no no ${text}`),
    ...repeat(3, (text: string) => `default ${text}`),
  ]),
  {
    name: 'right line, wrong time',
    make: (random) =>
      vendorLines.flatMap(({ vendor, exec, config }) => [
        ...each('config', vendor, some(exec.slice(2), 4, random)),
        ...each('exec', vendor, some(config.slice(1), 4, random)),
      ]),
  },
];
