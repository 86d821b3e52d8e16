import { NocturneError } from '../../errors.ts';
import { type PackedArray, packArray, unpackArray } from '../packed-array.ts';
import { restoreDirections, restoreResiduals } from './broken-correlations.ts';
import type { Combined } from './combined-stream.ts';
import { restoreDailyRhythm } from './daily-rhythm.ts';
import type { DetectionPart } from './detection-part.ts';
import { restoreIsolation, restoreWindowedIsolation } from './isolation-parts.ts';
import { restoreLevelShift } from './level-shift.ts';
import { restoreLocalDeviation, restoreMeanDeviation, restoreMedianDeviation } from './recent-deviation.ts';
import { restoreSlowDeviation } from './slow-deviation.ts';
import { restoreStaticDeviation } from './static-deviation.ts';
import { type TailCalibrationJson, tailCalibrationFromJSON } from './tail-calibration.ts';

export interface CombinedDetectorJson {
  method: 'combined-detector';
  /** Of 1 the exponent is left out: it was 1. */
  version: 1 | 2;
  width: number;
  halfLife: number;
  exponent?: number;
  predictability: number;
  medians: PackedArray;
  parts: { name: string; weight: number; kind: string; fitted: unknown; calibration: TailCalibrationJson }[];
  budget: Combined['budget'];
}

/** By the kind of a part, what restores it. */
const restorers: Record<string, (json: never) => DetectionPart> = {
  'daily-rhythm': restoreDailyRhythm,
  directions: restoreDirections,
  isolation: restoreIsolation,
  'level-shift': restoreLevelShift,
  'local-deviation': restoreLocalDeviation,
  'mean-deviation': restoreMeanDeviation,
  'median-deviation': restoreMedianDeviation,
  residuals: restoreResiduals,
  'slow-deviation': restoreSlowDeviation,
  'static-deviation': restoreStaticDeviation,
  'windowed-isolation': restoreWindowedIsolation,
};

/** Writes a detector as JSON. */
export function packCombined({ medians, parts, ...rest }: Combined): CombinedDetectorJson {
  return {
    method: 'combined-detector',
    version: 2,
    ...rest,
    medians: packArray('f64', medians),
    parts: parts.map(({ name, weight, part, calibration }) => ({
      name,
      weight,
      kind: part.kind,
      fitted: part.toJSON(),
      calibration: calibration.toJSON(),
    })),
  };
}

function restorePart(kind: string, fitted: unknown): DetectionPart {
  const restore = restorers[kind];
  if (restore) return restore(fitted as never);
  throw new NocturneError('model-artefact-damaged', `A detector has a part "${kind}" that is not known`, {
    hint: 'train the model again',
  });
}

/** Reads what {@link packCombined} wrote. Throws `model-artefact-damaged` for a part that is not known. */
export function unpackCombined(json: CombinedDetectorJson): Combined {
  const { width, halfLife, exponent = 1, predictability, budget } = json;
  return {
    width,
    halfLife,
    exponent,
    predictability,
    budget,
    medians: unpackArray('f64', json.medians),
    parts: json.parts.map(({ name, weight, kind, fitted, calibration }) => ({
      ...{ name, weight, part: restorePart(kind, fitted), calibration: tailCalibrationFromJSON(calibration) },
    })),
  };
}
