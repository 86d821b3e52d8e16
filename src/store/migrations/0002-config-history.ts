/** Configurations of devices over time. Equal ones are stored once, with the last time at which they were seen. */
export const configHistory = `
CREATE TABLE nocturne.config_snapshot (
  position bigserial PRIMARY KEY,
  device text NOT NULL,
  at bigint NOT NULL,
  seen_at bigint NOT NULL,
  source text NOT NULL,
  plan_id text,
  content text NOT NULL
);
CREATE INDEX config_snapshot_by_device ON nocturne.config_snapshot (device, position);
`;
