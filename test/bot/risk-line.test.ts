import { expect, it } from 'vitest';
import { riskLines, riskMessage } from '../../src/bot/views/risk.ts';
import { minuteMs, riskOf } from '../risks/made-risks.ts';

const risk = riskOf('RISK-1');
const held = { risk, hold: { at: 0, watcher: null, snooze: null } };

it('counts minutes from when a list is asked for, and from when it was seen in a message that stays', () => {
  expect(riskLines([held], risk.seenAt + 10 * minuteMs, 1)[0]).toContain('in about 28 min (between 20 min and 45 min)');
  expect(riskLines([held], risk.expectedAt + minuteMs, 1)[0]).toContain('is about to reach 90 %');
  const record = { right: 0, wrong: 0, unknown: 0 };
  expect(riskMessage(held, { record, chart: null, now: risk.seenAt + 10 * minuteMs }).text).toContain(
    'in about 40 min (between 30 min and 55 min)',
  );
});
