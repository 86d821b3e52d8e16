import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AllowedLine, createGuard, guardNames, type LineToCheck } from '../../src/network/guard.ts';
import { refusals } from '../../src/network/refusals.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { labTopology } from './lab.ts';

const topology = labTopology();
const change = (text: string): AllowedLine => ({
  rule: `drain/${text}`,
  vendor: 'frr',
  login: 'vtysh',
  phase: 'change',
  template: { text, parameters: { interface: 'interface', cost: 'ospf-cost' } },
});
const playbook = {
  lines: ['configure terminal', 'interface {{interface}}', 'ip ospf cost {{cost}}', 'end'].map(change),
};
const guard = createGuard({ vendors, playbooks: [playbook], topology });

const ask = (line: string, more: Partial<LineToCheck> = {}) =>
  guard.check({ vendor: 'frr', login: 'vtysh', phase: 'change', line, context: { device: 'Router-A' }, ...more });
const read = (line: string, more: Partial<LineToCheck> = {}) => ask(line, { phase: 'read', ...more });

describe('the guard', () => {
  it.each(['configure terminal', 'interface eth1', 'ip ospf cost 1', 'ip ospf cost 65535', 'end'])(
    'accepts the rendering "%s"',
    (line) => expect(ask(line).ok).toBe(true),
  );

  it.each(['show version', 'show ip ospf interface eth2', 'show ip route 10.0.100.2', 'show interface mgmt0'])(
    'accepts the catalogue line "%s"',
    (line) => expect(read(line).ok).toBe(true),
  );

  it.each([
    ['an abbreviation', 'conf t'],
    ['another case', 'Configure terminal'],
    ['a doubled space', 'interface  eth1'],
    ['a space behind', 'interface eth1 '],
    ['a tab', 'interface\teth1'],
    ['a look-alike letter', 'interfаce eth1'],
    ['a full-width digit', 'ip ospf cost １０'],
    ['a zero-width space', 'interface eth\u200b1'],
    ['a line break behind', 'interface eth1\n'],
    ['a second line', 'interface eth1\nno router ospf'],
    ['a carriage return', 'end\rreload'],
    ['an interface that is not there', 'interface eth9'],
    ['an interface of another device', 'interface eth4'],
    ['a cost of zero', 'ip ospf cost 0'],
    ['a cost too high', 'ip ospf cost 65536'],
    ['a leading zero', 'ip ospf cost 010'],
    ['a sign', 'ip ospf cost +10'],
    ['an exponent', 'ip ospf cost 1e3'],
    ['a gap of the template', 'ip ospf cost {{cost}}'],
    ['more words', 'ip ospf cost 10 area 0'],
    ['nothing', ''],
    ['the name of an object member', 'interface constructor'],
    ['the prototype', 'interface __proto__'],
  ])('refuses %s', (_, line) => {
    expect(ask(line).ok).toBe(false);
  });

  it('knows phase, login, vendor and device apart', () => {
    expect(ask('show version').ok).toBe(false);
    expect(read('configure terminal').ok).toBe(false);
    expect(read('show processes cpu').ok).toBe(false);
    expect(read('show processes cpu', { login: 'opsh' }).ok).toBe(true);
    expect(read('show version', { vendor: 'junos' }).ok).toBe(false);
    expect(read('show version', { context: { device: 'Router-Z' } }).ok).toBe(false);
    expect(read('show interface eth4').ok).toBe(false);
    expect(read('show interface eth4', { context: { device: 'Switch-1' } }).ok).toBe(true);
  });

  it('refuses a device whose platform is another one', () => {
    const other = createGuard({ vendors, playbooks: [], topology: labTopology({ platform: 'unknown' }) });
    expect(
      other.check({
        vendor: 'frr',
        login: 'vtysh',
        phase: 'read',
        line: 'show version',
        context: { device: 'Router-A' },
      }),
    ).toMatchObject({
      ok: false,
      by: 'rendering',
    });
  });

  it.each([
    ['newline', 'end\nend'],
    ['control-characters', 'end\u0007'],
    ['plain-ascii', 'еnd'],
    ['length', 'a'.repeat(201)],
    ['spacing', ' end'],
    ['separator', 'end;reload'],
    ['redirect', 'show version > flash:x'],
    ['pipe', 'show version | awk x'],
    ['expansion', 'show version `id`'],
    ['shell', 'start-shell'],
    ['do', 'do show version'],
    ['copy', 'copy running-config tftp'],
    ['delete', 'delete flash:x'],
    ['debug', 'debug ip ospf'],
    ['reload', 'relo'],
    ['request-system', 'request system reboot'],
    ['unbounded-ping', 'ping 10.0.0.1'],
    ['aaa', 'aaa new-model'],
    ['enable-secret', 'enable secret x'],
    ['username', 'username eve privilege 15'],
    ['writable-snmp', 'snmp-server community x RW'],
    ['boot', 'boot system flash:x'],
    ['erase', 'write erase'],
    ['zeroize', 'crypto key zeroize rsa'],
    ['remove-logging', 'no logging host 10.0.0.1'],
    ['management-interface', 'interface mgmt0'],
    ['default-route', 'ip route 0.0.0.0/0 10.0.0.1'],
    ['remove-routing', 'no router ospf'],
  ])('refuses by %s even when a playbook would allow it', (name, line) => {
    const careless = createGuard({ vendors, playbooks: [{ lines: [change(line)] }], topology });
    const checked = careless.check({
      vendor: 'frr',
      login: 'vtysh',
      phase: 'change',
      line,
      context: { device: 'Router-A' },
    });
    expect(checked).toMatchObject({ ok: false, by: name });
  });

  it('shows each refusal of the second layer by an example above', () => {
    expect(guardNames).toEqual([...refusals.map(({ name }) => name), 'words', 'rendering']);
    expect(guardNames).toHaveLength(30);
  });

  it('lets nothing through when one layer is taken away', () => {
    const without = (name: string) => createGuard({ vendors, playbooks: [playbook], topology, without: [name] });
    const line = { vendor: 'frr', login: 'vtysh', phase: 'change', context: { device: 'Router-A' } } as const;
    for (const name of guardNames) {
      expect(without(name).check({ ...line, line: 'reload' }).ok, name).toBe(false);
      expect(without(name).guards).not.toContain(name);
    }
    for (const name of ['rendering', 'words']) {
      const [still] = ['rendering', 'words'].filter((other) => other !== name);
      for (const refused of ['conf t', 'Configure terminal', 'interface eth9', 'ip ospf cost 0', 'no ip ospf cost 7']) {
        expect(without(name).check({ ...line, line: refused }), refused).toMatchObject({ ok: false, by: still });
      }
      expect(without(name).check({ ...line, line: 'ip ospf cost 10' }).ok).toBe(true);
    }
    expect(guard.check({ ...line, line: 'conf t' })).toMatchObject({ by: 'words', all: ['words', 'rendering'] });
    expect(guard.check({ ...line, line: 'ip ospf cost 0' })).toMatchObject({ by: 'rendering' });
    const open = createGuard({ vendors, playbooks: [], topology, without: guardNames });
    expect(open.check({ ...line, line: 'reload' })).toEqual({ ok: true, rule: 'unguarded' });
  });

  it('refuses every mutation that is not a rendering itself', () => {
    const allowed = [
      'configure terminal',
      'interface eth1',
      'interface lo',
      'ip ospf cost 10',
      'ip ospf cost 1000',
      'end',
    ];
    const rendering = /^(configure terminal|interface (lo|eth[123])|ip ospf cost ([1-9]\d{0,4})|end)$/;
    const isRendering = (line: string) => {
      const match = rendering.exec(line);
      return match !== null && !line.includes('\n') && (match[3] === undefined || Number(match[3]) <= 65_535);
    };
    const unit = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
      fc.constantFrom(
        '\n',
        '\r',
        ' ',
        '\t',
        ';',
        '|',
        'no ',
        'do ',
        '\u200b',
        '\u202e',
        '0',
        '9',
        '\u0430',
        '\\',
        '$(id)',
        '-',
      ),
    );
    const mutation = fc
      .record({ line: fc.constantFrom(...allowed), at: fc.nat(20), cut: fc.nat(3), insert: unit })
      .map(({ line, at, cut, insert }) => line.slice(0, at) + insert + line.slice(Math.min(at, line.length) + cut));
    fc.assert(
      fc.property(mutation, (line) => ask(line).ok === isRendering(line)),
      { numRuns: 3000 },
    );
  });

  it('refuses anything that it does not know', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => !ask(line).ok || line === 'end'),
      { numRuns: 1000 },
    );
  });
});
