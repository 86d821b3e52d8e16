import { describe, expect, it } from 'vitest';
import { diffConfigs } from '../../src/network/parsing/config-diff.ts';

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
