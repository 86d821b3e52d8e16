/** Times are milliseconds since 1970, UTC. */
export const records = `
CREATE TABLE nocturne.incident (
  id text PRIMARY KEY,
  state text NOT NULL,
  opened_at bigint NOT NULL,
  content jsonb NOT NULL
);
CREATE INDEX incident_by_state ON nocturne.incident (state, opened_at DESC);

CREATE TABLE nocturne.diagnosis (
  incident_id text PRIMARY KEY,
  content jsonb NOT NULL
);

CREATE TABLE nocturne.plan (
  id text PRIMARY KEY,
  incident_id text NOT NULL,
  state text NOT NULL,
  hash text NOT NULL,
  button_id text NOT NULL UNIQUE,
  summary text NOT NULL,
  requested_by text NOT NULL,
  created_at bigint NOT NULL,
  approve_by bigint NOT NULL,
  run_by bigint,
  decided_at bigint,
  outcome text,
  content jsonb NOT NULL
);
CREATE INDEX plan_by_incident ON nocturne.plan (incident_id, created_at);
CREATE INDEX plan_by_state ON nocturne.plan (state, created_at);

CREATE TABLE nocturne.vote (
  plan_id text NOT NULL REFERENCES nocturne.plan (id),
  user_id text NOT NULL,
  plan_hash text NOT NULL,
  decision text NOT NULL,
  reason text,
  at bigint NOT NULL,
  PRIMARY KEY (plan_id, user_id)
);

CREATE TABLE nocturne.execution_line (
  plan_id text NOT NULL REFERENCES nocturne.plan (id),
  phase text NOT NULL,
  step integer NOT NULL,
  line integer NOT NULL,
  device text NOT NULL,
  command text NOT NULL,
  sent_at bigint NOT NULL,
  done_at bigint,
  output text,
  accepted boolean,
  position bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (plan_id, phase, step, line)
);

CREATE TABLE nocturne.execution_snapshot (
  plan_id text NOT NULL REFERENCES nocturne.plan (id),
  device text NOT NULL,
  content text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (plan_id, device)
);

CREATE TABLE nocturne.outbox (
  id bigserial PRIMARY KEY,
  key text NOT NULL UNIQUE,
  at bigint NOT NULL,
  event jsonb NOT NULL
);

CREATE TABLE nocturne.outbox_done (
  projection text NOT NULL,
  entry_id bigint NOT NULL REFERENCES nocturne.outbox (id),
  at bigint NOT NULL,
  PRIMARY KEY (projection, entry_id)
);

CREATE TABLE nocturne.inbox (
  key text PRIMARY KEY,
  position bigserial NOT NULL,
  kind text NOT NULL,
  payload jsonb NOT NULL,
  at bigint NOT NULL,
  done_at bigint
);
CREATE INDEX inbox_pending ON nocturne.inbox (position) WHERE done_at IS NULL;

CREATE TABLE nocturne.fact (
  kind text NOT NULL,
  id text NOT NULL,
  value jsonb NOT NULL,
  PRIMARY KEY (kind, id)
);

-- previous_hash is unique, so that the chain cannot fork even if a writer does without the lock.
CREATE TABLE nocturne.audit (
  seq bigint PRIMARY KEY,
  at bigint NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  detail jsonb NOT NULL,
  previous_hash text NOT NULL UNIQUE,
  hash text NOT NULL UNIQUE
);
CREATE INDEX audit_by_subject ON nocturne.audit (subject, seq);

CREATE FUNCTION nocturne.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'insufficient_privilege';
END;
$$;
CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE ON nocturne.audit
  FOR EACH ROW EXECUTE FUNCTION nocturne.refuse_audit_change();
CREATE TRIGGER audit_stays BEFORE TRUNCATE ON nocturne.audit
  FOR EACH STATEMENT EXECUTE FUNCTION nocturne.refuse_audit_change();
`;
