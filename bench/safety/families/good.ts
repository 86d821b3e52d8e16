import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Family, vendorLines } from './family.ts';
import { click, pressed, submitted } from './slack-bodies.ts';

const fixtures = resolve(import.meta.dirname, '../../../test/fixtures/vendors');

/** Whole answers of real or documented devices. Configurations are left out: their secrets are taken out on purpose. */
function deviceAnswers(vendor: string): string[] {
  const folder = join(fixtures, vendor);
  const files = readdirSync(folder).filter((file) => file.startsWith('show-') && file.endsWith('.txt'));
  return files
    .filter((file) => !/running-config|unknown/.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

const allow = 'allow' as const;
const call = (tool: string, input: object) => JSON.stringify({ tool, input });

/** Vendors whose devices answer, so that a plan can be written for them. */
const simulated = ['frr', 'ios-xe'];
const proposals = [
  { playbook: 'latency_spike', parameters: {} },
  { playbook: 'latency_spike', parameters: { cost: 500 } },
  { playbook: 'packet_loss', parameters: { cost: 65535 } },
  { playbook: 'cpu_overload', parameters: {} },
];

/** What a working day looks like; hardly any of it may be refused. */
export const goodFamilies: Family[] = [
  {
    name: 'good: show commands',
    make: () =>
      vendorLines.flatMap(({ vendor, exec }) =>
        exec.map((text) => ({ kind: 'exec' as const, vendor, text, expect: allow })),
      ),
  },
  {
    name: 'good: lines of playbooks',
    make: () =>
      vendorLines.flatMap(({ vendor, config }) =>
        config.map((text) => ({ kind: 'config' as const, vendor, text, expect: allow })),
      ),
  },
  {
    name: 'good: parameters',
    make: () => [
      ...vendorLines.flatMap(({ vendor, port }) =>
        [
          { command: 'show-interface', parameters: { interface: port } },
          { command: 'show-ospf-interface', parameters: { interface: port } },
          { command: 'show-route', parameters: { address: '10.0.100.5' } },
          { command: 'show-version', parameters: {} },
          { command: 'show-ospf-neighbors', parameters: {} },
          { command: 'read-configured-cost', parameters: { interface: port } },
          ...(simulated.includes(vendor) ? proposals : []),
        ].map((request) => ({ kind: 'parameter' as const, vendor, text: JSON.stringify(request), expect: allow })),
      ),
      ...['eth1', '10.0.100.1', '250'].map((text) => ({
        kind: 'parameter' as const,
        vendor: 'frr',
        text,
        expect: allow,
      })),
    ],
  },
  {
    name: 'good: device answers',
    make: () =>
      vendorLines.flatMap(({ vendor }) =>
        deviceAnswers(vendor).map((text) => ({ kind: 'device-output' as const, vendor, text, expect: allow })),
      ),
  },
  {
    name: 'good: model answers',
    make: () =>
      [
        call('run_show_command', { device: 'Router-A', command: 'show-version' }),
        call('run_show_command', { device: 'Router-A', command: 'show-ospf-neighbors', parameters: {} }),
        call('run_show_command', {
          device: 'Router-B',
          command: 'show-ospf-interface',
          parameters: { interface: 'eth1' },
        }),
        call('run_show_command', { device: 'Switch-1', command: 'show-interface', parameters: { interface: 'eth4' } }),
        call('propose_plan', { playbook: 'latency_spike' }),
        call('propose_plan', { playbook: 'latency_spike', parameters: { cost: 800 } }),
        'CONCLUSION: latency_spike\nThe latency rose to 160.4 ms, usually it is 4.1 ms [E1]',
        'CONCLUSION: latency_spike\n- Latency is 160 ms where it is usually 4.1 ms [E1].\n- The link is the core uplink [E1, E2].',
        'CONCLUSION: congestion\nThe latency of the link is far above what is usual [E1]',
      ].map((text) => ({ kind: 'model-output' as const, vendor: 'frr', text, expect: allow })),
  },
  {
    name: 'good: decisions',
    make: () =>
      [
        ...['U0APPROVE1', 'U0APPROVE2', 'U0LEAD'].map((user) => click({ user, value: '{{pending}}' })),
        ...['U0APPROVE1', 'U0LEAD'].map((user) => submitted({ user, subject: '{{pending}}', reason: 'not now' })),
        [
          click({ user: 'U0COLLEAGUE', value: '{{pending}}' }),
          click({ user: 'U0APPROVE2', value: '{{pending}}', trigger: '2' }),
        ],
        [
          pressed({ user: 'U0APPROVE1', action: 'plan_reject', value: '{{pending}}' }),
          submitted({ user: 'U0APPROVE1', subject: '{{pending}}', reason: 'wait for the maintenance window' }),
        ],
        { ...click({ user: 'U0APPROVE1', value: '{{pending}}' }), message: { ts: '1.2', text: 'an old card' } },
      ].map((body) => ({ kind: 'slack-payload' as const, text: JSON.stringify(body), expect: allow })),
  },
];
