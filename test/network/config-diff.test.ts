import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffConfigs } from '../../src/network/parsing/config-diff.ts';
import { vendors } from '../../src/network/vendors/index.ts';

const config =
  'hostname r1\ninterface eth1\n ip ospf cost 10\n mtu 1500\nexit\ninterface eth2\n ip ospf cost 10\nexit\nend\n';

describe('the difference of two configurations', () => {
  it('is empty when nothing differs', () => {
    expect(diffConfigs(config, config)).toBe('');
  });

  it('names the block of a line that changed', () => {
    const after = config.replace('interface eth2\n ip ospf cost 10', 'interface eth2\n ip ospf cost 1000');
    expect(diffConfigs(config, after)).toBe('  interface eth2\n-  ip ospf cost 10\n+  ip ospf cost 1000\n');
  });

  it('tells apart lines that only came and lines that only went', () => {
    expect(diffConfigs(config, config.replace(' mtu 1500\n', ''))).toBe('  interface eth1\n-  mtu 1500\n');
    expect(diffConfigs(config, config.replace('end\n', 'router ospf\nend\n'))).toBe('+ router ospf\n');
  });

  it('gives numbers when too much differs to be read', () => {
    const long = (name: string) => Array.from({ length: 2000 }, (_, i) => `${name} ${i}`).join('\n');
    expect(diffConfigs(long('a'), long('b'))).toBe('2000 lines went and 2000 came\n');
  });
});

const vendorConfigs = vendors.map((vendor) => {
  const file = join(import.meta.dirname, '../fixtures/vendors', vendor.id, 'show-running-config.txt');
  return [vendor.id, vendor, readFileSync(file, 'utf8')] as const;
});

/** What says nothing, by how a system marks it. */
const noise: Record<string, readonly string[]> = {
  frr: ['!', ' !', '! a remark', '# a remark', '', '   ', 'Building configuration...', 'Current configuration:'],
  'ios-xe': [
    ...['!', ' !', '! Last configuration change at 01:02:03 UTC Mon Nov 23 2026 by ann', '', '   '],
    ...['Building configuration...', 'Current configuration : 2741 bytes', 'ntp clock-period 17179869'],
    ...[
      'Load for five secs: 3%/0%; one minute: 2%; five minutes: 2%',
      'Time source is NTP, 10:01:02.003 UTC Mon Nov 23 2026',
    ],
  ],
  eos: ['!', '   !', '! Command: show running-config', '! Time: Mon Nov 23 10:01:02 2026', '', '   '],
  junos: ['# a remark;', '    ## Last changed: now {', '/* one; */', '/* two {\n * lines;\n */', '', '   '],
};

describe.each(vendorConfigs)('two readings of a configuration of %s', (id, vendor, config) => {
  const lines = config.trimEnd().split('\n');
  const read = (changed: readonly string[]) => vendor.snapshot.normalize(`${changed.join('\n')}\n`);
  const differenceTo = (changed: readonly string[]) => diffConfigs(read(lines), read(changed));

  it('are the same whatever comment or blank line comes or goes, wherever', () => {
    for (let at = 0; at <= lines.length; at++) {
      for (const said of noise[id]!) {
        const more = [...lines.slice(0, at), said, ...lines.slice(at)];
        expect(differenceTo(more), `${said} at ${at}`).toBe('');
        expect(read(more), `${said} at ${at}`).toBe(read(lines));
      }
    }
    expect(differenceTo(lines.map((line) => `${line}  `))).toBe('');
    expect(differenceTo(lines.flatMap((line) => [line, ...noise[id]!]))).toBe('');
  });

  it('differ whatever line that says something comes, goes or becomes another', () => {
    const silent = [/^\s*$/, /^\s*[!}]/, /^Building|^Current|^exit$/, /^\s*(?:#|\/\*)/];
    const saying = lines.flatMap((line, at) => (silent.some((pattern) => pattern.test(line)) ? [] : [at]));
    expect(saying.length).toBeGreaterThan(20);
    for (const at of saying) {
      const line = lines[at]!;
      if (/^(?!.*[{]$)/.test(line)) expect(differenceTo(lines.toSpliced(at, 1)), `without ${line}`).not.toBe('');
      const other = line.replace(/(?<=^\s*(?:inactive: )?[A-Za-z_-]*)(?=[\s;]|$)/, '-other');
      expect(differenceTo(lines.with(at, other)), `${line} as ${other}`).not.toBe('');
    }
  });

  it('that were cut are no configuration', () => {
    expect(vendor.snapshot.isWhole(config)).toBe(true);
    for (let at = 0; at < lines.length; at++) {
      const part = lines.slice(0, at);
      // Between two statements at the top nothing tells that more would come, but for the prompt behind it.
      const open =
        id !== 'junos' ||
        (part.join('\n').match(/\{$/gm) ?? []).length > (part.join('\n').match(/^\s*\}$/gm) ?? []).length;
      if (open) expect(vendor.snapshot.isWhole(part.join('\n')), `${at} lines`).toBe(false);
    }
  });
});

it('does not take for a change what an earlier release stored with its comments', () => {
  expect(diffConfigs(config, config.replaceAll('exit\n', 'exit\n!\n\n'))).toBe('');
});
