import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../../demo/slack/workspace.ts';
import { createScriptedStage } from './scripted-stage.ts';
import { createSmallWorkspace, people } from './small-workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createSmallWorkspace();
});
afterEach(() => workspace.close());

async function call(name: string, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${workspace.url}/control/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return [response.status, text.startsWith('{') ? JSON.parse(text) : text];
}

async function snapshot(): Promise<{ stage: unknown }> {
  const response = await fetch(`${workspace.url}/page/snapshot?user=${people.onCall}`);
  return (await response.json()) as { stage: unknown };
}

/** The next change of this kind that the page is told. */
async function nextChange(kind: string): Promise<unknown> {
  const response = await fetch(`${workspace.url}/page/stream?user=${people.outsider}`);
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (const [, json = ''] of text.matchAll(/^data: (.*)\n/gm)) {
      const change = JSON.parse(json);
      if (change.kind === kind) return change;
    }
  }
  throw new Error(`the stream ended without a ${kind}`);
}

describe('a stage in front of the workspace', () => {
  it('is shown to everybody, now and when it changes', async () => {
    expect(await snapshot()).toMatchObject({ stage: null });
    const { stage, show } = createScriptedStage();
    workspace.present(stage);
    expect((await snapshot()).stage).toEqual(stage.read());
    const change = nextChange('stage');
    const timer = setInterval(() => show({ title: 'Other' }), 10);
    expect(await change).toEqual({ kind: 'stage', stage: stage.read() });
    clearInterval(timer);
  });

  it('is asked to start and to end', async () => {
    const { stage, asked } = createScriptedStage();
    workspace.present(stage);
    expect(await call('startScenario', { name: 'loss' })).toEqual([200, { ok: true, result: null }]);
    expect(await call('endScenario', {})).toEqual([200, { ok: true, result: null }]);
    expect(asked).toEqual(['start loss', 'end']);
  });

  it('answers why it can not be done now', async () => {
    expect(await call('startScenario', { name: 'loss' })).toEqual([
      400,
      { ok: false, error: 'this workspace has no scenarios' },
    ]);
    const { stage, refuse } = createScriptedStage();
    workspace.present(stage);
    refuse('P-7 is under way');
    expect(await call('endScenario', {})).toEqual([400, { ok: false, error: 'P-7 is under way' }]);
  });

  it.each(['startScenario', 'endScenario'])('takes no %s from another site', async (name) => {
    const { stage, asked } = createScriptedStage();
    workspace.present(stage);
    const foreign = { origin: 'https://evil.example' };
    expect((await call(name, { name: 'loss' }, foreign))[0]).toBe(403);
    expect(asked).toEqual([]);
  });
});
