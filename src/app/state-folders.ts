import { join } from 'node:path';

/** Where the embedded database of a state folder lives. */
export const databaseFolder = (state: string) => join(state, 'database');

export const modelsFolder = (state: string) => join(state, 'models');

/** Where training data waits for its worker. */
export const trainingFolder = (state: string) => join(state, 'training');
