import { describe, expect, it } from 'vitest';
import { conclude, type Finding } from '../../src/agents/conclusion.ts';
import type { CauseId } from '../../src/domain/cause.ts';
import { describeCause } from '../../src/domain/cause.ts';
import { createEvidenceLedger } from '../../src/tools/evidence-ledger.ts';

const place = { device: 'Switch-1', interface: null };

function concludeOn(cause: CauseId, finding: Finding): CauseId | null {
  const ledger = createEvidenceLedger([]);
  const { id } = ledger.add({ kind: 'model', place, text: 'A rule names it', independent: true });
  const { symptom } = describeCause(cause);
  const verdict = { cause, symptom, place, confidence: 0.95, probabilities: {}, drivers: [], modelId: 'rule' };
  const claim = { cause, sentences: [{ text: 'It is so.', evidence: [id] }] };
  return conclude(claim, { finding, verdict, ledger, incidentPlace: place }).cause;
}

describe('a conclusion without telemetry', () => {
  it('is none for what telemetry would have to show', () => {
    expect(concludeOn('cpu_overload', 'no-data')).toBeNull();
    expect(concludeOn('link_down', 'no-data')).toBeNull();
  });

  it('stands for what shows by silence', () => {
    expect(concludeOn('device_down', 'no-data')).toBe('device_down');
    expect(concludeOn('telemetry_silent', 'no-data')).toBe('telemetry_silent');
  });

  it('falls when the device speaks again', () => {
    expect(concludeOn('telemetry_silent', 'not-confirmed')).toBeNull();
  });
});
