import { onTestFinished } from 'vitest';
import type { Sample } from '../../src/domain/sample.ts';
import { createLog } from '../../src/log.ts';
import { createMetricMapping } from '../../src/telemetry/mapping/metric-mapping.ts';
import { createLoopDelay } from '../../src/web/loop-delay.ts';
import { createWeb, type WebOptions } from '../../src/web/web.ts';

/** When it is, for a server of these tests. */
export const now = Date.UTC(2026, 10, 23, 3);

/** A server until the test ends, which takes the token "secret", and what it took. */
export async function startWeb(options: Partial<WebOptions> = {}) {
  const samples: Sample[] = [];
  const loopDelay = createLoopDelay();
  const web = await createWeb({
    port: 0,
    tokens: ['secret'],
    mapping: createMetricMapping(),
    onSamples: (slice) => {
      samples.push(...slice);
    },
    health: () => ({}),
    loopDelay,
    clock: () => now,
    log: createLog({ level: 'silent' }),
    ...options,
  });
  onTestFinished(async () => {
    await web.close();
    loopDelay.close();
  });
  return { web, samples, loopDelay };
}
