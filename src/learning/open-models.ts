import { createModelRegistry, type ModelRegistry } from '../models/registry/model-registry.ts';
import { modelKinds } from './kinds/index.ts';

/** The registry of a folder, with the models that were written before kinds had subjects. */
export const openModels = (dir: string): ModelRegistry =>
  createModelRegistry(
    dir,
    Object.fromEntries(modelKinds.flatMap(({ kind, formerFolder }) => (formerFolder ? [[kind, formerFolder]] : []))),
  );
