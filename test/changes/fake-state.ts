/** What a change alters. */
export interface FakeState {
  /** Configured OSPF cost by interface; undefined for none. */
  costs: Record<string, number | undefined>;
  maxMetric: boolean;
}

/** What it says to a line; the prompt behind it matters where a device shows by it what it did. */
export type Said = string | { text: string; prompt: string };

export type Platform = 'frr' | 'ios-xe' | 'eos' | 'junos';

/** A router that understands the lines of the playbooks in the words of its system, with its configuration as text. */
export interface FakeDevice extends FakeState {
  name: string;
  platform: Platform;
  /** Cost of a port without a configured one. */
  autoCost: number;
  restarts: string[];
  /** Lines that it answers with an error. */
  refuses: (line: string) => boolean;
  /** When its revert timer would fire, as the seconds that were asked for; null when none is armed. */
  revertIn: number | null;
  /** Where lines are collected: what is collected by the name of its session, and the sessions that were committed. */
  sessions: Map<string, FakeState>;
  committed: string[];
  /** How often its configuration was changed. */
  changes: number;
  config(): string;
  open(channel: 'shell' | 'exec'): (line: string) => Said;
  /** Starts the timer; `former` is what it gives back. */
  arm(seconds: number, former?: FakeState): void;
  /** Ends the timer and keeps what runs. */
  keep(): void;
  /** What the device does when its timer is over. Nothing when none runs. */
  fire(): void;
}

export const stateOf = ({ costs, maxMetric }: FakeState): FakeState => ({ costs: { ...costs }, maxMetric });

/** Where none is configured, the cost is made from the bandwidth. */
export function costInUse({ costs, autoCost }: FakeDevice, port: string): number {
  return costs[port] ?? autoCost;
}
