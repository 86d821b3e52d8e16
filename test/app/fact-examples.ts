import { calmDigest } from '../digests/made-digests.ts';
import { riskOf } from '../risks/made-risks.ts';

/** Values of an earlier release and what they are read as, and values that are damage. */
export interface FactExample {
  id: string;
  value: unknown;
  /** Other ids that facts of this kind do not have. */
  otherIds?: string[];
  former?: { stored: unknown; read: unknown }[];
  damaged: unknown[];
}

const place = { device: 'Router-A', interface: 'eth1' };
const verdict = {
  ...{ cause: 'congestion', symptom: 'latency_spike', place, confidence: 0.9 },
  ...{ probabilities: { latency_spike: 0.9 }, drivers: [{ feature: 'latency_ms', value: 9, contribution: 0.4 }] },
  modelId: 'm1',
};
const anomaly = {
  ...{ at: 1, place, score: 0.9, detector: 'combined' },
  metrics: [{ metric: 'latency_ms', value: 90, expected: 4, deviation: 21 }],
};
const times = { approvedAt: 1, startedAt: 2, executedAt: null, recoveredAt: null, rolledBackAt: null };
const never = { approvedAt: null, startedAt: null, executedAt: null, recoveredAt: null, rolledBackAt: null };
const silence = {
  ...{ id: 'silence-1', kind: 'maintenance', match: { device: 'Router-A' }, from: 1, until: 9, reason: 'new optics' },
  ...{ by: 'U1', ended: null },
};
const ask = { user: 'U1', at: 5, step: 2 };
const ref = { channel: 'C1', thread: null, ts: '1.2', since: 3, digest: 'abc', live: true };
const draft = {
  wanted: { kind: 'silence', match: { site: 'lab' }, reason: 'noise', by: 'U1' },
  from: null,
  forMs: 9,
  at: 1,
};
const decision = {
  ...{ kind: 'plan', planId: 'plan-1', playbook: 'drain-link', reason: 'it fits', round: 2 },
  about: { verdict, severity: 'major' },
};
const none = { kind: 'none', reason: 'The diagnosis is inconclusive.' };
const drained = {
  ...{ place, cause: 'congestion', by: 'plan', peaks: [['Router-A\teth1\tlatency_ms', 90]] },
  signs: [['Router-A\teth1\tdelay', { place, sign: 'delay' }]],
};
const label = {
  ...{ incidentId: 'INC-1', user: 'U1', at: 1, verdict: 'congestion', right: false, cause: 'bad_optic', useful: null },
};
const losses = { name: 'error', passes: 9, kept: 2, points: [{ pass: 2, training: 0.5, later: null }] };
const status = {
  ...{ state: 'done', done: 1, total: 1, note: 'all kept', at: 1, result: [{ kind: 'detection', losses }] },
  data: { readings: 9, places: 1, from: 1, to: 2, labels: 0, outsideInventory: 0, leftOut: {} },
};
const spanOrder = { span: { from: 1, to: 2 }, kinds: ['causes'], seed: 1, runId: 'train-1' };
const learned = {
  ...{ firstAt: 1, lastAt: 9, learnedMs: 8, lookedAt: 9, readings: 4, countedMs: 8 },
  held: { readings: 4, wanted: 9, at: 9 },
};
const learnedStage = {
  ...{ stageMs: 1_800_000, learnedMs: 1_800_000, attempt: 1, runId: 'learn-30-1' },
  end: { at: 9, outcome: 'in-use', reason: 'it is better', modelId: 'a1' },
};
const evidence = {
  ...{ modelId: 'rules', cause: 'packet_loss', layout: { device: ['cpu_pct'], interface: [] } },
  places: [{ device: 'Router-A', interface: null, row: [0, 1.5, 2, 0, 1], ruledOut: ['link_down'] }],
};
const challenge = {
  ...{ id: 'challenge-9', at: 9, attempt: 1, runId: 'challenge-9-1', failed: null, dropped: [], against: null },
  rise: { since: 3, noticed: 9, before: 0.1, after: 0.4, sinceAt: 3, noticedAt: 9 },
  taught: { modelId: 'a1', from: 9, learned: ['INC-1'], labels: 9, fresh: 7, judged: 9, effects: [{ place: 'link L4', labels: 3, moved: 2 }] },
  ...{ trial: { labels: 0, wins: 0, losses: 0, p: 1 }, end: null },
}; // biome-ignore format: a value
const levelLook = {
  ...{ at: 9, modelId: 'd1', trainedTo: 3, problem: null, compared: 8, tooFew: 1, more: 0 },
  moved: [
    { place, metric: 'latency_ms', how: 'moved', index: 0.61, before: 4, now: 9, change: { device: 'Router-A', at: 5, planId: null } },
    { place, metric: 'jitter_ms', how: 'missing', index: null, before: 1, now: null, change: null },
  ],
}; // biome-ignore format: a value
const { data: _, ...statusWithoutData } = status;

