import { count } from '../../foundation/number-words.ts';
import { describeOffset, type WrongClock } from '../../telemetry/device-clocks.ts';
import { type Finding, note, ok, problem, thrownProblem } from './finding.ts';

const answerWithinMs = 5_000;

/** What the part `clocks` of `/health` holds. */
export interface ClocksHealth {
  wrong: WrongClock[];
  ownOffsetMs: number | null;
}

/** What the part `unknownSenders` of `/health` holds. */
export interface SendersHealth {
  count: number;
  last: { device: string; values: number; lastAt: number }[];
}

/** Asks the bot that runs whose clock it finds wrong, and who sends without being in the inventory. */
export async function checkTelemetry(running: string): Promise<Finding[]> {
  try {
    const response = await fetch(`${running}/health`, { signal: AbortSignal.timeout(answerWithinMs) });
    const health = (await response.json()) as { clocks?: ClocksHealth; unknownSenders?: SendersHealth };
    const { clocks, unknownSenders } = health;
    return [...(clocks ? describeClocks(clocks) : []), ...(unknownSenders ? describeSenders(unknownSenders) : [])];
  } catch (thrown) {
    return [thrownProblem('telemetry', thrown)];
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

/** Unknown senders are no fault, but nothing they send is judged, and people have to know that. */
export function describeSenders({ count: strangers, last }: SendersHealth): Finding[] {
  if (strangers === 0) return [ok('senders', 'everybody who sends telemetry is in the inventory')];
  const names = last.map(({ device, values }) => `${device} (${count(values, 'value')})`).join(', ');
  const more = strangers > last.length ? ` and ${strangers - last.length} more` : '';
  const says = `${count(strangers, 'sender')} not in the inventory, so nothing they send is judged: ${names}${more}`;
  return [note('senders', says, 'nocturne sources shows their tags and what to add to topology.yaml or nocturne.yaml')];
}
