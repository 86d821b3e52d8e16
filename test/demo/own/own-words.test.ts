import { describe, expect, it } from 'vitest';
import type { Mode } from '../../../demo/own/own-config.ts';
import { describeNow, type OwnHealth } from '../../../demo/own/own-health.ts';
import { describeActing, describeOwn, describeStart } from '../../../demo/own/own-words.ts';
import { createStandIns } from '../../../demo/own/stand-ins.ts';
import { ownConfigOf } from './own-config-of.ts';

const modes: Mode[] = ['observe', 'propose', 'act'];
const nobody = { users: [], groups: [] };
const ada = { users: ['U0ADA00001'], groups: [] };

describe('what is said about real devices', () => {
  const cases = modes.flatMap((mode) =>
    modes.flatMap((tagMode) =>
      [nobody, ada].flatMap((general) => [nobody, ada].map((tagged) => ({ mode, tagMode, general, tagged }))),
    ),
  );
  it.each(cases)('mode $mode, tag $tagMode, approvers $general.users and $tagged.users', (given) => {
    const { mode, tagMode, general: approvers, tagged } = given;
    const { tone, text } = describeActing(
      ownConfigOf({ policy: { mode, tagModes: { core: tagMode }, approvers, tagApprovers: { core: tagged } } }),
    );
    expect(text).toMatch(/^Real telemetry and real devices\. /);
    const runs = [mode, tagMode].includes('act');
    const approvable = approvers === ada || tagged === ada;
    expect(tone).toBe(runs && approvable ? 'warning' : 'info');
    expect(text.includes('runs on your devices')).toBe(runs && approvable);
    expect(text.includes('no plan can run')).toBe(runs && !approvable);
    expect(text.includes(`Nothing is changed on a device: policy.mode is ${mode}.`)).toBe(!runs);
    if (runs) expect(text).toContain(mode === 'act' ? 'policy.mode is act' : 'policy.tagModes is act for core');
  });

  it('counts those who may run a plan in an emergency, where that is on', () => {
    const say = (channel: string | null) =>
      describeActing(ownConfigOf({ policy: { mode: 'act', breakGlass: { ...ada, channel } } })).tone;
    expect([say('C0OPS0000001'), say(null)]).toEqual(['warning', 'info']);
  });

  it('is that nothing is changed when nothing is configured', () => {
    expect(describeActing(ownConfigOf())).toEqual({
      tone: 'info',
      text: 'Real telemetry and real devices. Nothing is changed on a device: policy.mode is propose.',
    });
  });
});

const doors = { url: 'http://127.0.0.1:8086', ingestToken: null, apiToken: null };
const aboutOf = (config: ReturnType<typeof ownConfigOf>) =>
  describeOwn(config, createStandIns(config), doors)
    .flatMap(({ lines }) => lines)
    .join('\n');

describe('what the page says about what stands behind it', () => {
  it('names every stand-in and every channel, and how many must approve', () => {
    const config = ownConfigOf({
      policy: { approvers: ada, approvals: { low: 1, medium: 2, high: 3 }, approveInChannels: ['C0OPS0000001'] },
      oncall: { rotations: [{ users: ['U0BEN00001'] }] },
    });
    const { users, channels } = createStandIns(config);
    for (const { real_name } of users) expect(aboutOf(config)).toContain(real_name);
    for (const { id, name } of channels) expect(aboutOf(config)).toContain(`*#${name}* (\`${id}\`)`);
    expect(aboutOf(config)).toContain('1 at low risk, 2 at medium, 3 at high');
    expect(aboutOf(ownConfigOf())).toContain('No one can approve a plan: policy.approvers names no one.');
  });

  it('says that one person may give several approvals only where an approval runs something', () => {
    const says = (mode: Mode) =>
      aboutOf(ownConfigOf({ policy: { mode, approvers: ada } })).includes('several approvals');
    expect(modes.map(says)).toEqual([false, false, true]);
  });

  it.each(['READ', 'CHANGE', 'OPERATOR'])('says whether the account %s is set', (name) => {
    const without = aboutOf(ownConfigOf());
    expect(without.match(/is not set/g)).toHaveLength(3);
    const having = aboutOf(ownConfigOf({ isSet: new Set([`NOCTURNE_${name}_USER`]) }));
    expect(having.match(/is not set/g)).toHaveLength(2);
  });

  it('warns of a database that another bot may use, on the page and in the terminal', () => {
    const shared = ownConfigOf({ isSet: new Set(['DATABASE_URL']) });
    const terminal = (config: ReturnType<typeof ownConfigOf>) =>
      describeStart(config, { pageUrl: '', botLog: '', doors, standIns: createStandIns(config) });
    for (const say of [aboutOf, terminal]) {
      expect(say(shared)).toContain('stop every other bot on that database');
      expect(say(ownConfigOf())).not.toContain('database');
    }
  });

  it('says that a pager which is configured stays silent', () => {
    expect(aboutOf(ownConfigOf())).not.toContain('PAGERDUTY');
    expect(aboutOf(ownConfigOf({ isSet: new Set(['PAGERDUTY_ROUTING_KEY']) }))).toContain('no one is paged');
  });
});

