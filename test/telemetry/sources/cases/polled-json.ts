import { now, type SourceCase } from '../source-case.ts';

const at = now - 1_000;
const row = (device: string, fields: object, more: object = {}) => ({
  ...{ kind: 'ping', tags: { device }, fields, at },
  ...more,
});

/** A payload of the source that only the tests know. */
export const sourceCase: SourceCase = {
  payload: JSON.stringify([
    row('R1', { average_response_ms: 4.2, percent_packet_loss: 0, result: 'ok' }),
    row('R2', { usage_idle: 88.5 }, { kind: 'cpu', tags: { device: 'R2', cpu: 'cpu-total' } }),
    row('R3', { average_response_ms: 5 }, { at: 'yesterday' }),
    row('R4', { average_response_ms: 1e308 }, { kind: 'octets', fields: { ifHCInOctets: 1, overflow: '1e999' } }),
  ]),
  samples: [
    { at, device: 'R1', interface: null, metric: 'latency_ms', value: 4.2 },
    { at, device: 'R1', interface: null, metric: 'packet_loss_pct', value: 0 },
    { at, device: 'R2', interface: null, metric: 'cpu_pct', value: 11.5 },
  ],
  // Unused: the word "ok", the first value of a counter, and a number that is too large to be one.
  counts: { points: 4, badPoints: 1, lost: { text: 1, 'first-value': 1, 'not-finite': 1 } },
  silence: '[]',
  ahead: JSON.stringify([row('R9', { average_response_ms: 4 }, { at: now + 86_400_000 })]),
  settings: (url) => ({ url, everySeconds: 10 }),
};
