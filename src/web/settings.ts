import { z } from 'zod';

/** The section `web` of nocturne.yaml. */
export const webSchema = z.strictObject({
  host: z.string().default('127.0.0.1').describe('Where telemetry, health and the API are served'),
  port: z.int().min(0).max(65_535).default(8086).describe('Port on which telemetry, health and the API are served'),
});

/** The environment variables of this room. */
export const webVariables = {
  NOCTURNE_INGEST_TOKENS: z.string().optional().describe('Tokens that may send telemetry, with commas between them'),
  NOCTURNE_API_TOKEN: z
    .string()
    .min(8, 'is too short: at least 8 characters')
    .optional()
    .describe('Token of the loopback API, by which other commands reach a running bot; closed when not set'),
};
