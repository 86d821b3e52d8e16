import type { Point } from '../point.ts';
import { type DeviceTags, type FoundDevice, findDevice, type RuleDeviceTags } from './find-device.ts';
import { createInterfaceFinder, type FoundInterface, noInterface } from './find-interface.ts';
import type { KnownNames } from './known-names.ts';

/** The tags of a rule for one measurement stand in place of the others. */
export interface RuleTags extends RuleDeviceTags {
  interfaceTags?: readonly string[];
}

/** What a line says about where it was measured. */
export interface FoundPlace extends FoundDevice, FoundInterface {}

export interface PlaceTags extends DeviceTags {
  interfaceTags: readonly string[];
}

/** Finds places by tags. It learns which name an interface number stands for from lines that carry both. */
export interface PlaceFinder {
  /** Undefined when no tag names a device. */
  find(point: Point, rule: RuleTags | undefined): FoundPlace | undefined;
  /** Grows whenever something was learned about a device by which an earlier answer may be another one now. */
  generation(device: string): number;
}

/** `known` null: there is no inventory to compare with, and the first tag of each list that is present counts. */
export function createPlaceFinder(tags: PlaceTags, known: KnownNames | null, limit = 100_000): PlaceFinder {
  const interfaces = createInterfaceFinder(tags.interfaceTags, known, limit);
  return {
    generation: interfaces.generation,
    find(point, rule) {
      const found = findDevice(point, rule, tags, known);
      if (!found) return undefined;
      // Nothing of a stranger is used, and so nothing is learned of its ports.
      const isUsed = found.known || known === null;
      return { ...found, ...(isUsed ? interfaces.find(point, found.device, rule?.interfaceTags) : noInterface) };
    },
  };
}
