import { describeOffset, type WrongClock } from '../../telemetry/device-clocks.ts';
import { type Finding, ok, problem, thrownProblem } from './finding.ts';

const answerWithinMs = 5_000;

/** What the part `clocks` of `/health` holds. */
export interface ClocksHealth {
  wrong: WrongClock[];
  ownOffsetMs: number | null;
}

/** Asks the bot that runs whose clock it finds wrong. */
export async function checkClocks(running: string): Promise<Finding[]> {
  try {
    const response = await fetch(`${running}/health`, { signal: AbortSignal.timeout(answerWithinMs) });
    const { clocks } = (await response.json()) as { clocks?: ClocksHealth };
    return clocks ? describeClocks(clocks) : [];
  } catch (thrown) {
    return [thrownProblem('clocks', thrown)];
  }
}

/** One finding for each clock that is wrong, this machine's first. */
export function describeClocks({ wrong, ownOffsetMs }: ClocksHealth): Finding[] {
  const own =
    ownOffsetMs === null
      ? []
      : [problem('clock', `of this machine is probably ${describeOffset(ownOffsetMs)}`, 'set it by NTP (chrony)')];
  const ofDevices = wrong.map(({ device, offsetMs, refused }) => {
    const lost = refused > 0 ? `, ${refused} lines were refused` : '';
    const todo = 'set its clock and time zone, or let its collector write the time of arrival';
    return problem(`device ${device}, clock`, `is ${describeOffset(offsetMs)}${lost}`, todo);
  });
  return wrong.length === 0 && own.length === 0
    ? [ok('clocks', 'of the devices that send telemetry are right')]
    : [...own, ...ofDevices];
}
