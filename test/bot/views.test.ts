import { describe, expect, it } from 'vitest';
import { checkBlocks, checkView as checkViewThere } from '../../demo/slack/limits/check-blocks.ts';
import { checkMessage } from '../../src/bot/check-message.ts';
import { blocksOf, type OutgoingMessage } from '../../src/bot/message.ts';
import { readingRows } from '../../src/bot/readings.ts';
import { shorten } from '../../src/bot/shorten.ts';
import { incidentAsk, planAsk } from '../../src/bot/views/ask.ts';
import { decisionMessage } from '../../src/bot/views/decision.ts';
import { diagnosisMessage } from '../../src/bot/views/diagnosis.ts';
import { type HomeFacts, homeView } from '../../src/bot/views/home.ts';
import { incidentFacts } from '../../src/bot/views/incident-facts.ts';
import { incidentHead, incidentLine } from '../../src/bot/views/incident-head.ts';
import { commandsShown, planCard } from '../../src/bot/views/plan-card.ts';
import { planOutput } from '../../src/bot/views/plan-output.ts';
import { planResult } from '../../src/bot/views/plan-result.ts';
import { readReason, reasonModal } from '../../src/bot/views/reason-modal.ts';
import { riskLines } from '../../src/bot/views/risk.ts';
import { silenceChoices, silenceModal } from '../../src/bot/views/silence-modal.ts';
import { siteLines } from '../../src/bot/views/site-health.ts';
import { resolvedSummary } from '../../src/bot/views/summary.ts';
import { lossesMessage, trainingMessage } from '../../src/bot/views/training.ts';
import { trueCauseModal } from '../../src/bot/views/true-cause-modal.ts';
import { unknownCard } from '../../src/bot/views/unknown-card.ts';
import type { LossesChart } from '../../src/charts/specs/losses.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { IncidentLabel } from '../../src/incidents/labels.ts';
import type { Silence } from '../../src/incidents/silences.ts';
import { describeTraining } from '../../src/learning/training-words.ts';
import type { ExecutionLine } from '../../src/store/store.ts';
import { decideNoPlan } from '../../src/tools/decision.ts';
import { riskOf } from '../risks/made-risks.ts';
import { checkView } from './check-view.ts';
import { anomaliesOf, diagnosisOf, incidentOf, metrics, planOf, start, topology } from './world.ts';

const incident = incidentOf('inc-1');
const plan = planOf('plan-1', 'inc-1', { approveBy: start + 900_000 });
const offer = { offered: true, reason: null, users: ['U0APPROV1'], groups: ['S0NOC0001'], ticketNeeded: false };
const vote = {
  ...{ planId: 'plan-1', planHash: plan.hash, user: 'U0APPROV1', decision: 'approve' as const },
  ...{ reason: null, at: start + 60_000 },
};
const line = (change: Partial<ExecutionLine> = {}): ExecutionLine => ({
  ...{ planId: 'plan-1', phase: 'change', step: 0, line: 0, device: 'Router-A', command: 'configure terminal' },
  ...{ sentAt: start + 61_000, doneAt: start + 61_100, output: 'ok', accepted: true },
  ...change,
});
const rows = readingRows(anomaliesOf(), metrics, start + 1000);
const times = {
  ...{ approvedAt: start + 60_000, startedAt: null, executedAt: start + 61_000 },
  ...{ recoveredAt: start + 90_000, rolledBackAt: null },
};
const end = { at: start, touched: true, timers: [] };
const unknown = {
  ...{
    at: start,
    reason: 'The answer of Router-A is not known',
    difference: '+ cost 100',
    timers: [],
    canContinue: true,
  },
};
const chart = { fileId: 'F0123456789', altText: 'Latency of Router-A eth1' };
const card = (change: Partial<Plan> = {}, more: object = {}) =>
  planCard({ plan: { ...plan, ...change }, votes: [], offer, fileLink: null, ...more });

