import { z } from 'zod';

/** The section `model` of nocturne.yaml. */
export const languageModelSchema = z.strictObject({
  offline: z.boolean().default(false).describe('Keep every word in the house, whatever else is set'),
  name: z.string().optional().describe('Model of the endpoint in OPENAI_BASE_URL, or of OpenAI'),
});

/** The environment variables of this room. */
export const languageModelVariables = {
  OPENAI_API_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('Key of OpenAI or of a compatible endpoint; offline when not set'),
  OPENAI_BASE_URL: z.url().optional().describe('Any OpenAI-compatible endpoint'),
};
