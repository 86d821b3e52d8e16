import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { tools, toolsOf } from '../../src/tools/index.ts';

const folder = new URL('../../src/tools/', import.meta.url);

test('the list holds exactly the tools of the folder, under the names of their files', async () => {
  const found: string[] = [];
  for (const file of await readdir(folder)) {
    if (file === 'index.ts' || !file.endsWith('.ts')) continue;
    const exported = Object.values((await import(new URL(file, folder).href)) as Record<string, unknown>);
    for (const value of exported) {
      if (typeof value !== 'object' || value === null || !('effect' in value) || !('name' in value)) continue;
      expect(`${String(value.name).replaceAll('_', '-')}.ts`).toBe(file);
      found.push(String(value.name));
    }
  }
  expect(found.sort()).toEqual(tools.map((tool) => tool.name).sort());
});

test.each(tools)('$name declares its effect, a verb and a noun, and a strict schema', (tool) => {
  expect(tool.name).toMatch(/^[a-z]+(_[a-z]+)+$/);
  expect(['read', 'write']).toContain(tool.effect);
  expect(tool.agents.length).toBeGreaterThan(0);
  expect(tool.description.length).toBeGreaterThan(40);
  const unknownKey = tool.input.safeParse({ __unknown: 1 });
  expect(unknownKey.error?.issues.some((issue) => issue.code === 'unrecognized_keys')).toBe(true);
});

test('only propose_plan writes', () => {
  expect(tools.filter((tool) => tool.effect === 'write').map((tool) => tool.name)).toEqual(['propose_plan']);
});

test('only the actor is given what writes', () => {
  const writers = (['detector', 'analyst', 'actor'] as const).filter((agent) =>
    toolsOf(agent).some(({ effect }) => effect === 'write'),
  );
  expect(writers).toEqual(['actor']);
});

test('each agent is given its tools, in the order of the list', () => {
  expect(toolsOf('detector').map(({ name }) => name)).toEqual(['classify_cause', 'get_incident', 'query_metrics']);
  expect(toolsOf('analyst').map(({ name }) => name)).toEqual(
    expect.arrayContaining(['get_config_changes', 'get_neighbours', 'query_metrics', 'run_show_command']),
  );
  expect(toolsOf('actor').map(({ name }) => name)).toEqual(['list_playbooks', 'propose_plan']);
});
