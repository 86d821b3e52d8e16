import { newRandomId } from '../../src/app/ids.ts';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createLoopDelay, type LoopDelayReading } from '../../src/web/loop-delay.ts';

export type LoadNews = { url: string } | { delay: LoopDelayReading; cpuSeconds: number };

/** The whole bot without Slack, as `nocturne start --no-slack` runs it. Tells the delay of its event loop since it was asked last. */
const config = loadConfig(process.argv[2]!);
const app = await createApp(config, {
  ...{ clock: Date.now, monotonic: () => performance.now(), newId: newRandomId },
  ...{ log: createLog({ level: 'error' }), terminal: () => undefined },
});
const delay = createLoopDelay();
let usage = process.cpuUsage();
const tell = (news: LoadNews) => process.send!(news);
process.on('message', () => {
  const { user, system } = process.cpuUsage(usage);
  usage = process.cpuUsage();
  tell({ delay: delay.read(), cpuSeconds: (user + system) / 1e6 });
  delay.reset();
});
process.once('disconnect', () => void app.close().then(() => process.exit(0)));
tell({ url: app.url });