const silence: Silence = {
  ...{ id: 'silence-1', kind: 'silence', match: { device: 'Router-A', cause: 'packet_loss' }, from: start - 1000 },
  ...{ until: start + 3_600_000, reason: 'known', by: 'U0ONCALL1', ended: null },
};
const preview = { hidden: [incident], of: 12, days: 7 };
const from = { channel: 'C1', thread: '1.2' };
const label: IncidentLabel = {
  ...{ incidentId: 'inc-1', user: 'U0ONCALL1', at: start, verdict: 'congestion' },
  ...{ right: false, cause: 'bad_optic', useful: true },
};

const lossesOf = (count: number): LossesChart => ({
  models: Array.from({ length: count }, (_, i) => ({
    ...{ label: `throughput-mbps-${i}`, name: 'weighted absolute error', passes: 60, kept: 30 },
    points: Array.from({ length: 60 }, (_, pass) => ({
      pass: pass + 1,
      training: 1 / (pass + 3),
      later: 1 / (pass + 7),
    })),
  })),
});

const messages: [string, OutgoingMessage][] = [
  ['an open incident', incidentHead(incident, topology)],
  ['an incident without a cause', incidentHead(incidentOf('inc-2', { verdict: null, owner: 'U0ONCALL1' }), topology)],
  [
    'a resolved incident',
    incidentHead(
      incidentOf('inc-3', { state: 'resolved', resolvedAt: start + 123_000, end: { how: 'verified' } }),
      topology,
    ),
  ],
  ['the facts', incidentFacts({ incident, rows, chart })],
  ['facts of nothing', incidentFacts({ incident: incidentOf('inc-2', { verdict: null }), rows: [], chart: null })],
  ['a diagnosis', diagnosisMessage(diagnosisOf('inc-1'))],
  ['a diagnosis with feedback', diagnosisMessage(diagnosisOf('inc-1'), [label])],
  ...(['escalate', 'refused', 'none'] as const).map((kind): [string, OutgoingMessage] => [
    `why there is no plan (${kind})`,
    decisionMessage({
      incident,
      decision:
        kind === 'none'
          ? decideNoPlan('does_not_fit')
          : { kind, playbook: 'link_down', reason: 'A link is repaired on site. '.repeat(60) },
      diagnosis: kind === 'none' ? undefined : diagnosisOf('inc-1'),
    }),
  ]),
  ['a question to the next on call', incidentAsk({ incident, user: 'U0ONCALL2', at: start + 600_000 })],
  ['the same, answered', incidentAsk({ incident: { ...incident, owner: 'U1' }, user: 'U0ONCALL2', at: start })],
  ['a question about a plan', planAsk({ plan, user: 'U0ONCALL2', at: start + 600_000 })],
  ['a silenced incident', incidentHead(incident, topology, { silence, asked: ['U0ONCALL1'] })],
  ['no diagnosis', diagnosisMessage({ ...diagnosisOf('inc-1'), conclusive: false, sentences: [], evidence: [] })],
  ['a plan that waits', card()],
  ['a plan that is approved', card({ state: 'approved' }, { votes: [vote] })],
  [
    'a plan without approval',
    card({}, { offer: { offered: false, reason: 'mode is propose', users: [], groups: [] } }),
  ],
  [
    'a plan that can not be undone',
    card({ content: { ...plan.content, irreversible: true, risk: 'high', approvals: 2 } }),
  ],
  ['output', planOutput(plan, [line(), line({ line: 1, doneAt: null, output: null, accepted: null })])],
  [
    'a verified plan',
    planResult(
      { ...plan, state: 'verified', outcome: 'Latency is at 13 ms.' },
      { ...end, now: { value: 13.1, oldAt: null } },
    ),
  ],
  ['a failed plan', planResult({ ...plan, state: 'failed' }, { ...end, now: null })],
  ['an unknown plan', unknownCard({ plan: { ...plan, state: 'unknown' }, lines: [line()], unknown })],
  ['a plan that was unknown', unknownCard({ plan: { ...plan, state: 'verified' }, lines: [], unknown: null })],
  ['a training run', trainingMessage({ runId: 'r', kind: 'causes', done: 40, total: 100, note: 'tree 40 of 100' })],
  [
    'a training run that failed',
    trainingMessage({ runId: 'r', kind: 'causes', done: 0, total: 1, note: 'no recording', state: 'failed' }),
  ],
  ['the losses of a model', lossesMessage('day', lossesOf(1), null)],
  ['the losses of twelve', lossesMessage('forecast-short', lossesOf(12), { fileId: 'F0123456789', altText: 'Error' })],
  ['a training run of unknown length', trainingMessage({ runId: 'r', kind: 'causes', done: 4, total: 0, note: '' })],
  [
    'the summary',
    resolvedSummary({
      incident: incidentOf('inc-1', { state: 'resolved', resolvedAt: start + 123_000, end: { how: 'verified' } }),
      topology,
      diagnosis: diagnosisOf('inc-1'),
      plans: [{ plan: { ...plan, state: 'verified' }, votes: [vote], times }],
      chart,
    }),
  ],
];

