import { describe, expect, it } from 'vitest';
import { type Playbook, parsePlaybook } from '../../src/changes/playbooks.ts';
import { renderSteps } from '../../src/changes/render-steps.ts';
import { isCanonicalMetric } from '../../src/domain/sample.ts';
import type { NocturneError } from '../../src/errors.ts';
import { createGuard } from '../../src/network/guard.ts';
import { findCommand, isNavigation } from '../../src/network/vendor.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { labTopology } from '../network/lab.ts';
import { playbooks } from './world.ts';

const file = (change: (text: string) => string) =>
  change(`id: example
title: Example
summary: Do it
causes: [latency_spike]
place: device
needs_other_way: false
parameters: {}
expect: { metric: latency_ms, direction: below, remaining_share: 0.3, least_margin: 5, control_margin: 5, within_seconds: 60, samples: 3 }
vendors:
  frr: { change: { login: vtysh, commands: [end], undo: [end] } }
`);

function problemsOf(text: string, name = 'example.yaml'): string[] {
  try {
    parsePlaybook(text, name);
    return [];
  } catch (error) {
    return (error as NocturneError).detail.problems as string[];
  }
}

describe('a playbook file', () => {
  it.each([
    ['an unknown key', (text: string) => `${text}approve: anyone\n`, /example\.yaml:11: approve: is not a known key/],
    [
      'a gap that nothing fills',
      (text: string) => text.replace('commands: [end]', 'commands: ["ip ospf cost {{cost}}"]'),
      /\{\{cost\}\} is not known/,
    ],
    ['no way back without saying so', (text: string) => text.replace('undo: [end]', 'undo: []'), /irreversible: true/],
    ['a cause that is not there', (text: string) => text.replace('latency_spike', 'bad_luck'), /causes/],
    [
      'a type that is not there',
      (text: string) => text.replace('parameters: {}', 'parameters: { x: { type: text, about: x } }'),
      /no parameter type/,
    ],
    [
      'a change that promises nothing',
      (text: string) => text.replace(/expect:.*\n/, ''),
      /expect: a change needs an expected effect/,
    ],
    [
      'a parameter that may be anything',
      (text: string) => text.replace('parameters: {}', 'parameters: { x: { type: ospf-cost, about: x } }'),
      /parameters\.x\.must/,
    ],
    [
      'a limit that no check reads',
      (text: string) =>
        text.replace('parameters: {}', 'parameters: { x: { type: ospf-cost, about: x, must: { exceed: ospf_cost } } }'),
      /parameters\.x\.must: no check of frr reads ospf_cost as ospf-cost/,
    ],
    [
      'a process that should exceed something',
      (text: string) =>
        text.replace('parameters: {}', 'parameters: { x: { type: process, about: x, must: { exceed: largest_1 } } }'),
      /parameters\.x\.must: only a number can exceed largest_1/,
    ],
    ['neither change nor escalate', (text: string) => text.replace(/frr:.*/, 'frr: {}'), /vendors\.frr/],
  ])('is refused with %s', (_, change, problem) => {
    expect(problemsOf(file(change)).join('\n')).toMatch(problem);
  });

  it('is refused under another name than its id', () => {
    expect(
      problemsOf(
        file((text) => text),
        'other.yaml',
      ),
    ).toEqual(['other.yaml: id: must be the name of the file, other.yaml']);
    expect(problemsOf(file((text) => text))).toEqual([]);
  });
});

const pairs = playbooks.flatMap((playbook) =>
  vendors.map((vendor) => [playbook.id, vendor.id, playbook, vendor] as const),
);

/** A value of each parameter, and of each fact that is read before: once as configured, once as absent. */
function examplesOf(playbook: Playbook, vendorId: string) {
  const parameters = Object.fromEntries(
    Object.entries(playbook.parameters).map(([name, { type, default: usual }]) => [
      name,
      usual ?? (type === 'process' ? 'ospfd' : 10),
    ]),
  );
  const part = playbook.vendors[vendorId]!;
  const facts = 'change' in part ? part.change.check.flatMap((check) => Object.entries(check.facts)) : [];
  const example = (type: string, absent: boolean) => {
    if (absent && type === 'ospf-cost') return 'none';
    return ({ state: 'off', 'ospf-area': '0.0.0.0' } as Record<string, string>)[type] ?? 10;
  };
  const read = (absent: boolean) => Object.fromEntries(facts.map(([name, type]) => [name, example(type, absent)]));
  return { parameters, read };
}

describe.each(pairs)('%s on %s', (_, vendorId, playbook, vendor) => {
  const topology = labTopology({ platform: vendorId });
  const part = playbook.vendors[vendorId];

  it('has a change or a declared escalation', () => {
    if (!part) expect(playbook.escalate?.length).toBeGreaterThan(20);
    if (part && 'escalate' in part) expect(part.escalate.length).toBeGreaterThan(20);
  });

  if (!part || 'escalate' in part) return;

  it('reads by the catalogue what its lines need', () => {
    for (const check of part.change.check) expect(findCommand(vendor, check.command), check.command).toBeDefined();
    expect(vendor.logins).toHaveProperty(part.change.login);
  });

  it.each([false, true])('renders lines that the guard accepts, and no others (fact absent: %s)', (absent) => {
    const { parameters, read } = examplesOf(playbook, vendorId);
    const place = { device: 'Router-A', interface: playbook.place === 'link' ? 'eth1' : null };
    const preconditions = { 'Router-A': read(absent) };
    const steps = renderSteps({
      playbook,
      places: [place],
      parameters,
      preconditions,
      topology,
      vendors,
      timerSeconds: null,
    });
    if ('outcome' in steps) throw new Error(steps.reason);
    const [step] = steps;
    const guard = createGuard({ vendors, playbooks: [playbook], topology });
    const other = createGuard({ vendors, playbooks: [], topology });
    for (const [phase, lines] of [
      ['change', step!.commands],
      ['undo', step!.undo],
      ['confirm', step!.confirm],
    ] as const) {
      for (const line of lines) {
        const asked = { vendor: vendorId, login: step!.login, phase, line, context: { device: 'Router-A' } };
        expect(guard.check(asked), line).toMatchObject({ ok: true });
        expect(other.check(asked), line).toMatchObject({ ok: false });
        expect(guard.check({ ...asked, line: `${line} ` }), line).toMatchObject({ ok: false });
      }
    }
  });

  it('alters something, and takes back as much as it alters', () => {
    const altering = part.change.commands.filter((line) => !isNavigation(vendor, line));
    const undoing = part.change.undo.filter((line) => typeof line !== 'string' || !isNavigation(vendor, line));
    expect(altering.length).toBeGreaterThan(0);
    expect(undoing.length).toBe(playbook.irreversible ? 0 : altering.length);
  });

  it('is verified by a metric that exists', () => {
    expect(isCanonicalMetric(playbook.expect?.metric ?? 'none')).toBe(true);
  });
});
