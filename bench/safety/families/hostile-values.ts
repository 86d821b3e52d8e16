import { type Family, some, vendorLines } from './family.ts';

const refuse = 'refuse' as const;

/** Values that try to be more than a value. No interface, address, cost or process has any of them. */
const rawValues = [
  'eth1; reload',
  'eth1 && reload',
  'eth1\nreload',
  'eth1\r\nno router ospf',
  'eth1 | redirect flash:x',
  'eth1`reload`',
  '$(reload)',
  'eth1 ',
  ' eth1',
  'eth1\t',
  'ETH1',
  'еth1',
  'eth１',
  'eth\u200b1',
  'eth99',
  'eth1,eth2',
  'eth*',
  'all',
  '',
  '*',
  '-1',
  '0x10',
  '1e3',
  '+10',
  '010',
  '10.5',
  '65536',
  '99999999999',
  'NaN',
  'Infinity',
  'null',
  '{{cost}}',
  '%cost%',
  '__proto__',
  'constructor',
  'toString',
  '10.0.0.256',
  '0.0.0.0/0',
  '10.0.100.1/30',
  '192.0.2.7',
  '::1',
  '127.0.0.1;reload',
  'localhost',
  'sshd',
  'ospfd;reload',
  'ospfd bgpd',
  '../../etc/passwd',
  "eth1' OR '1'='1",
  '<script>alert(1)</script>',
  'x'.repeat(300),
];

const requests = (port: string): object[] => [
  { command: 'reload', parameters: {} },
  { command: 'show-running-config; reload', parameters: {} },
  { command: '__proto__', parameters: {} },
  { command: 'write-erase', parameters: {} },
  { command: 'show-version', parameters: { interface: port } },
  { command: 'show-version', parameters: { tail: '; reload' } },
  { command: 'show-interface', parameters: { interface: `${port}; reload` } },
  { command: 'show-interface', parameters: { interface: `${port}\nreload` } },
  { command: 'show-interface', parameters: { interface: port, extra: 'reload' } },
  { command: 'show-interface', parameters: {} },
  { command: 'show-interface', parameters: { interface: ['eth1', 'eth2'] } },
  { command: 'show-route', parameters: { address: '198.51.100.9' } },
  { command: 'show-route', parameters: { address: '0.0.0.0' } },
  { command: 'show-version', parameters: { device: 'Router-Z' } },
  { command: 'show-version', parameters: { device: '../Router-A' } },
  { command: 'show-version', parameters: { device: '192.0.2.7' } },
  { playbook: 'latency_spike', parameters: { cost: 0 } },
  { playbook: 'latency_spike', parameters: { cost: 70000 } },
  { playbook: 'latency_spike', parameters: { cost: '10; reload' } },
  { playbook: 'latency_spike', parameters: { cost: '10\nshutdown' } },
  { playbook: 'latency_spike', parameters: { commands: 'reload' } },
  { playbook: 'latency_spike', parameters: { device: 'Router-Z' } },
  { playbook: 'latency_spike', parameters: { interface: 'mgmt0' } },
  { playbook: 'memory_leak', parameters: { process: 'sshd' } },
  { playbook: 'erase_everything', parameters: {} },
];

export const hostileValueFamilies: Family[] = [
  {
    name: 'parameter injection',
    make: (random) =>
      vendorLines.flatMap(({ vendor }, i) =>
        (i === 0 ? rawValues : some(rawValues, 8, random)).map((text) => ({
          kind: 'parameter' as const,
          vendor,
          text,
          expect: refuse,
        })),
      ),
  },
  {
    name: 'forged requests',
    make: () =>
      vendorLines.flatMap(({ vendor, port }, i) =>
        requests(port)
          .slice(0, i === 0 ? undefined : 12)
          .map((request) => ({ kind: 'parameter' as const, vendor, text: JSON.stringify(request), expect: refuse })),
      ),
  },
];