describe('what the terminal shows to be copied', () => {
  const start = (file: string, given = doors as Parameters<typeof describeOwn>[2]) => {
    const config = ownConfigOf({ file });
    const setting = { pageUrl: 'http://127.0.0.1:1/?key=k', botLog: '/log', doors: given };
    return describeStart(config, { ...setting, standIns: createStandIns(config) });
  };

  it('has addresses, commands and how to stop', () => {
    const text = start('/etc/nocturne.yaml');
    for (const part of ['http://127.0.0.1:1/?key=k', 'http://127.0.0.1:8086/api/v2/write', 'Ctrl-C', '/log'])
      expect(text).toContain(part);
    expect(text).toContain('npm run -s nocturne -- sources --config /etc/nocturne.yaml\n');
    expect(text).toContain('with a token of NOCTURNE_INGEST_TOKENS');
    expect(text).toContain('Nothing is changed on a device');
  });

  it('has the tokens that were made because there were none', () => {
    const text = start('/etc/nocturne.yaml', { ...doors, ingestToken: 'in', apiToken: 'api' });
    expect(text).toContain('Authorization: Token in)');
    expect(text).toContain('NOCTURNE_API_TOKEN=api npm run');
  });

  it.each([
    ['/a b/n.yaml', "'/a b/n.yaml'"],
    ["/it's/$x.yaml", "'/it'\\''s/$x.yaml'"],
  ])('quotes %s', (file, quoted) => {
    expect(start(file)).toContain(`--config ${quoted}\n`);
  });
});

describe('what is said about now', () => {
  const untrained = [
    { name: 'detection', trainedAt: null, note: 'not trained yet' },
    { name: 'causes', trainedAt: null, note: 'not trained yet' },
  ];
  const trained = untrained.map((model) => ({ ...model, trainedAt: 1 }));
  const sources = (points: number, samples: number) => ({ 'line-protocol': { points, samples } });
  const say = (health: OwnHealth | undefined, recordings: string[] = []) =>
    describeNow(health, { training: { recordings } }).map(({ says }) => says);

  it.each([
    [undefined, 'Nocturne does not answer.'],
    [{ models: untrained, sources: {} }, 'No telemetry has arrived yet.'],
    [{ models: untrained, sources: sources(0, 0) }, 'No telemetry has arrived yet.'],
    [{ models: untrained, sources: sources(1, 0) }, 'No sample came of what arrived (1 line).'],
    [{ models: untrained, sources: sources(9, 1) }, 'Telemetry arrives: 1 sample from 9 lines.'],
    [
      { models: untrained, sources: { a: { points: 2, samples: 3 }, b: { points: 4, samples: 5 } } },
      '8 samples from 6',
    ],
    [{ models: untrained }, 'No model judges what arrives, so no incident opens (detection: not trained yet).'],
    [
      { models: untrained, learning: { state: 'learning', says: 'learning: 18 of 30 minutes' } },
      '(detection: not trained yet). By itself: learning: 18 of 30 minutes.',
    ],
    [{ models: untrained, learning: { state: 'off', says: 'nothing' } }, '`nocturne train --history` trains one'],
    [{ models: [trained[0]!, untrained[1]!] }, 'What arrives is judged. Not trained, or not in use: causes.'],
    [{ models: trained }, 'Models are trained: what arrives is judged.'],
    [{ models: trained, training: { done: 2, total: 5, note: 'fitting' } }, 'A training is under way: 40 % (fitting).'],
    [
      { models: trained, unknownSenders: { count: 1, last: [{ device: 'r9' }] } },
      'does not have: 1 (r9). Nothing they',
    ],
    [{ models: trained, unknownSenders: { count: 30, last: [{ device: 'r9' }] } }, 'does not have: 30 (r9, …).'],
    [{ models: trained, writes: { database: null, history: 'disk full' } }, "Can't be written, history: disk full"],
  ] satisfies [OwnHealth | undefined, string][])('%j', (health, words) => {
    expect(say(health).join('\n')).toContain(words);
  });

  it('tells how a model comes about', () => {
    expect(say({ models: untrained }).join()).toContain('nocturne train --history');
    expect(say({ models: untrained }, ['/recording']).join()).toContain('trains from training.recordings');
    expect(say({ models: untrained, writes: { history: null } }).join()).not.toContain('written');
  });
});
