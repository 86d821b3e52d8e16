import { describeCause } from '../domain/cause.ts';
import type { Topology } from '../domain/device.ts';
import type { Incident, Severity } from '../domain/incident.ts';
import { formatPlace } from '../domain/place.ts';
import { NocturneError } from '../errors.ts';

/** One event of PagerDuty's Events API v2. https://developer.pagerduty.com/docs/send-alert-event */
export interface PageEvent {
  event_action: 'trigger' | 'acknowledge' | 'resolve';
  /** All events with one key are one alert, however often they are sent. The incident's id, and more when it pages once more. */
  dedup_key: string;
  client?: string;
  payload?: {
    summary: string;
    source: string;
    severity: 'critical' | 'error' | 'warning' | 'info';
    timestamp: string;
    component: string;
    group?: string;
    class?: string;
    custom_details: Record<string, unknown>;
  };
}

export interface Pager {
  /** Throws a retryable `pager-unreachable` when nobody knows whether it was taken, `pager-refused` when it never will be. */
  send(event: PageEvent): Promise<void>;
}

const answerWithinMs = 10_000;

/** Sends events to PagerDuty, or to whatever speaks Events v2 at `url`. Sending an event twice does no harm. */
export function createPager(deps: { routingKey: string; url: string; fetch: typeof fetch }): Pager {
  return {
    async send(event) {
      let answer: Response;
      try {
        answer = await deps.fetch(deps.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ routing_key: deps.routingKey, ...event }),
          signal: AbortSignal.timeout(answerWithinMs),
        });
      } catch (cause) {
        throw new NocturneError('pager-unreachable', 'The pager did not answer', { retryable: true, cause });
      }
      const said = (await answer.text().catch(() => '')).slice(0, 300);
      if (answer.ok) return;
      // 429 and 5xx are asked to be sent again; any other 4xx says that the event or the key is wrong.
      const again = answer.status === 429 || answer.status >= 500;
      throw new NocturneError(again ? 'pager-unreachable' : 'pager-refused', `The pager answered ${answer.status}`, {
        retryable: again,
        hint: again ? undefined : 'check PAGERDUTY_ROUTING_KEY: an Events API v2 integration key of the service',
        detail: { status: answer.status, said },
      });
    },
  };
}

const severities: Record<Severity, 'critical' | 'error' | 'warning' | 'info'> = {
  ...{ critical: 'critical', major: 'error', minor: 'warning', warning: 'info' },
};
/** PagerDuty cuts a summary after 1024 characters. */
const summaryCharacters = 1000;

/** The alert for an incident. */
export function pageFor(incident: Incident, topology: Topology): PageEvent {
  const { place, verdict } = incident;
  const title = verdict ? describeCause(verdict.cause).title : 'Unusual readings';
  const site = topology.devices.find(({ name }) => name === place.device)?.site;
  return {
    event_action: 'trigger',
    dedup_key: incident.id,
    client: 'Nocturne',
    payload: {
      summary: `${title} on ${formatPlace(place)} (${incident.severity})`.slice(0, summaryCharacters),
      source: place.device,
      severity: severities[incident.severity],
      timestamp: new Date(incident.openedAt).toISOString(),
      component: formatPlace(place),
      ...(site && { group: site }),
      ...(verdict && { class: verdict.cause }),
      custom_details: {
        incident: incident.id,
        anomalies: incident.anomalies,
        places: incident.places.length,
        confidence: verdict ? Math.round(verdict.confidence * 100) / 100 : null,
      },
    },
  };
}
