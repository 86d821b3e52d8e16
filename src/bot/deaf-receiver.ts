import type { EnvelopeReceiver } from './socket.ts';

/** A receiver that takes nothing from Slack, for a bot that only speaks, or that is spoken to by `deliver` alone. */
export const deafReceiver: EnvelopeReceiver = {
  init: () => undefined,
  start: async () => undefined,
  stop: async () => undefined,
};
