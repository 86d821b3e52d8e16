import { describe, expect, it } from 'vitest';
import { readForms } from '../../bench/vendors/read-forms.ts';
import { type ParameterTypeId, parameterTypes } from '../../src/network/parameter-types.ts';
import { type Fact, findCommand, type Vendor } from '../../src/network/vendor.ts';
import { eos } from '../../src/network/vendors/eos.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { iosXe } from '../../src/network/vendors/ios-xe.ts';
import { junos } from '../../src/network/vendors/junos.ts';
import { playbooks } from '../changes/world.ts';
import { labTopology } from './lab.ts';

const read = (vendor: Vendor, id: string, text: string): Fact[] =>
  vendor.catalogue.find((command) => command.id === id)!.parse(text, { interface: 'ge-0/0/0' });
const fact = (facts: Fact[], name: string) => facts.find((each) => each.name === name)?.value;

describe.each([iosXe, eos])('the drain of $id', (vendor) => {
  const config = (process: string, line: string) =>
    `hostname sw1\n!\n${process}\n${line === '' ? '' : ` ${line}\n`}!\nend\n`;

  it.each([
    ['', 'off', 'none'],
    ['max-metric router-lsa', 'on', 'none'],
    ['max-metric router-lsa include-stub', 'on', 'none'],
    ['max-metric router-lsa on-startup 300', 'off', undefined],
    ['max-metric router-lsa include-stub on-startup wait-for-bgp', 'off', undefined],
  ])('reads %j as %j, and a line that waits for a start, which it would lose, as not free', (line, state, free) => {
    const facts = read(vendor, 'read-max-metric', config('router ospf 1', line));
    expect(['max_metric', 'max_metric_waiting', 'ospf_process'].map((name) => fact(facts, name))).toEqual([
      state,
      free,
      1,
    ]);
  });

  it('asks for the line to be free, so a line of the operators is never lost to a drain and back', () => {
    const drain = playbooks.find(({ id }) => id === 'cpu_overload')!.vendors[vendor.id]!;
    expect('change' in drain && drain.change.check[0]!.facts).toMatchObject({ max_metric_waiting: 'state' });
  });

  it('is seen in a process of a VRF, which is entered by its number', () => {
    const holds = (line: string, there: string) =>
      vendor.snapshot.holds(config('router ospf 1 vrf RED', there), 'router ospf 1', line);
    expect(holds('max-metric router-lsa', 'max-metric router-lsa')).toBe(true);
    expect(holds('max-metric router-lsa', '')).toBe(false);
    expect(holds('no max-metric router-lsa', 'max-metric router-lsa')).toBe(false);
    expect(holds('no max-metric router-lsa', '')).toBe(true);
  });

  it('is not looked for in a process with a longer number', () => {
    expect(
      vendor.snapshot.holds(
        config('router ospf 11 vrf RED', 'max-metric router-lsa'),
        'router ospf 1',
        'max-metric router-lsa',
      ),
    ).toBeNull();
  });
});

describe('on Junos a statement that is deactivated', () => {
  const config = ({ metric = 'metric 10;', overload = '' }) =>
    `protocols {\n    ospf {\n        ${overload}\n        area 0.0.0.0 {\n            interface ge-0/0/0.0 {\n                interface-type p2p;\n                ${metric}\n            }\n        }\n    }\n}\n`;

  it('hides the cost from plans, which could not bring it back', () => {
    const cost = (metric: string) => fact(read(junos, 'read-configured-cost', config({ metric })), 'configured_cost');
    expect(['metric 10;', '', 'inactive: metric 10;'].map(cost)).toEqual([10, 'none', undefined]);
  });

  it('hides the overload', () => {
    const state = (overload: string) => fact(read(junos, 'read-max-metric', config({ overload })), 'max_metric');
    const texts = ['', 'overload;', 'inactive: overload;', 'inactive: overload {\n            timeout 300;\n        }'];
    expect(texts.map(state)).toEqual(['off', 'on', undefined, undefined]);
  });
});

describe.each(vendors.map((vendor) => [vendor.id, vendor as Vendor] as const))(
  'what playbooks read on %s',
  (id, vendor) => {
    const asked = playbooks.flatMap(({ vendors: parts }) => {
      const part = parts[id];
      return part && 'change' in part ? part.change.check : [];
    });

    it.each(asked.map((check) => [check.command, check] as const))(
      '%s gives values of the types that are asked for',
      (command, check) => {
        for (const [name, type] of Object.entries(check.facts)) {
          const told = readForms(id, command).flatMap(({ text, parameters }) => {
            const facts = findCommand(vendor, command)!.parse(text, parameters);
            return facts.filter((each) => each.name === name).map(({ value }) => String(value));
          });
          expect(told.length, `${name} is told in some form`).toBeGreaterThan(0);
          // Which processes may be restarted is a list of the vendor's; here only the type of the value counts.
          const context = { topology: labTopology(), device: 'Router-A', processes: [...vendor.processes, ...told] };
          for (const value of told) {
            // A cost that is not there is told as "none", which the way back has a line for. A loopback costs nothing, and no plan is about one.
            expect(
              ['none', '0'].includes(value) || parameterTypes[type as ParameterTypeId].accepts(value, context),
              `${name}=${value}`,
            ).toBe(true);
          }
        }
      },
    );
  },
);
