/**
 * Which database this is, and how long the audit is. Without the head, an audit that lost its last entries would look like a shorter one
 * that is whole.
 */
export const auditHead = `
CREATE TABLE nocturne.installation (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  id text NOT NULL
);
INSERT INTO nocturne.installation (id) VALUES (gen_random_uuid()::text);

CREATE TABLE nocturne.audit_head (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  entries bigint NOT NULL,
  hash text NOT NULL
);
INSERT INTO nocturne.audit_head (entries, hash)
  SELECT coalesce(max(seq), 0), coalesce((SELECT hash FROM nocturne.audit ORDER BY seq DESC LIMIT 1), repeat('0', 64))
  FROM nocturne.audit;
`;