const homeFacts: HomeFacts = {
  incidents: [{ incident, silence: undefined }],
  plans: [
    { plan, link: 'https://x.slack.com/p1', mine: true },
    { plan: { ...plan, id: 'plan-2' }, link: null, mine: false },
  ],
  digests: [{ schedule: { id: 'morning', kind: 'morning', cron: '0 7 * * *', timezone: 'UTC' }, isMine: true }],
  risks: riskLines([{ risk: riskOf('RISK-1'), hold: { at: 0, watcher: null, snooze: null } }], start, 5),
  look: 'Looked at noon.',
  sites: siteLines({
    topology,
    incidents: [incident],
    metrics,
    isJudged: true,
    now: Date.now(),
    silentAfterMs: 60_000,
  }),
  ...{
    devices: '2 of 3',
    models: 'none',
    learning: 'no telemetry yet',
    mode: 'act',
    oncall: 'Nobody',
    silences: [silence],
    topology,
    at: start,
  },
};
const views: [string, Record<string, unknown>][] = [
  ['the home tab', homeView(homeFacts)],
  ['a quiet home tab', homeView({ ...homeFacts, incidents: [], plans: [], silences: [], sites: [] })],
  [
    'a home tab full of everything',
    homeView({
      ...homeFacts,
      incidents: Array.from({ length: 50 }, (_, i) => ({ incident: incidentOf(`inc-${i}`), silence: undefined })),
      plans: Array.from({ length: 50 }, (_, i) => ({ plan: planOf(`p-${i}`, 'inc-1'), link: 'https://x', mine: true })),
      silences: Array.from({ length: 50 }, (_, i) => ({ ...silence, id: `silence-${i}` })),
      sites: Array.from({ length: 400 }, (_, i) => `:white_circle: *site-${i}*: no open incident`),
    }),
  ],
  [
    'the silence modal',
    silenceModal({
      ...{ incident, from },
      choices: silenceChoices(incident, topology).map((choice) => ({ ...choice, preview })),
    }),
  ],
  ['the modal for the true cause', trueCauseModal({ incidentId: 'inc-1', verdict: 'congestion', from })],
  [
    'the reason modal',
    reasonModal({
      ...{ id: 'plan_reject_reason', title: 'Reject the plan', submit: 'Reject', label: 'Why?', subject: 'button' },
      from: { channel: 'C1', thread: '1.2' },
    }),
  ],
];

