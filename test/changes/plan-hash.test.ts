import { describe, expect, it } from 'vitest';
import { planHash } from '../../src/changes/plan-hash.ts';
import type { PlanContent } from '../../src/domain/plan.ts';
import { examplePlan } from '../store/open-test-store.ts';

const { content } = examplePlan('p');

describe('the hash of a plan', () => {
  it('is SHA-256, and the same whatever the order of the keys', () => {
    const turned = Object.fromEntries(Object.entries(content).reverse()) as unknown as PlanContent;
    expect(planHash(content)).toMatch(/^[0-9a-f]{64}$/);
    expect(planHash(turned)).toBe(planHash(content));
    expect(planHash(JSON.parse(JSON.stringify(content)))).toBe(planHash(content));
  });

  it.each([
    ['a command', { steps: [{ ...content.steps[0]!, commands: ['b', 'A'] }] }],
    ['the order of commands', { steps: [{ ...content.steps[0]!, commands: ['a', 'b'] }] }],
    ['the device', { steps: [{ ...content.steps[0]!, device: 'Router-B' }] }],
    ['the way back', { steps: [{ ...content.steps[0]!, undo: ['x'] }] }],
    ['the preconditions', { preconditions: { 'Router-A': { ospf_cost: 11 } } }],
    ['the expected effect', { expected: { ...content.expected, threshold: 13 } }],
    ['the number of approvals', { approvals: 2 }],
    ['the incident', { incidentId: 'incident-2' }],
  ])('changes with %s', (_, change) => {
    expect(planHash({ ...content, ...change } as PlanContent)).not.toBe(planHash(content));
  });
});
