/**
 * How far each projection has handled the outbox without a gap. Marks of single entries stay only above it, so that a look costs the same however
 * much has happened. What was handled so far becomes a cursor.
 */
export const outboxCursors = `
CREATE TABLE nocturne.outbox_cursor (
  projection text PRIMARY KEY,
  through bigint NOT NULL,
  at bigint NOT NULL
);
INSERT INTO nocturne.outbox_cursor (projection, through, at)
SELECT done.projection, COALESCE(
    (SELECT min(entry.id) - 1 FROM nocturne.outbox AS entry WHERE NOT EXISTS (
      SELECT FROM nocturne.outbox_done WHERE projection = done.projection AND entry_id = entry.id)),
    (SELECT max(id) FROM nocturne.outbox), 0), max(done.at)
FROM nocturne.outbox_done AS done GROUP BY done.projection;
DELETE FROM nocturne.outbox_done AS done USING nocturne.outbox_cursor AS cursor
WHERE cursor.projection = done.projection AND done.entry_id <= cursor.through;
`;