describe('every message', () => {
  it.each(messages)('%s fits into the limits and has text', (_name, message) => {
    expect(checkMessage(message)).toEqual([]);
    expect(shorten(message)).toBe(message);
    expect(checkBlocks(blocksOf(message) as never, 'message')).toEqual([]);
  });

  it.each(views)('%s fits into the limits', (_name, view) => {
    expect(checkView(view)).toEqual([]);
    expect(checkViewThere(view)).toEqual([]);
  });

  it('is safe with names and texts that strangers chose', () => {
    const evil = '<!channel> *x* <https://evil|ok>\u202e`';
    const place = { device: evil, interface: evil };
    const built = [
      incidentHead(incidentOf(evil, { place, places: [place], owner: evil }), topology),
      diagnosisMessage({ ...diagnosisOf(evil), sentences: [{ text: evil, evidence: [evil] }] }),
      card({
        summary: evil,
        requestedBy: evil,
        content: { ...plan.content, riskReasons: [evil], blastRadius: [evil] },
      }),
      card({ state: 'rejected', outcome: evil }, { votes: [{ ...vote, decision: 'reject', reason: evil }] }),
      trainingMessage({ runId: evil, kind: evil, done: 1, total: 2, note: evil }),
      lossesMessage(evil, { models: [{ ...lossesOf(1).models[0]!, label: evil }] }, null),
    ];
    for (const message of built) {
      const words = JSON.stringify([message.text, ...mrkdwnOf(blocksOf(message))]);
      expect(words).not.toMatch(/<!channel>|<https:\/\/evil|\u202e/);
    }
  });
});

function mrkdwnOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, text } = node as { type?: string; text?: unknown };
  const own = type === 'mrkdwn' ? [String(text)] : [];
  return [...own, ...Object.values(node).flatMap(mrkdwnOf)];
}

describe('the head line', () => {
  it('says what, where, how bad, since when and who has it', () => {
    expect(incidentLine(incident, topology)).toBe(
      ':large_orange_circle: *Congestion* on Router-A eth1 – Router-B eth1 · major · since <!date^1793628185^{date_short_pretty} {time_secs}|2026-11-02 14:03:05 UTC> · nobody has it yet',
    );
  });

  it('counts the places of a storm instead of naming them', () => {
    const places = Array.from({ length: 200 }, (_, i) => ({ device: `Switch-${i}`, interface: null }));
    const storm = incidentOf('inc-9', { places: [incident.place, ...places], anomalies: 200 });
    expect(incidentLine(storm, topology)).toContain('and 200 places more');
    expect(checkMessage(incidentHead(storm, topology))).toEqual([]);
  });
});

