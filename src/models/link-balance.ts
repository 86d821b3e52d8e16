/** What left one end of a link and did not reach the other. */
export interface Shortfall {
  /** Packets per second; negative when more arrived than was sent. */
  lostPps: number;
  /** Part of the traffic, −1..1. */
  share: number;
  /** In standard deviations of what counting gives by chance: a lost packet on a quiet link weighs more than on a busy one. */
  significance: number;
}

/** Below this rate a share is not worth naming: one packet in 20 seconds. */
const leastPps = 0.05;

/**
 * Compares what one end sent with what the other received, both in packets per second, counted over `seconds`.
 * NaN in, NaN out: a link of which one end is silent has no balance.
 */
export function measureShortfall(sentPps: number, receivedPps: number, seconds: number): Shortfall {
  const lostPps = sentPps - receivedPps;
  const total = sentPps + receivedPps;
  return {
    lostPps,
    share: lostPps / (total + leastPps),
    // Two Poisson counts differ by √(total · seconds); half a packet keeps a silent link finite.
    significance: (lostPps * seconds) / Math.sqrt(total * seconds + 0.5),
  };
}
