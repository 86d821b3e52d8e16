import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/bot/access.ts';
import { checkMessage } from '../../src/bot/check-message.ts';
import type { CommandPorts } from '../../src/bot/commands/command.ts';
import { commands } from '../../src/bot/commands/index.ts';
import { createCommandRunner } from '../../src/bot/commands/runner.ts';
import { spokenPictures } from '../../src/bot/pictures.ts';
import { createRefusals } from '../../src/bot/refusals.ts';
import type { Grant } from '../../src/bot/settings.ts';
import { noHistory } from '../../src/domain/history-reader.ts';
import type { Person } from '../../src/domain/person.ts';
import { oncallSchema } from '../../src/incidents/oncall.ts';
import { noQuestionRuns, noQuestions } from '../../src/questions/no-questions.ts';
import { createRisks } from '../../src/risks/risks.ts';
import { createTestDigests } from '../digests/made-digests.ts';
import { learningOf } from '../learning/made-learning.ts';
import { createMemoryStore } from './memory-store.ts';
import {
  causesState,
  createChanges,
  createTestSilences,
  diagnosisOf,
  incidentOf,
  metrics,
  newId,
  planOf,
  silentLog,
  start,
  testModels,
  topology,
} from './world.ts';

const nadia: Person = {
  ...{ id: 'U1', name: 'Nadia', isBot: false, deleted: false, restricted: false, foreign: false, groups: [] },
};

async function runnerWith(
  person: Person = nadia,
  given: { grants?: Grant[]; oncall?: object } & Partial<Pick<CommandPorts, 'metrics' | 'models' | 'learning'>> = {},
) {
  const { grants = [], oncall = {} } = given;
  const store = createMemoryStore();
  const trainings: object[] = [];
  const ports: CommandPorts = {
    ...{
      store,
      metrics: given.metrics ?? metrics,
      history: noHistory,
      topology: () => topology,
      changes: createChanges(store),
      clock: Date.now,
    },
    models: given.models ?? testModels([{ ...causesState, trainedAt: null, note: 'no recordings' }]),
    ...(given.learning && { learning: given.learning }),
    pictures: spokenPictures,
    commandName: '/noc',
    silentAfterMs: 60_000,
    digests: createTestDigests(store, Date.now),
    questions: noQuestions,
    questionRuns: noQuestionRuns,
    risks: createRisks({ store, clock: Date.now }),
    ...{ silences: createTestSilences(store), oncall: oncallSchema.parse(oncall), newId },
    training: {
      recordings: ['practice'],
      start: async (order) => {
        trainings.push(order);
        return 'train-1';
      },
    },
  };
  const runner = createCommandRunner({
    ports,
    people: { find: async () => person },
    grants,
    refusals: createRefusals({ audit: store.audit, clock: Date.now, log: silentLog }),
  });
  const say = async (text: string) => {
    const message = await runner.run({ text, user: person.id, channel: 'C1' });
    expect(checkMessage(message)).toEqual([]);
    return JSON.stringify(message);
  };
  return { store, say, trainings, changes: ports.changes, silences: ports.silences };
}

