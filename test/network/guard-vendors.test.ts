import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPlaybooks } from '../../src/changes/playbooks.ts';
import { type AllowedLine, createGuard } from '../../src/network/guard.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import { gapsOf } from '../../src/network/line-template.ts';
import type { ParameterTypeId } from '../../src/network/parameter-types.ts';
import { isMissing, timerGaps } from '../../src/network/vendor.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { labText } from './lab.ts';

const playbooks = loadPlaybooks(resolve(import.meta.dirname, '../../playbooks'));

/** All that a gap may hold here, written out a second time: what the guard accepts must be exactly this. */
const values: Record<ParameterTypeId, RegExp> = {
  device: /^(Router-[AB]|Switch-[12]|AP-1)$/,
  interface: /^(lo|eth[123]|mgmt0)$/,
  'link-end': /^eth[123]$/,
  'ospf-cost': /^([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/,
  'ospf-process': /^([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/,
  'ospf-area': /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/,
  'session-number': /^[1-9]\d{0,3}$/,
  process: /^(zebra|ospfd|bgpd|staticd|telemetryd)$/,
  count: /^([1-9]|10)$/,
  state: /^(on|off|none)$/,
  minutes: /^([1-9]\d?|1[01]\d|120)$/,
  seconds: /^([3-9]\d|[1-9]\d\d|[1-6]\d{3}|7[01]\d\d|7200)$/,
  duration: /^(00:(0[1-9]|[1-5]\d):[0-5]\d|01:[0-5]\d:[0-5]\d|02:00:00)$/,
  address: /^10\.(0\.0\.1[12]|0\.100\.[125]|255\.0\.(11|12|21|22|31))$/,
};
const samples: Record<ParameterTypeId, string[]> = {
  device: ['Router-A'],
  interface: ['eth1', 'lo'],
  'link-end': ['eth1', 'eth3'],
  'ospf-cost': ['1', '10', '65535'],
  'ospf-process': ['1', '100'],
  'ospf-area': ['0.0.0.0', '10.0.0.255'],
  'session-number': ['1', '9999'],
  process: ['ospfd'],
  count: ['5', '10'],
  state: ['on'],
  minutes: ['10', '120'],
  seconds: ['600', '7200'],
  duration: ['00:10:00', '02:00:00'],
  address: ['10.0.100.1'],
};

const junk = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
  fc.constantFrom(
    ...[
      '\n',
      '\r',
      ' ',
      '\t',
      ';',
      '|',
      'no ',
      'do ',
      'delete ',
      'set ',
      'run ',
      '\u200b',
      '\u202e',
      '\u0430',
      '0',
      '1',
      '9',
    ],
    ...['.', ':', '-', '-undo', ' abort', ' commit', ' confirmed', '\\', '$(id)', '65536', ' | display set'],
  ),
);

describe.each(vendors.map((vendor) => [vendor.id, vendor] as const))('lines for %s', (id, vendor) => {
  const topology = parseTopology(labText({ platform: id }));
  const guard = createGuard({ vendors, playbooks, topology });
  const { timer } = vendor;
  const plain = (
    login: string,
    phase: AllowedLine['phase'],
    text: string,
    parameters: AllowedLine['template']['parameters'] = timerGaps,
  ): AllowedLine => ({
    rule: 'example',
    vendor: id,
    login,
    phase,
    template: { text, parameters },
  });
  const allowed = [
    ...vendor.catalogue.map(({ login, line, parameters }) => plain(login, 'read', line, parameters)),
    ...playbooks.flatMap(({ lines }) => lines.filter((line) => line.vendor === id)),
    ...(isMissing(timer)
      ? []
      : [...timer.start, ...timer.cancel, ...timer.revert].map((line) => plain(timer.login, 'timer', line))),
    ...(isMissing(timer) || timer.kind === 'around'
      ? []
      : timer.start.map((line) => plain(timer.login, 'change', line))),
    ...(vendor.staged?.abandon
      ? (['change', 'undo'] as const).map((phase) => plain('cli', phase, vendor.staged!.abandon!))
      : []),
  ];
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const patterns = allowed.map(({ login, phase, template: { text, parameters } }) => ({
    login,
    phase,
    pattern: new RegExp(
      `^${text
        .split(/\{\{([a-z_]+)\}\}/)
        .map((part, i) => (i % 2 === 0 ? literal(part) : `(?:${values[parameters[part]!].source.slice(1, -1)})`))
        .join('')}$`,
    ),
  }));
  const isAllowed = (login: string, phase: string, line: string) =>
    !/[\r\n]/.test(line) &&
    // The management interface is refused by the second layer wherever it would be configured.
    (phase === 'read' || !/interface (mgmt0|lo mgmt)/.test(line)) &&
    patterns.some((each) => each.login === login && each.phase === phase && each.pattern.test(line));
  const check = (line: { login: string; phase: AllowedLine['phase'] }, text: string) =>
    guard.check({ vendor: id, login: line.login, phase: line.phase, line: text, context: { device: 'Router-A' } });

  const rendering = fc.constantFrom(...allowed).chain((line) =>
    fc
      .tuple(...gapsOf(line.template.text).map((gap) => fc.constantFrom(...samples[line.template.parameters[gap]!])))
      .map((filled) => {
        const rest = [...(filled as string[])];
        return { line, text: line.template.text.replace(/\{\{[a-z_]+\}\}/g, () => rest.shift()!) };
      }),
  );

  it('are accepted as they are rendered', () => {
    fc.assert(
      fc.property(rendering, ({ line, text }) => check(line, text).ok),
      { numRuns: 500 },
    );
  });

  it('are refused in every mutation that is no rendering itself', () => {
    const mutation = fc
      .record({ from: rendering, at: fc.nat(80), cut: fc.nat(4), insert: junk })
      .map(({ from: { line, text }, at, cut, insert }) => {
        const start = Math.min(at, text.length);
        return { line, text: text.slice(0, start) + insert + text.slice(start + cut) };
      });
    fc.assert(
      fc.property(mutation, ({ line, text }) => check(line, text).ok === isAllowed(line.login, line.phase, text)),
      { numRuns: 3000 },
    );
  });

  it('are refused in another phase than the one they are for', () => {
    const phases = ['setup', 'read', 'change', 'undo', 'confirm', 'timer'] as const;
    fc.assert(
      fc.property(rendering, fc.constantFrom(...phases), ({ line, text }, phase) => {
        const setup = phase === 'setup' && vendor.logins[line.login]!.setup.includes(text);
        return check({ ...line, phase }, text).ok === (setup || isAllowed(line.login, phase, text));
      }),
      { numRuns: 500 },
    );
  });
});

it.each([
  ['delete protocols ospf', 'delete'],
  ['delete protocols ospf area 0.0.0.0 interface ge-0/0/1.0', 'delete'],
  ['delete interfaces ge-0/0/1', 'delete'],
  ['del protocols ospf overload', 'delete'],
  ['set interfaces fxp0 unit 0 family inet address 10.0.0.1/24', 'management-interface'],
  ['set protocols ospf area 0.0.0.0 interface fxp0.0 metric 10', 'management-interface'],
  ['set system root-authentication plain-text-password', 'username'],
  ['load factory-default', 'erase'],
  ['rollback clean-config', 'erase'],
  ['run start shell', 'shell'],
  ['set routing-options static route 0.0.0.0/0 next-hop 10.0.0.1', 'default-route'],
])('the second layer refuses "%s" even when a playbook would allow it', (line, by) => {
  const careless = {
    lines: [
      { rule: 'x', vendor: 'junos', login: 'cli', phase: 'change', template: { text: line, parameters: {} } } as const,
    ],
  };
  const guard = createGuard({
    vendors,
    playbooks: [careless],
    topology: parseTopology(labText({ platform: 'junos' })),
  });
  const checked = guard.check({
    vendor: 'junos',
    login: 'cli',
    phase: 'change',
    line,
    context: { device: 'Router-A' },
  });
  expect(checked).toMatchObject({ ok: false });
  expect(checked).toMatchObject({ all: expect.arrayContaining([by]) });
});
