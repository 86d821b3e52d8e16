import type { Place } from './place.ts';

/**
 * One fact with an id that sentences can cite ("E3"). `independent` is false when a stranger could have written it (syslog, descriptions,
 * neighbour names): such facts alone never carry a confident diagnosis.
 */
export interface Evidence {
  id: string;
  kind: 'metric' | 'model' | 'topology' | 'device' | 'history' | 'change';
  place: Place;
  text: string;
  independent: boolean;
  /** Of a measurement: how it compares with what is usual. */
  change?: 'higher' | 'lower' | 'same' | 'unknown';
}
