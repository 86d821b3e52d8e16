import { createRollingMeans, createRollingMedians, type RollingRows } from '../rolling-rows.ts';
import type { DetectionPart, PartStream, RecentRows } from './detection-part.ts';

/** The parts of a detector while rows stream by. */
export interface RunningParts {
  streams: readonly PartStream[];
  /** Writes what each part says of a row without missing values, in the light of the rows before it. */
  push(row: Float64Array, dayShare: number, out: Float64Array): void;
}

/** Starts parts without a past. */
export function startParts(parts: readonly Pick<DetectionPart, 'start'>[], width: number): RunningParts {
  const kept = new Map<string, RollingRows>();
  const keep = (name: string, make: () => RollingRows) => {
    const found = kept.get(name) ?? make();
    kept.set(name, found);
    return found;
  };
  const recent: RecentRows = {
    medians: (window) => keep(`median ${window}`, () => createRollingMedians(width, window)),
    means: (window) => keep(`mean ${window}`, () => createRollingMeans(width, window)),
  };
  const streams = parts.map((part) => part.start(recent));
  const windows = [...kept.values()];
  return {
    streams,
    push(row, dayShare, out) {
      for (let k = 0; k < streams.length; k++) out[k] = streams[k]!.push(row, dayShare);
      for (let w = 0; w < windows.length; w++) windows[w]!.push(row);
    },
  };
}

/** Starts one part that is asked alone. */
export function startAlone(part: Pick<DetectionPart, 'start'>, width: number): Pick<PartStream, 'push'> {
  const { push } = startParts([part], width);
  const said = new Float64Array(1);
  return {
    push(row, dayShare) {
      push(row, dayShare, said);
      return said[0]!;
    },
  };
}