/** One for each kind of fact, as the product writes it. */
export const factExamples: Record<string, FactExample> = {
  digest: {
    ...{
      id: 'morning:1',
      value: { at: 1, schedule: 'morning', digest: calmDigest() },
      otherIds: ['morning'],
      damaged: [{ at: 1, schedule: 'morning', digest: {} }, 1],
    },
  },
  question: {
    id: 'question-1',
    value: { at: 1, words: ['values', 'all'], by: 'U1', state: 'running', share: 0.5, note: '', changes: 0 },
    damaged: [{ at: 1 }, { at: 1, words: 'values', by: 'U1', state: 'running', share: 0.5, note: '' }, 1],
  },
  'digest-mention': { id: 'morning', value: ['U1'], damaged: ['U1', [1]] },
  risk: {
    ...{ id: 'RISK-1', value: riskOf('RISK-1', { level: Number.NaN }), damaged: [{ id: 'RISK-1' }, 7] },
  },
  'look-ahead': {
    ...{ id: 'trends', value: { at: 1, over: [], more: 0, gaps: [] }, damaged: [{ at: 1 }, null] },
  },
  'risk-hold': {
    ...{
      id: 'RISK-1',
      value: { at: 1, watcher: { by: 'U1', at: 1 }, snooze: null },
      damaged: [{ at: 1, watcher: 'U1' }, null],
    },
  },
  'plan-times': {
    ...{ id: 'plan-1', value: times, damaged: [null, 'now', { startedAt: 'yesterday' }] },
    former: [{ stored: { startedAt: 5 }, read: { ...never, startedAt: 5 } }],
  },
  'plan-before': {
    ...{
      id: 'plan-1',
      value: { at: 1, values: { 'Router-A\teth1': 90 } },
      damaged: [{ at: 1 }, { values: { a: 'x' } }],
    },
    former: [{ stored: { at: 1, values: { a: null } }, read: { at: 1, values: { a: Number.NaN } } }],
  },
  'plan-unknown': {
    ...{ id: 'plan-1', value: { at: 2, since: 1, reason: 'the session was lost', difference: null } },
    damaged: [{ at: 2, reason: 'x' }, []],
    former: [{ stored: { at: 2, reason: 'x', difference: '+ a' }, read: { at: 2, reason: 'x', difference: '+ a' } }],
  },
  'plan-choice': {
    ...{ id: 'plan-1', value: { user: 'U1', choice: 'roll-back', at: 1, startedAt: null } },
    damaged: [{ user: 'U1', choice: 'both', at: 1, startedAt: null }, 'continue'],
  },
  'plan-authors': { id: 'plan-1', value: ['U1', 'U2'], damaged: ['U1', { 0: 'U1' }, [1]] },
  'plan-key': { id: 'INC-1:drain', value: 'plan-1', damaged: [null, 7, ['plan-1']] },
  'plan-break-glass': {
    id: 'plan-1',
    value: { user: 'U1', reason: 'all down', at: 1 },
    damaged: [true, { user: 'U1' }],
  },
  'follow-up-left-to-people': { id: 'plan-1', value: 'No playbook fits.', damaged: [null, {}] },
  freeze: {
    ...{ id: 'all', value: { by: 'U1', reason: 'migration', until: null }, otherIds: ['lab', 'all\n'] },
    damaged: [null, { by: 'U1', reason: 'x' }, { by: 'U1', reason: 'x', until: 'tomorrow' }],
  },
  'incident-anomalies': {
    ...{ id: 'INC-1', value: [anomaly], damaged: [anomaly, [{ ...anomaly, place: 'Router-A' }]] },
    former: [{ stored: [{ ...anomaly, score: null }], read: [{ ...anomaly, score: Number.NaN }] }],
  },
  'cause-evidence': {
    ...{ id: 'INC-1', value: evidence, damaged: [{ ...evidence, places: 'Router-A' }, { ...evidence, layout: [] }, 1] },
  },
  'cause-challenge': {
    ...{ id: 'challenge-9', value: challenge },
    damaged: [{ ...challenge, trial: null }, { ...challenge, rise: 7 }, null],
  },
  'teaching-labels': {
    ...{ id: 'causes', value: { labels: 40, of: 55 } },
    damaged: [{ labels: 40 }, { labels: 'many', of: 55 }, 7],
  },
  'level-look': {
    ...{ id: 'network', value: levelLook },
    damaged: [{ ...levelLook, moved: 'all' }, { ...levelLook, at: null }, 7],
  },
  'incident-decision': {
    ...{ id: 'INC-1', value: decision, damaged: [{}, { kind: 'perhaps' }, { ...decision, planId: null }] },
    former: [
      { stored: none, read: { ...none, why: 'not_given' } },
      { stored: { ...none, why: 'no_playbook' }, read: { ...none, why: 'no_playbook' } },
    ],
  },
  'incident-hidden': { id: 'INC-1', value: 'silence-1', damaged: [true, ['silence-1']] },
  'oncall-ask': {
    ...{ id: 'INC-1', value: [ask, { ...ask, step: 3, worsened: 'critical' }], damaged: [ask, [{ at: 1 }]] },
    former: [
      {
        stored: [
          { user: 'U1', at: 5 },
          { user: 'U2', at: 6 },
        ],
        read: [
          { user: 'U1', at: 5, step: 1 },
          { user: 'U2', at: 6, step: 2 },
        ],
      },
    ],
  },
  page: {
    ...{ id: 'INC-1', value: [{ key: 'INC-1', told: 'trigger' }], damaged: ['wake up', [{ key: 'INC-1' }]] },
    former: [{ stored: 'trigger', read: 'trigger' }],
  },
  'slack-ref': { id: 'incident:INC-1:head', value: ref, otherIds: ['head'], damaged: ['1.2', { ...ref, ts: 1.2 }] },
  'slack-file': {
    ...{ id: 'incident:INC-1:summary', value: { id: 'F1', permalink: null, altText: 'Latency' }, otherIds: [':'] },
    damaged: [{ id: 'F1' }],
  },
  silence: {
    id: 'silence-1',
    value: silence,
    damaged: [
      { ...silence, match: 'all' },
      { ...silence, until: null },
    ],
  },
  'silence-told': { id: 'silence-1-1700000000000', value: 5, otherIds: ['silence-x'], damaged: ['5', null] },
  'silence-draft': { id: 'draft-1', value: draft, damaged: [{ ...draft, wanted: null }] },
  'drained-place': {
    ...{
      id: 'Router-A\teth1\tcongestion',
      value: drained,
      otherIds: ['Router-A'],
      damaged: [{ place }, { by: 'plan' }],
    },
    former: [{ stored: { place, by: 'plan' }, read: { place, by: 'plan' } }],
  },
  training: {
    id: 'train-1',
    value: status,
    damaged: [
      { ...status, done: 'half' },
      { ...status, result: 'good' },
      { ...status, data: 'much' },
    ],
    former: [statusWithoutData, { ...status, result: [{ kind: 'detection' }] }].map((stored) => ({
      stored,
      read: stored,
    })),
  },
  'training-order': {
    ...{ id: 'train-1', value: { recordings: ['/r'], seed: 1, runId: 'train-1' }, damaged: [{ seed: 1 }] },
    former: [{ stored: spanOrder, read: spanOrder }],
  },
  'learning-telemetry': {
    ...{ id: 'network', value: learned },
    damaged: [
      { ...learned, learnedMs: 'much' },
      { ...learned, held: 5 },
    ],
  },
  'learning-stage': {
    ...{ id: '1800000', value: learnedStage, otherIds: ['half an hour'] },
    damaged: [
      { ...learnedStage, attempt: 'first' },
      { ...learnedStage, end: 'done' },
    ],
  },
  label: { id: 'INC-1:U1', value: label, otherIds: ['INC-1'], damaged: [{ ...label, right: 'yes' }] },
  'given-label': {
    id: 'ab'.repeat(16),
    value: { start: 1, end: 2, device: 'Router-A', interface: null, cause: 'bad_optic', at: 3, by: 'nadia' },
    otherIds: ['INC-1', 'AB'.repeat(16)],
    damaged: [{ start: 1, end: 2, device: 'Router-A', cause: 'bad_optic' }, null],
  },
  usual: {
    ...{ id: 'Router-A\teth1', value: { latency_ms: [4, 0.4] }, otherIds: ['Router-A'] },
    damaged: [{ latency_ms: 4 }, { latency_ms: [4, null] }, { latency_ms: [4, 0] }],
  },
  'ospf-cost': {
    ...{ id: 'Router-A eth1', value: { at: 5, reading: { state: 'carries', cost: 10 } } },
    former: [
      {
        stored: { at: 5, reading: { state: 'none', why: 'down' } },
        read: { at: 5, reading: { state: 'none', why: 'down' } },
      },
    ],
    damaged: [{ at: 5, reading: { state: 'carries' } }, { reading: { state: 'unread', why: '' } }, 10],
  },
  'write-check': { id: 'latest', value: 5, otherIds: ['first'], damaged: ['now'] },
};
