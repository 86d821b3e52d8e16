import { expect, it } from 'vitest';
import { createGrammar } from '../../../demo/network/cli/grammar.ts';

const grammar = createGrammar(
  [
    'show version',
    'show ip route [json]',
    'show ip route ADDRESS [json]',
    'show interface IFNAME',
    'show interface brief',
    'shutdown',
    'cost <1-65535>',
    'description LINE',
  ].map((pattern) => ({ pattern, command: pattern })),
);

const found = (line: string) => {
  const match = grammar.match(line);
  return match.kind === 'match' ? match.command : match.kind;
};

it('takes full words and abbreviations', () => {
  expect(found('show version')).toBe('show version');
  expect(found('sho ver')).toBe('show version');
  expect(found('  sh   ip  ro ')).toBe('show ip route [json]');
});

it('prefers a keyword to a parameter, and a complete word to an abbreviation', () => {
  expect(found('show interface brief')).toBe('show interface brief');
  expect(found('show interface bri')).toBe('show interface brief');
  expect(found('show interface eth1')).toBe('show interface IFNAME');
});

it('tells incomplete from unknown', () => {
  expect(found('show ip')).toBe('incomplete');
  expect(found('cost')).toBe('incomplete');
  expect(found('show foo')).toBe('unknown');
  expect(found('show version now')).toBe('unknown');
});

it('checks ranges and addresses', () => {
  expect(found('cost 65535')).toBe('cost <1-65535>');
  for (const bad of ['cost 0', 'cost 65536', 'cost 1x', 'cost -1']) expect(found(bad)).toBe('unknown');
  expect(found('show ip route 10.0.0.1 json')).toBe('show ip route ADDRESS [json]');
  expect(found('show ip route 10.0.0.256')).toBe('unknown');
});

it('hands over parameters and keywords', () => {
  expect(grammar.match('desc to the  core')).toMatchObject({ args: { values: { LINE: 'to the core' } } });
  const match = grammar.match('sh ip ro 10.1.2.3 js');
  expect(match).toMatchObject({ args: { values: { ADDRESS: '10.1.2.3' } } });
  expect(match.kind === 'match' && match.args.keywords.has('json')).toBe(true);
});

it('is case-sensitive unless told otherwise', () => {
  expect(found('Show Version')).toBe('unknown');
  const loose = createGrammar([{ pattern: 'show version', command: 1 }], { ignoreCase: true });
  expect(loose.match('SHOW Ver')).toMatchObject({ kind: 'match', command: 1 });
});

it('lists what may follow', () => {
  expect(grammar.continuations('sh')).toEqual(['show', 'shutdown']);
  expect(grammar.continuations('show ')).toEqual(['interface', 'ip', 'version']);
  expect(grammar.continuations('show ip route ')).toEqual(['json']);
});
