import type { CauseId } from '../../src/domain/cause.ts';
import type { Place } from '../../src/domain/place.ts';
import type { LoggedCommand } from './logged-command.ts';
import type { FaultInput, FaultSpec } from './spec.ts';
import type { ProbeReading } from './world/probe.ts';
import type { World, WorldReading } from './world/world.ts';

export interface NetworkDevice {
  name: string;
  platform: string;
  role: string;
  address: string;
  port: number;
  /** OpenSSH public key line. */
  hostKey: string;
}

export interface InjectedFault {
  fault: FaultSpec;
  /** Milliseconds since 1970. */
  startedAt: number;
  cause: CauseId;
  places: Place[];
}

/** A simulated network that runs. */
export interface Network {
  devices: NetworkDevice[];
  world: World;
  /** The text of topology.yaml with the management addresses of this run. */
  topology(): string;
  /** Starts a scenario by name, or a fault. Throws when the name or the place is unknown. */
  inject(faultOrScenario: string | FaultInput): InjectedFault;
  /** Ends all faults and what they left behind. */
  clear(): void;
  /** The same, and gives every device the configuration back that it began with. */
  putBack(): void;
  /** When the latest fault began, milliseconds since 1970; null before the first. */
  faultStartedAt(): number | null;
  /** The device's service probe in the last second, or null before the first. */
  serviceMetric(device: string): ({ at: number } & ProbeReading) | null;
  lastReading(): WorldReading | null;
  /** All lines of all devices in order of time, since `since` (ISO or ms) when given. */
  commandsOnDevice(options?: { since?: string | number }): LoggedCommand[];
  /** Hears of every line when it stands in the log and before the device answers it. Returns how to stop. */
  onCommand(listener: (command: LoggedCommand) => void): () => void;
  /** Closes the open sessions on a device with neither an answer nor an exit status. */
  closeSessions(device: string): void;
  close(): Promise<void>;
}