describe('the plan card', () => {
  const buttons = (message: OutgoingMessage) =>
    [...JSON.stringify(message).matchAll(/"action_id":"(\w+)"/g)].map((match) => match[1]);

  it('shows commands, way back, effect, risk, blast radius, verification and approvers', () => {
    const text = JSON.stringify(card());
    for (const part of [
      'ip ospf cost 100',
      'no ip ospf cost',
      'below 20 ms',
      'low: another way is free',
      'Switch-1',
      '3 samples in a row within 2 min',
      '<!subteam^S0NOC0001>',
      '1 approval needed until',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('has Approve and Reject with nothing but the opaque id while it waits, and no button afterwards', () => {
    expect(buttons(card())).toEqual(['plan_approve', 'plan_reject']);
    expect(JSON.stringify(card())).toContain('"value":"button-plan-1"');
    for (const state of ['approved', 'running', 'verified', 'rejected', 'expired', 'unknown'] as const) {
      expect(buttons(card({ state }, { votes: [vote] }))).toEqual([]);
    }
  });

  it('has no Approve where approval is not offered, and says why', () => {
    const closed = card({}, { offer: { offered: false, reason: 'mode is propose', users: [], groups: [] } });
    expect(buttons(closed)).toEqual(['plan_reject']);
    expect(JSON.stringify(closed)).toContain('mode is propose');
  });

  it('shows the approvals so far when two are needed', () => {
    const half = card({ content: { ...plan.content, approvals: 2 } }, { votes: [vote] });
    expect(JSON.stringify(half)).toContain('2 approvals needed');
    expect(JSON.stringify(half)).toContain('Approved so far by <@U0APPROV1>');
  });

  it('of a plan that is too long to be shown has Approve only with the whole plan as a file', () => {
    const commands = Array.from({ length: 400 }, (_, i) => `interface eth${i} and some words`);
    const content = { ...plan.content, steps: [{ ...plan.content.steps[0]!, commands }] };
    expect(commands.join('\n').length).toBeGreaterThan(commandsShown);
    expect(buttons(card({ content }))).toEqual(['plan_reject']);
    const withFile = card({ content }, { fileLink: 'https://files.slack.com/plan.txt' });
    expect(buttons(withFile)).toEqual(['plan_approve', 'plan_reject']);
    expect(checkMessage(withFile)).toEqual([]);
    expect(JSON.stringify(withFile)).toMatch(/… \d+ lines more/);
  });
});

describe('output and unknown plans', () => {
  it('mark lines that were refused or never answered', () => {
    const text = JSON.stringify(
      planOutput(plan, [line({ accepted: false }), line({ line: 1, doneAt: null, accepted: null })]),
    );
    expect(text).toContain('← refused');
    expect(text).toContain('← no answer');
  });

  it('fit however much a device says', () => {
    const lines = Array.from({ length: 80 }, (_, i) => line({ line: i, output: `${'noise '.repeat(2000)}\u001b[31m` }));
    expect(checkMessage(planOutput(plan, lines))).toEqual([]);
    const difference = 'x\n'.repeat(9000);
    expect(
      checkMessage(unknownCard({ plan: { ...plan, state: 'unknown' }, lines, unknown: { ...unknown, difference } })),
    ).toEqual([]);
  });

  it('say which lines were sent, which have no answer and which were not sent', () => {
    const lines = [line(), line({ line: 1, doneAt: null, accepted: null })];
    const text = JSON.stringify(
      unknownCard({ plan: { ...plan, state: 'unknown' }, lines, unknown: { ...unknown, difference: null } }),
    );
    expect(text).toMatch(/accepted +Router-A# configure terminal/);
    expect(text).toMatch(/sent, no answer +Router-A# interface eth1/);
    expect(text).toMatch(/not sent +Router-B# ip ospf cost 100/);
    expect(text).toContain('A device could not be read');
  });
});

describe('the summary', () => {
  it('lists what happened with the time since the first anomaly', () => {
    const text = JSON.stringify(messages.find(([name]) => name === 'the summary')![1]);
    for (const part of [
      'Resolved after 2 min 3 s',
      '30 s',
      'diagnosed',
      '1 min',
      'approved',
      'last change line executed',
      'recovered, by telemetry',
    ]) {
      expect(text).toContain(part);
    }
  });
});

describe('a reason modal', () => {
  it('brings back what it was about', () => {
    const modal = views.find(([name]) => name === 'the reason modal')![1] as { private_metadata: string };
    const state = { values: { reason: { text: { value: ' too risky ' } } } };
    expect(readReason({ private_metadata: modal.private_metadata, state })).toEqual({
      subject: 'button',
      channel: 'C1',
      thread: '1.2',
      reason: 'too risky',
    });
  });
});

it('counts how long a device is silent, since nobody sends that', () => {
  const place = { device: 'Switch-1', interface: null };
  const silent = [{ metric: 'silent_seconds', value: 20, expected: 1, deviation: 20 }];
  const anomaly = { at: start + 20_000, place, score: 1, metrics: silent, detector: 'rule' };
  const nowOf = (heardAt: number | null) =>
    readingRows([anomaly], { ...metrics, lastHeard: () => heardAt }, start + 90_000)[0]!.now?.value ?? null;
  expect([nowOf(start), nowOf(start + 89_000), nowOf(start + 91_000), nowOf(null)]).toEqual([90, 1, 0, null]);
});

it('says of each model what came of a training, whatever was kept out first', () => {
  const model = (kind: string, promoted: boolean, reason: string) => ({
    ...{ kind, subject: 'network', id: '0123456789abcdef', metrics: [], promoted, reason },
  });
  const refused = 'it does not beat every baseline: macro F1 0.759 (rule on the worst metric 0.966, always none 0.179)';
  const note = describeTraining([
    model('detection', true, 'recall 0.839 (largest 0.438)'),
    model('causes', false, refused),
  ]);
  const message = trainingMessage({ runId: 'r', kind: 'models', done: 1, total: 1, note, state: 'done' });
  const words = mrkdwnOf(blocksOf(message)).join('\n');
  expect(words).toContain(`causes not in use: ${refused}. detection in use: recall 0.839 (largest 0.438).`);
});
