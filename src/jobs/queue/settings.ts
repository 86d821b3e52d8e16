import { z } from 'zod';

/** The environment variables of this room. */
export const queueVariables = {
  REDIS_URL: z.url().optional().describe('Redis for the jobs; in the database when not set'),
};
