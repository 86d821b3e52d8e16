import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../src/bot/check-message.ts';
import { forecast } from '../../src/bot/commands/forecast.ts';
import { spokenPictures } from '../../src/bot/pictures.ts';
import { formatPlace } from '../../src/domain/place.ts';
import type { Risk } from '../../src/domain/risk.ts';
import { makeHours } from '../models/forecasting/day/made-hours.ts';
import { makeSeries } from '../models/forecasting/made-series.ts';
import { riskOf } from '../risks/made-risks.ts';
import { forecastWorld, now, pointsOf } from '../tools/forecast-world.ts';

const [link] = forecastWorld([]).topology.links;
const port = link!.a;
const whole = { device: port.device, interface: null };
const points = pointsOf(makeSeries(2, 1440, { level: 12 }));
const weeks = pointsOf(makeHours(2, 28 * 24 * 6, { perHour: 6 }), { everyMs: 600_000 });

async function ask(text: string, standing: { risk: Risk }[] = []) {
  const drawn: object[] = [];
  const world = forecastWorld(
    [
      [port, 'latency_ms', points],
      [whole, 'cpu_pct', points],
      [whole, 'jitter_ms', weeks],
      [whole, 'memory_pct', points.slice(-5)],
    ],
    { inMemoryMs: 3_600_000 },
  );
  const pictures: typeof spokenPictures = {
    block(name, input, title) {
      drawn.push(input);
      return spokenPictures.block(name, input, title);
    },
  };
  const ports = {
    ...world,
    topology: () => world.topology,
    clock: () => now,
    pictures,
    risks: { standing: async () => standing },
  };
  const call = { args: text.split(' ').filter(Boolean), person: {} as never, channel: 'C1' };
  const answer = await forecast.run(call, ports as never);
  if (answer === 'usage') return { answer, said: 'usage', drawn };
  expect(checkMessage(answer)).toEqual([]);
  return { answer, said: JSON.stringify(answer), drawn };
}

describe('/noc forecast', () => {
  it('tells what is expected, shows it, and says who forecasts', async () => {
    const { said, drawn } = await ask(port.device);
    expect(said).toMatch(/\*Latency of .*\*: about [\d.]+ ms at 14:40 UTC, between .* in nine of ten cases/);
    expect(said).toContain(`Forecast of Latency of ${formatPlace(port)}: about`);
    expect(said).toContain('because no model of this metric is in use');
    expect(drawn).toMatchObject([{ metric: 'latency_ms', now, from: now - 12 * 3_600_000, label: formatPlace(port) }]);
  });

  it.each([
    [`${port.interface} latency_ms 6`, 'latency_ms', 6],
    [`6h cpu_pct`, 'cpu_pct', 6],
    [`latency_ms ${port.interface}`, 'latency_ms', 12],
  ])('takes interface, metric and hours in any order: %s', async (words, metric, hours) => {
    const { drawn } = await ask(`${port.device.toLowerCase()} ${words}`);
    expect(drawn).toMatchObject([{ metric, from: now - hours * 3_600_000 }]);
  });

  it('says when a risk stands for what is forecast, and for nothing else', async () => {
    const risk = riskOf('RISK-1', { place: whole, metric: 'cpu_pct', expectedAt: now + 38 * 60_000 });
    const words = 'A risk stands there: CPU of';
    expect((await ask(`${port.device} cpu_pct`, [{ risk }])).said).toContain(words);
    expect((await ask(`${port.device} jitter_ms day`, [{ risk }])).said).not.toContain(words);
  });

  it.each(['jitter_ms day', 'DAY jitter_ms'])('tells a day hour by hour: %s', async (words) => {
    const { said, drawn } = await ask(`${port.device} ${words}`);
    expect(said).toMatch(
      /\*Jitter of \S+ in the next 24 h\*: highest about [\d.]+ ms at \d\d:00 UTC, between .* in nine of ten cases; lowest about .* better than the same hour yesterday over the last 7 days/,
    );
    expect(said).toContain('Forecast by the median of the same hour over seven days, which has missed least here');
    expect(said).toContain('Hours are UTC');
    expect(drawn).toMatchObject([{ metric: 'jitter_ms', ahead: 'expected a day before', next: null }]);
    expect((drawn[0] as { coming: object[] }).coming).toHaveLength(24);
  });

  it.each([
    ['', /^usage$/],
    [`${port.device} jitter_ms day 6`, /^usage$/],
    [`${port.device} cpu_pct day`, /No forecast: 24 of the last 168 hours hold a value, and 72 of them must/],
    [`${port.device} cpu_pct 6 more`, /^usage$/],
    [`${port.device} cpu_pct 0`, /whole number from 1 to 48/],
    [`${port.device} cpu_pct 49`, /whole number from 1 to 48/],
    ['Nowhere', /No device Nowhere is in the inventory/],
    [`${port.device} <!here>`, /sent no &lt;!/],
    [`${port.device} memory_pct`, /No forecast: 5 of the 30 steps of 1 min/],
  ])('says what is wrong, and draws nothing: "%s"', async (text, words) => {
    const { said, drawn } = await ask(text);
    expect(said).toMatch(words);
    expect(drawn).toEqual([]);
  });
});
