import { runOpsh } from '../cli/frr/opsh.ts';
import type { Later } from '../cli/frr/snapshots.ts';
import { createSnapshots } from '../cli/frr/snapshots.ts';
import { openCli } from '../cli/platforms.ts';
import type { DeviceContext } from '../cli/session.ts';
import { overload } from '../world/device-dynamics.ts';
import type { DeviceLog } from './device-log.ts';
import type { Login } from './server.ts';

/** Joins a device's command lines with its log: every line is on disk before anybody can see what it did. */
export function createDeviceLogin(context: DeviceContext, log: DeviceLog, later: Later): Login {
  const stamp = () => new Date(context.clock()).toISOString();
  const snapshots = createSnapshots(context, later, (snapshot) =>
    log.append({
      at: stamp(),
      user: '(device)',
      session: 'revert-timer',
      line: `frr-reload --reload ${snapshot}`,
      effect: 'change',
      accepted: true,
      outputBytes: 0,
    }),
  );
  return {
    isDown: () => context.world.isDown(context.device.name),
    delayMs: () => Math.round(overload(context.device.load.cpuPct) * 350),
    openCli: (user) => (user === 'svc' ? null : openCli(context, { readOnly: user === 'reader' })),
    run: (session, line, { user, id }) => {
      const result = session.execute(line);
      if (line.trim() !== '') {
        const { effect, accepted } = result;
        const outputBytes = Buffer.byteLength(result.output);
        log.append({ at: stamp(), user, session: id, line: line.trim(), effect, accepted, outputBytes });
      }
      return result;
    },
    runCommand: (line, { user, id }) => {
      if (user !== 'svc') return null;
      const trimmed = line.trim();
      const offered = context.device.spec.platform === 'frr';
      const refused = {
        output: '% the operator shell is not offered on this platform\n',
        exitCode: 1,
        effect: 'read' as const,
      };
      const done = offered ? runOpsh(context, snapshots, trimmed) : refused;
      const outputBytes = Buffer.byteLength(done.output);
      const accepted = done.exitCode === 0;
      log.append({ at: stamp(), user, session: id, line: trimmed, effect: done.effect, accepted, outputBytes });
      return done;
    },
  };
}
