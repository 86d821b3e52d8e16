import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { TrainingInput } from '../../src/diagnosis/training.ts';
import type { AnyKind } from '../../src/learning/kind.ts';
import { openModels } from '../../src/learning/open-models.ts';
import { learn } from '../../src/learning/pipeline.ts';
import type { ModelRegistry } from '../../src/models/registry/model-registry.ts';

/** A folder of models for each test, and trainings of one kind about one subject into it. */
export function useTraining(kind: AnyKind, subject: string) {
  const alone: AnyKind = { ...kind, subjects: () => [subject] };
  let dir: string;
  let registry: ModelRegistry;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'forecast-models-'));
    registry = openModels(dir);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  return {
    registry: () => registry,
    async train(input: TrainingInput) {
      const [result] = await learn(input, {
        ...{ kinds: [alone], registry, seed: 1, settings: { falseAlarmsPerDeviceDay: 1 }, libraries: {} },
        ...{ trainedAt: '2026-01-01T00:00:00.000Z', onProgress: () => undefined },
      });
      return result!;
    },
  };
}
