import type { PulledSource, ServedSource, Source } from '../source.ts';
import { lineProtocol } from './line-protocol.ts';

/** Every source of telemetry, in any order. */
export const sources: readonly Source[] = [lineProtocol];

export const servedSources = sources.filter((source): source is ServedSource => source.delivery === 'served');
export const pulledSources = sources.filter((source): source is PulledSource => source.delivery === 'pulled');