async function withIncident(given: Parameters<typeof runnerWith>[1] = {}) {
  const world = await runnerWith(nadia, given);
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
    const { say } = await withIncident({ grants: [{ commands: ['*'] }] });
    for (const { example } of commands) expect(await say(example)).not.toMatch(/Use it as|I do not know `/);
  });

  it('is the table in docs/slack.md', () => {
    const rows = commands.map(({ name, parameters, summary, effect }) => {
      const call = `/noc ${name} ${parameters}`.trim().replaceAll('|', '\\|');
      return `| \`${call}\` | ${summary} | ${effect === 'change' ? 'a grant, to change something' : ''} |`;
    });
    const text = readFileSync(join(import.meta.dirname, '../../docs/slack.md'), 'utf8');
    const table = ['| command | what it does | needs |', '|---|---|---|', ...rows].join('\n');
    expect(text).toContain(`<!-- commands -->\n\n${table}\n\n<!-- /commands -->`);
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
  it('tells how far learning is', async () => {
    const { say } = await runnerWith(nadia, { learning: { read: async () => learningOf({}) } });
    expect(await say('status')).toContain('*Learning*\\nlearning: 18 of 30 minutes, 108 of 200 readings a place');
    const { say: sayWithout } = await runnerWith();
    expect(await sayWithout('status')).not.toContain('Learning');
  });

  it('tells open incidents, silent devices, waiting plans, models and the mode', async () => {
    const { say } = await withIncident();
    const text = await say('status');
    for (const part of [
      '1 open incident',
      '1 plan waiting',
      '2 of 3 devices heard',
      'Switch-1 (not heard since the start)',
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

  it('show what is known of every interface before what a sender calls by names of its own, and count what is left out', async () => {
    const foreign = Array.from({ length: 40 }, (_, i) => `if_detail_${i}`);
    const speaking: CommandPorts['metrics'] = {
      ...metrics,
      lastHeard: () => Date.now(),
      metricsAt: () => [...foreign, 'throughput_mbps'].sort(),
      values: () => [{ at: Date.now(), value: 12 }],
    };
    const { say } = await runnerWith(nadia, { metrics: speaking });
    const text = await say('device Router-A');
    const ends = topology.links.flatMap(({ a, b }) => [a, b]).filter(({ device }) => device === 'Router-A');
    for (const { interface: port } of ends) expect(text).toMatch(new RegExp(`Router-A ${port}.*Throughput`));
    expect(text).toContain(`${41 * (ends.length + 1) - 30} further readings, not shown here.`);
    expect(text.match(/if_detail_/g)!.length + ends.length + 1).toBe(30);
  });

  it('never take missing data for health', async () => {
    const { say } = await runnerWith();
    expect(await say('device Router-A')).toContain('no data');
  });
});

describe('freeze and thaw', () => {
  const grants = [{ commands: ['freeze', 'thaw'] }];

  it('freeze for a while with a reason, and thaw', async () => {
    const { say, changes } = await runnerWith(nadia, { grants });
    expect(await say('freeze waiting for the vendor for 2h')).toContain('Frozen until');
    const { frozen } = await changes.mode();
    expect(frozen).toMatchObject({ by: 'U1', reason: 'waiting for the vendor' });
    expect(frozen!.until! - Date.now()).toBeGreaterThan(7_190_000);
    expect(await say('mode')).toContain('waiting for the vendor');
    expect(await say('thaw')).toContain('Thawed');
    expect(await say('thaw')).toContain('Nothing is frozen');
  });

  it('freeze until somebody thaws, and never without a reason', async () => {
    const { say, changes } = await runnerWith(nadia, { grants });
    expect(await say('freeze')).toContain('Use it as');
    expect(await say('freeze for 2h')).toContain('Use it as');
    await say('freeze storm');
    expect((await changes.mode()).frozen?.until).toBeNull();
  });

  it('a freeze is made longer by another one, and shorter by nothing but the grant to thaw', async () => {
    const { say, changes } = await runnerWith(nadia, { grants: [{ commands: ['freeze'] }] });
    const until = async () => (await changes.mode()).frozen!.until;
    await say('freeze storm for 2h');
    const first = await until();
    expect(await say('freeze over soon for 1m')).toContain('Frozen already, until');
    expect(await until()).toBe(first);
    expect(await say('freeze storm for 3h')).toContain('Frozen until');
    expect(await until()).toBeGreaterThan(first!);
    await say('freeze storm');
    expect(await say('freeze over soon for 1m')).toContain('Frozen already, until somebody thaws it');
    expect(await until()).toBeNull();
    expect(await say('thaw')).toContain('no grant');
  });

  it('need a grant', async () => {
    const { say, changes } = await runnerWith();
    expect(await say('freeze storm')).toContain('no grants');
    expect((await changes.mode()).frozen).toBeNull();
  });
});

describe('audit', () => {
  it('says whether the record is whole and lists the latest about a subject', async () => {
    const { say, store } = await runnerWith();
    const entry = { at: start, actor: 'U1', action: 'plan.moved', detail: {} };
    await store.audit.append({ ...entry, subject: 'plan-1' });
    await store.audit.append({ ...entry, subject: 'plan-2' });
    expect(await say('audit plan-2')).toMatch(/The record is whole: 2 entries.*\*1 entry\*.*plan-2/);
    expect(await say('audit plan-9')).toContain('No entry about `plan-9`');
  });

  it('says where the record is broken', async () => {
    const { say, store } = await runnerWith();
    store.audit.verify = async () => ({ ok: false, entries: 6, brokenAt: 7, missing: null });
    expect(await say('audit')).toContain('broken at entry 7');
  });
});

describe('train', () => {
  it('begins with a grant and answers with the run', async () => {
    const { say, trainings } = await runnerWith(nadia, { grants: [{ commands: ['train'], users: ['U1'] }] });
    expect(await say('train')).toContain('train-1');
    expect(await say('train causes for 7 d')).toContain('Training of causes from the stored telemetry begins');
    expect(await say('train for 36h')).toContain('Training from the stored telemetry');
    expect(trainings).toEqual([{}, { kinds: ['causes'], lastMs: 7 * 86_400_000 }, { lastMs: 36 * 3_600_000 }]);
    expect(await say('train causes')).toContain('Training of causes');
    expect(await say('train cuases')).toContain('Did you mean `causes`?');
    expect(await (await runnerWith()).say('train')).toContain('no grants');
  });
});

describe('oncall', () => {
  it('says who is on call, until when, and who is next', async () => {
    const rotation = { users: ['U0A', 'U0B'], start: '2026-01-05T09:00:00Z', shiftHours: 24 * 365 * 50 };
    const { say } = await runnerWith(nadia, { oncall: { rotations: [rotation, { ...rotation, site: 'lab' }] } });
    expect(await say('oncall')).toMatch(/<@U0A> until .*then <@U0B>.*<@U0A> at site lab until/);
  });

  it('says that nobody is', async () => {
    expect(await (await runnerWith()).say('oncall')).toContain('Nobody is on call');
  });
});

describe('silence and maintenance', () => {
  const grants = [{ commands: ['silence', 'maintenance'] }];
  const draftOf = (answer: string) => /"value":"(draft[^"]*)"/.exec(answer)?.[1];

  it('show what would have been hidden before anything is saved', async () => {
    const { say, store, silences } = await runnerWith(nadia, { grants });
    await store.incidents.insert(incidentOf('inc-1', { openedAt: Date.now() - 3_600_000 }));
    await store.incidents.insert(
      incidentOf('inc-2', { openedAt: Date.now(), place: { device: 'Switch-1', interface: null } }),
    );
    await store.incidents.insert(incidentOf('inc-old', { openedAt: Date.now() - 8 * 86_400_000 }));
    const answer = await say('silence router-a congestion for 90 min optic is on its way');
    expect(answer).toContain('Congestion on Router-A for 1 h 30 min: optic is on its way');
    expect(answer).toContain('it would have hidden 1 of 2 incidents');
    expect(draftOf(answer)).toBeDefined();
    expect(await silences.list()).toEqual([]);
  });

  it('do not take an empty history for a harmless silence', async () => {
    const { say } = await runnerWith(nadia, { grants });
    expect(await say('silence lab for 1h fire drill')).toContain("can't tell what it would have hidden");
  });

  it('list without a grant, and remove with one', async () => {
    const { say, silences } = await runnerWith(nadia, { grants });
    const at = Date.now();
    const wanted = { kind: 'silence', match: { site: 'lab' }, from: at, until: at + 60_000, reason: 'drill' } as const;
    const { id } = await silences.add({ ...wanted, by: 'U9' });
    expect(await say('silence')).toContain('everything at site lab');
    expect(await say('maintenance list')).toContain('0 maintenances');
    expect(await say(`silence remove ${id}`)).toContain('is over');
    expect(await say(`silence remove ${id}`)).toContain('There is no');
    expect(await (await runnerWith()).say('silence')).toContain('0 silences');
    expect(await (await runnerWith()).say(`silence remove ${id}`)).toContain('no grants');
  });

  it('want a known target, a time and a reason', async () => {
    const { say } = await runnerWith(nadia, { grants });
    expect(await say('silence Ruoter-A for 1h work')).toContain('Did you mean `Router-A`');
    expect(await say('silence Router-A Router-B for 1h work')).toContain('one too many');
    expect(await say('silence Router-A for 1h')).toContain('Use it as');
    expect(await say('silence for 1h work')).toContain('Use it as');
    expect(await say('silence Router-A for 99d work')).toContain('too long');
    expect(await say('silence Router-A from 22:00 for 1h work')).toContain('Use it as');
    expect(await say('maintenance Router-A from 22:00 for 1h work')).toContain(
      'Maintenance* of everything on Router-A from',
    );
    expect(await say('maintenance Router-A from noon for 1h work')).toContain('Use it as');
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
});

describe('access', () => {
  const freeze = { name: 'freeze', effect: 'change' as const };
  const status = { name: 'status', effect: 'read' as const };

  it('without grants is reading only', () => {
    expect(refusalOf(status, nadia, 'C1', [])).toBeUndefined();
    expect(refusalOf(freeze, nadia, 'C1', [])?.text).toContain('no grants');
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
    expect(refusalOf(freeze, { ...nadia, restricted: true }, 'C1', grants)?.text).toContain('Guests');
  });
});
