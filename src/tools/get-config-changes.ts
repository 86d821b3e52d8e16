import { z } from 'zod';
import { readDiff } from './diff-facts.ts';
import { findPlace, unknownDevice } from './place-input.ts';
import { defineTool, type ToolContext } from './tool.ts';

const dayMs = 86_400_000;
const mostChanges = 5;

/** What changed lately in a device's configuration, as facts: when, by whom, and which statements. Never the text itself. */
export const getConfigChanges = defineTool({
  name: 'get_config_changes',
  effect: 'read',
  agents: ['analyst'],
  description:
    'What changed lately in the configuration of a device: when it was first seen, whether a plan or somebody else did it, and which statements.',
  input: z.strictObject({ device: z.string(), days: z.int().min(1).max(30).default(7) }),
  async run({ device, days }, context) {
    const topology = context.ports.topology();
    const place = findPlace(topology, { device });
    if (!place) return unknownDevice(topology);
    const found = await context.ports.configChanges(device, context.clock() - days * dayMs);
    const { lastReadAt, firstReadAt } = found;
    if (lastReadAt === null || firstReadAt === null || lastReadAt === firstReadAt) {
      return { outcome: 'no-data', reason: `There are no two readings of the configuration of ${device} to compare.` };
    }
    const add = (text: string) => context.evidence.add({ kind: 'change', place, text, independent: true });
    const shown = found.changes.slice(0, mostChanges);
    if (shown.length === 0) {
      const text = `${device}: the configuration did not change between ${iso(Math.max(firstReadAt, context.clock() - days * dayMs))} and ${iso(lastReadAt)}`;
      return { outcome: 'ok', evidence: [add(text)], changes: 0, last_read: iso(lastReadAt) };
    }
    const evidence = shown.map((change) => add(describe(device, change)));
    return { outcome: 'ok', evidence, changes: found.changes.length, last_read: iso(lastReadAt) };
  },
});

type Change = Awaited<ReturnType<ToolContext['ports']['configChanges']>>['changes'][number];

function describe(device: string, { at, since, planId, diff }: Change): string {
  const who = planId === null ? 'somebody, by no plan of this product,' : `plan ${planId}`;
  const statements = readDiff(diff);
  const what = statements.length === 0 ? 'something' : statements.join(', ');
  return `${device}: ${who} changed ${what} between ${iso(since)} and ${iso(at)}`;
}

const iso = (at: number) => `${new Date(at).toISOString().slice(0, 16)}Z`;
