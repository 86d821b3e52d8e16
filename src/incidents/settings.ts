import { z } from 'zod';
import { anomalyLimits } from '../domain/metric-limits.ts';
import { limitsSchema } from '../foundation/limit-settings.ts';

const persistence = z
  .strictObject({ atLeast: z.int().min(1).max(30), of: z.int().min(1).max(30) })
  .refine(({ atLeast, of }) => atLeast <= of, 'atLeast must not be more than of');

/** The section `detection` of nocturne.yaml: from a reading to an incident and its end. */
export const detectionSchema = z.strictObject({
  persistence: persistence
    .optional()
    .describe(
      'Anomalous samples among the latest that make an incident; left out, by the interval of the samples: 4 of 6 for seconds, or fewer that are as strong together, and 2 of 3 for minutes',
    ),
  limits: limitsSchema(anomalyLimits, 'above which a reading is an anomaly, trained models or not'),
  falseAlarmsPerDeviceDay: z
    .number()
    .positive()
    .default(1)
    .describe('False alarms that people accept per device and day; training sets the threshold by it'),
  settleSeconds: z
    .number()
    .positive()
    .default(3)
    .describe(
      'The verdict may change so long after the opening, and at least for three readings; one that the models are sure of from the beginning, for a third of it',
    ),
  quietSeconds: z.number().positive().default(120).describe('Without an anomaly for so long an incident is over'),
  retainMinutes: z.number().positive().default(30).describe('Telemetry kept in memory'),
});

/** The section `pager` of nocturne.yaml. */
export const pagerSchema = z.strictObject({
  from: z
    .enum(['warning', 'minor', 'major', 'critical'])
    .default('major')
    .describe('The least severity that pages, when PAGERDUTY_ROUTING_KEY is set'),
  url: z
    .url()
    .default('https://events.pagerduty.com/v2/enqueue')
    .describe("Where pages are sent: PagerDuty's Events API v2, or whatever speaks it"),
});

/** The environment variables of this room. */
export const pagerVariables = {
  PAGERDUTY_ROUTING_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('Integration key of a PagerDuty service (Events API v2); nobody is paged when not set'),
};
