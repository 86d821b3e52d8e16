import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/bot/access.ts';
import type { CommandPorts } from '../../src/bot/commands/command.ts';
import { commands } from '../../src/bot/commands/index.ts';
import { nearestWord } from '../../src/bot/commands/nearest-word.ts';
import { createCommandRunner } from '../../src/bot/commands/runner.ts';
import { checkMessage } from '../../src/bot/limits.ts';
import type { Person } from '../../src/domain/person.ts';
import { createMemoryStore } from './memory-store.ts';
import { createChanges, diagnosisOf, incidentOf, metrics, planOf, start, topology } from './world.ts';

const nadia: Person = {
  ...{ id: 'U1', name: 'Nadia', isBot: false, deleted: false, restricted: false, foreign: false, groups: [] },
};

async function runnerWith(person: Person = nadia) {
  const store = createMemoryStore();
  const ports: CommandPorts = {
    ...{ store, metrics, topology: () => topology, changes: createChanges(store), clock: Date.now },
    models: { states: async () => [{ name: 'Cause forest', trainedAt: null, note: 'no recordings' }] },
    commandName: '/noc',
    silentAfterMs: 60_000,
  };
  const runner = createCommandRunner({
    ports,
    people: { person: async () => person, find: async () => person },
    grants: [],
  });
  const say = async (text: string) => {
    const message = await runner.run({ text, user: person.id, channel: 'C1' });
    expect(checkMessage(message)).toEqual([]);
    return JSON.stringify(message);
  };
  return { store, say };
}

async function withIncident() {
  const world = await runnerWith();
  await world.store.incidents.insert(incidentOf('inc-1'));
  await world.store.diagnoses.put(diagnosisOf('inc-1'));
  await world.store.plans.insert(planOf('plan-1', 'inc-1', { approveBy: start + 1000 }));
  return world;
}

describe('the list of commands', () => {
  it('equals the folder', () => {
    const own = ['command.ts', 'index.ts', 'nearest-word.ts', 'runner.ts'];
    const files = readdirSync(join(import.meta.dirname, '../../src/bot/commands')).filter(
      (file) => !own.includes(file),
    );
    expect(commands.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
  });

  it('has an example for each that is understood', async () => {
    const { say } = await withIncident();
    for (const { example } of commands) expect(await say(example)).not.toMatch(/Use it as|I do not know `/);
  });

  it('is what help says', async () => {
    const { say } = await runnerWith();
    const text = await say('');
    for (const { name, summary } of commands) {
      expect(text).toContain(`/noc ${name}`);
      expect(text).toContain(summary);
    }
  });
});

describe('status', () => {
  it('tells open incidents, silent devices, waiting plans, models and the mode', async () => {
    const { say } = await withIncident();
    const text = await say('status');
    for (const part of [
      '1 open incident',
      '1 plan waiting',
      '2 of 3 devices heard',
      'Switch-1 (never heard)',
      '*not trained*',
      'Mode *act*',
    ]) {
      expect(text).toContain(part);
    }
  });
});

describe('the other commands', () => {
  it('show an incident with its diagnosis and plans', async () => {
    const { say } = await withIncident();
    const text = await say('incident latest');
    expect(text).toContain('rose to 84 ms');
    expect(text).toContain('plan-1');
  });

  it('show a plan without any button', async () => {
    const { say } = await withIncident();
    const text = await say('plan plan-1');
    expect(text).toContain('ip ospf cost 100');
    expect(text).not.toContain('action_id');
  });

  it('say what is not known instead of failing', async () => {
    const { say } = await withIncident();
    expect(await say('incident nope')).toContain('I know no incident');
    expect(await say('plan nope')).toContain('I know no plan');
    expect(await say('device Ruoter-A')).toContain('Did you mean `Router-A`');
  });

  it('never take missing data for health', async () => {
    const { say } = await runnerWith();
    expect(await say('device Router-A')).toContain('no data');
  });
});

describe('wrong words', () => {
  it('get the nearest command with an example, or help', async () => {
    const { say } = await runnerWith();
    expect(await say('incdents')).toContain('Did you mean `incidents`');
    expect(await say('xyzzy')).toContain('/noc help');
    expect(await say('status please')).toContain('Use it as `/noc status`');
    expect(await say('<!channel>')).not.toContain('<!channel>');
  });

  it('are compared by how far they are from each other', () => {
    expect(nearestWord('STATSU', ['status', 'mode'])).toBe('status');
    expect(nearestWord('banana', ['status', 'mode'])).toBeUndefined();
  });
});

describe('access', () => {
  const freeze = { name: 'freeze', effect: 'change' as const };
  const status = { name: 'status', effect: 'read' as const };

  it('without grants is reading only', () => {
    expect(refusalOf(status, nadia, 'C1', [])).toBeUndefined();
    expect(refusalOf(freeze, nadia, 'C1', [])).toContain('no grants');
  });

  it('follows user, group, channel and command', () => {
    const grants = [{ commands: ['freeze'], groups: ['noc'], channels: ['C1'] }];
    const member = { ...nadia, groups: ['S1', 'noc'] };
    expect(refusalOf(freeze, member, 'C1', grants)).toBeUndefined();
    expect(refusalOf(freeze, member, 'C2', grants)).toBeDefined();
    expect(refusalOf(freeze, nadia, 'C1', grants)).toBeDefined();
    expect(refusalOf({ ...freeze, name: 'mode' }, member, 'C1', grants)).toBeDefined();
  });

  it.each(['isBot', 'deleted', 'foreign'] as const)('is nothing at all for somebody who is %s', async (fact) => {
    const { say } = await runnerWith({ ...nadia, [fact]: true });
    expect(await say('status')).not.toContain('open incident');
  });

  it('never lets guests change anything', () => {
    const grants = [{ commands: ['*'] }];
    expect(refusalOf(freeze, { ...nadia, restricted: true }, 'C1', grants)).toContain('Guests');
  });
});
