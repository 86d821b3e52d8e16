import { platformClis } from '../cli/platforms.ts';
import type { DeviceContext, Later } from '../cli/session.ts';
import { overload } from '../world/device-dynamics.ts';
import type { DeviceLog, DeviceLogEntry } from './device-log.ts';
import type { Login } from './server.ts';

/** Joins a device's command lines with its log: every line is on disk before anybody can see what it did. */
export function createDeviceLogin(context: DeviceContext, log: DeviceLog, later: Later): Login {
  const record = (entry: Omit<DeviceLogEntry, 'at' | 'outputBytes'>, output: string) =>
    log.append({ at: new Date(context.clock()).toISOString(), ...entry, outputBytes: Buffer.byteLength(output) });
  const logOwn = (line: string) =>
    record({ user: '(device)', session: 'revert-timer', line, effect: 'change', accepted: true }, '');
  const platform = platformClis[context.device.spec.platform]({ ...context, later, logOwn });
  return {
    isDown: () => context.world.isDown(context.device.name),
    delayMs: () => Math.round(overload(context.device.load.cpuPct) * 350),
    openCli: (user) => (user === 'svc' ? null : platform.openCli({ user, readOnly: user === 'reader' })),
    run: (session, line, { user, id }) => {
      const result = session.execute(line);
      const { effect, accepted, output } = result;
      if (line.trim() !== '') record({ user, session: id, line: line.trim(), effect, accepted }, output);
      return result;
    },
    runCommand: (line, { user, id }) => {
      if (user !== 'svc') return null;
      const refused = { output: '% the operator shell is not offered here\n', exitCode: 1, effect: 'read' as const };
      const done = platform.runOperator?.(line.trim()) ?? refused;
      const accepted = done.exitCode === 0;
      record({ user, session: id, line: line.trim(), effect: done.effect, accepted }, done.output);
      return done;
    },
  };
}
