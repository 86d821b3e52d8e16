import { fileURLToPath } from 'node:url';

/** The folder stands beside src/ and beside dist/, so the same path serves both. */
export const playbookFolder = fileURLToPath(new URL('../../playbooks', import.meta.url));
