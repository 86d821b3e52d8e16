import type { LossReason } from '../../../../src/telemetry/mapping/losses.ts';
import type { MappingInput } from '../../../../src/telemetry/mapping/mapping-schema.ts';

/** Lines of one sender, and what they mean. `{0}` and `{10}` are times, in seconds behind the start. */
export interface Payload {
  name: string;
  lines: string[];
  topology?: string;
  mapping?: MappingInput;
  /** `device [interface] metric value`, in any order; what a metric is at the end, when it is told several times. */
  right: string[];
  /** Only metrics of ours are compared: whole lines of real senders carry many fields that keep their own names. */
  ours?: true;
  /** Which series has the plain name, or gives a metric that two have, is that of the first line. */
  ordered?: true;
  /** Devices, and interfaces of known devices, that the inventory does not have. */
  unknown?: string[];
  /** Values that gave no sample, by reason, where the reason matters. */
  lost?: Partial<Record<LossReason, number>>;
}

/** A counter line at 0 and 10 seconds. */
export const twice = (line: (second: number) => string) => [`${line(0)} {0}`, `${line(10)} {10}`];

/** The same at 0 and 10 seconds for a sender that writes a line for each field. */
export const eachTwice = (prefix: string, fields: Record<string, (second: number) => string | number>) =>
  [0, 10].flatMap((second) =>
    Object.entries(fields).map(([field, value]) => `${prefix} ${field}=${value(second)} {${second}}`),
  );

export const core1 =
  'devices: { core1: { platform: ios-xe, interfaces: { GigabitEthernet1: {}, GigabitEthernet2: {} } } }';
