import type { DeviceState } from '../../world/device-state.ts';

const buildOptions = [
  '--build=x86_64-linux-gnu',
  '--prefix=/usr',
  '--sysconfdir=/etc/frr',
  '--sbindir=/usr/lib/frr',
  '--with-vtysh-pager=/usr/bin/pager',
  '--enable-rpki',
  '--disable-scripting',
  '--with-libpam',
  '--enable-snmp',
  '--enable-fpm',
  '--enable-multipath=256',
  '--enable-user=frr',
  '--enable-group=frr',
  '--enable-vty-group=frrvty',
];

export function showVersion(device: DeviceState): string {
  return [
    `FRRouting 8.4.4 (${device.config.hostname}) on Linux(6.1.0-18-amd64).`,
    'Copyright 1996-2005 Kunihiro Ishiguro, et al.',
    'configured with:',
    `    ${buildOptions.map((option) => `'${option}'`).join(' ')}`,
    '',
  ].join('\n');
}

export function daemonsOf(device: DeviceState): string[] {
  return ['zebra', 'ospfd', 'bgpd', 'watchfrr', 'staticd'].filter((name) => device.processes.find(name));
}

const heapKib: Record<string, number> = { zebra: 8628, ospfd: 4364, bgpd: 6120, watchfrr: 2180, staticd: 2204 };
const logNames: Record<string, string> = { zebra: 'ZEBRA', ospfd: 'OSPF', bgpd: 'BGP', staticd: 'STATIC' };

/** `show memory` of one daemon: what the allocator holds, and the types that take most. A leak shows in both. */
export function showMemory(device: DeviceState, daemon: string): string {
  const leakedKib = Math.round((device.leaks.get(daemon) ?? 0) * 1024);
  const total = (heapKib[daemon] ?? 2200) + leakedKib;
  const free = Math.round((heapKib[daemon] ?? 2200) * 0.033);
  return [
    'System allocator statistics:',
    `  Total heap allocated:  ${memorySize(total)}`,
    '  Holding block headers: 0 bytes',
    '  Used small blocks:     0 bytes',
    `  Used ordinary blocks:  ${memorySize(total - free)}`,
    '  Free small blocks:     1632 bytes',
    `  Free ordinary blocks:  ${memorySize(free)}`,
    `  Ordinary blocks:       ${13 + Math.floor(leakedKib / 512)}`,
    '  Small blocks:          45',
    '  Holding blocks:        0',
    "(see system documentation for 'mallinfo' for meaning)",
    '--- qmem libfrr ---',
    typeHeader,
    typeRow('Buffer', 6, '24', 144),
    typeRow('Command Tokens', 4374, '72', 315_088),
    typeRow('Link List', 101, '40', 4056),
    typeRow('Northbound Node', 133, '1192', 158_536),
    typeRow('Stream', 8, 'variable', 422_928),
    typeRow('Thread', 33, '160', 5576),
    typeRow('Vector', 10_255, '24', 246_552),
    '--- qmem logging subsystem ---',
    typeHeader,
    typeRow('syslog target', 1, '56', 56),
    `--- qmem ${daemon} ---`,
    typeHeader,
    ...daemonTypes(daemon, leakedKib),
    '',
  ].join('\n');
}

export function showMemoryOfAll(device: DeviceState): string {
  return daemonsOf(device)
    .map((daemon) => `Memory statistics for ${daemon}:\n${showMemory(device, daemon)}\n`)
    .join('');
}

function daemonTypes(daemon: string, leakedKib: number): string[] {
  const bytes = leakedKib * 1024;
  if (daemon === 'ospfd') {
    const lsas = 42 + Math.floor(bytes / 512);
    return [
      typeRow('OSPF top', 1, '1056', 1064),
      typeRow('OSPF area', 1, '792', 792),
      typeRow('OSPF neighbor', 6, '672', 4032),
      typeRow('OSPF LSA', 42, '136', 5712),
      typeRow('OSPF LSA data', lsas, 'variable', 3976 + bytes),
    ];
  }
  if (daemon === 'zebra') {
    return [typeRow('Route Entry', 45, '104', 4824), typeRow('RIB destination', 33, '88', 2904 + bytes)];
  }
  return bytes > 0 ? [typeRow('Temporary memory', 12, 'variable', bytes)] : [];
}

const typeHeader = 'Type                          : Current#   Size       Total     Max#  MaxBytes';

function typeRow(name: string, count: number, size: string, total: number): string {
  const middle =
    size === 'variable'
      ? ` variable${String(total).padStart(10)}`
      : ` ${size.padStart(6)} ${String(total).padStart(11)}`;
  return `${name.padEnd(30)}: ${String(count).padStart(8)}${middle} ${String(count).padStart(8)} ${String(total).padStart(9)}`;
}

/** FRR switches units above ten of the larger one. */
function memorySize(kib: number): string {
  if (kib / 1024 / 1024 > 10) return `${Math.round(kib / 1024 / 1024)} GiB`;
  if (kib / 1024 > 10) return `${Math.round(kib / 1024)} MiB`;
  return `${kib} KiB`;
}

export function showLogging(device: DeviceState): string {
  return daemonsOf(device)
    .map((daemon) => {
      const head = [
        `Logging configuration for ${daemon}:`,
        `Syslog logging: level informational, facility daemon, ident ${daemon}`,
      ];
      if (daemon === 'watchfrr') return [...head, '', ''].join('\n');
      return [
        ...head,
        'Stdout logging: disabled',
        'File logging: disabled',
        `Protocol name: ${logNames[daemon]}`,
        'Record priority: disabled',
        'Timestamp precision: 3',
        '',
        '',
      ].join('\n');
    })
    .join('');
}
