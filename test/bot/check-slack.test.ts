import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../../demo/slack/workspace.ts';
import { checkSlack } from '../../src/bot/check-slack.ts';
import { botScopes, missingScopes } from '../../src/bot/scopes.ts';
import { createSmallWorkspace, people, bot as smallApp } from '../demo/slack/small-workspace.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createSmallWorkspace();
});
afterAll(() => workspace.close());

async function peopleCheck(users: string[], groups: string[]) {
  const { botToken, appToken } = smallApp;
  const settings = { botToken, appToken, apiUrl: workspace.apiUrl, channel: '#noc', mode: 'socket' as const };
  const checks = await checkSlack(settings, { users, groups });
  return checks.find(({ subject }) => subject === 'people');
}

describe('the people whom the configuration names', () => {
  it('are well when Slack knows all of them', async () => {
    const check = await peopleCheck([people.onCall], ['@noc-approvers', 'S0NOC0001']);
    expect(check).toMatchObject({ says: expect.stringContaining('known'), problem: null });
  });

  it('are named when Slack does not know them', async () => {
    workspace.control.changeUser({ id: people.approver, deleted: true });
    const check = await peopleCheck(['U0NOBODY1', people.approver], ['gone']);
    expect(check?.says).toMatch(
      /nobody has the id U0NOBODY1; .*U0APPROV1\) is deactivated; there is no user group gone/,
    );
    expect(check?.problem?.hint).toContain('policy, grants and oncall');
  });

  it('are not asked about when nobody is named', async () => {
    expect(await peopleCheck([], [])).toBeUndefined();
  });
});

it('every channel that the configuration names is looked for, and whether the app is in it', async () => {
  const { botToken, appToken } = smallApp;
  const settings = { botToken, appToken, apiUrl: workspace.apiUrl, channel: '#noc', mode: 'socket' as const };
  const checks = await checkSlack(settings, { users: [], groups: [] }, ['C0NOC0001', '#general', '#nowhere']);
  expect(
    checks
      .filter(({ subject }) => subject.startsWith('channel'))
      .map(({ subject, problem }) => [subject, problem === null]),
  ).toEqual([
    ['channel', true],
    ['channel C0NOC0001', true],
    ['channel #general', false],
    ['channel #nowhere', false],
  ]);
});

it('scopes that were not granted are named', () => {
  expect(missingScopes(Object.keys(botScopes))).toEqual([]);
  expect(missingScopes(Object.keys(botScopes).filter((scope) => scope !== 'files:write'))).toEqual(['files:write']);
});
