import { worst } from '../worst.ts';

/** The interfaces that were longest in incidents. */
export const interfaces = worst('interfaces', 'the worst interfaces: how long each was in incidents');
