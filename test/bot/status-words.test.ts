import { describe, expect, it } from 'vitest';
import { devicesWords } from '../../src/bot/views/status-words.ts';
import { topology } from '../diagnosis/simulated.ts';

const now = Date.UTC(2026, 10, 23);
const heardOf = (silent: string[]) => ({
  values: () => [],
  metricsAt: () => [],
  lastHeard: (device: string) => (silent.includes(device) ? null : now - 1000),
});

describe('what the status says of devices', () => {
  it('names a wrong clock, and does not call the device silent', () => {
    const words = devicesWords({
      topology,
      metrics: heardOf(['AP-1', 'AP-2']),
      clocks: { wrong: () => [{ device: 'AP-1', offsetMs: 7_200_000, refused: 9 }], ownOffsetMs: () => null },
      now,
      silentAfterMs: 120_000,
    });
    expect(words).toContain('*Silent:* AP-2 (not heard since the start).');
    expect(words).toContain('*Clock wrong:* The clock of AP-1 is 2 h ahead (a time zone?), 9 lines refused.');
  });

  it('says that its own clock is wrong when most devices agree', () => {
    const wrong = topology.devices.map(({ name }) => ({ device: name, offsetMs: 7_200_000, refused: 1 }));
    const clocks = { wrong: () => wrong, ownOffsetMs: () => -7_200_000 };
    const words = devicesWords({ topology, metrics: heardOf([]), clocks, now, silentAfterMs: 120_000 });
    expect(words).toContain('My own clock is probably 2 h behind');
  });
});
