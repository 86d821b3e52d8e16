import { worst } from '../worst.ts';

/** The devices that were longest in incidents. */
export const devices = worst('devices', 'the worst devices: how long each was in incidents');
