import { storableText } from './json.ts';
import type { Query } from './query.ts';
import type { ConfigSnapshot, ConfigSource, ConfigTable } from './store.ts';

/** Older ones of a device are forgotten. */
const keptPerDevice = 200;

export function createConfigs(query: Query): ConfigTable {
  const history = async (device: string, limit: number): Promise<ConfigSnapshot[]> => {
    const { rows } = await query(
      `SELECT device, at, seen_at, source, plan_id, content FROM nocturne.config_snapshot
       WHERE device = $1 ORDER BY position DESC LIMIT $2`,
      [device, limit],
    );
    return rows.map((row) => ({
      device: row.device as string,
      at: Number(row.at),
      seenAt: Number(row.seen_at),
      source: row.source as ConfigSource,
      planId: row.plan_id as string | null,
      text: row.content as string,
    }));
  };
  return {
    history,
    async put({ device, at, source, planId, text }) {
      const content = storableText(text);
      const [latest] = await history(device, 1);
      if (latest?.text === content) {
        await query(
          `UPDATE nocturne.config_snapshot SET seen_at = GREATEST(seen_at, $2)
           WHERE position = (SELECT max(position) FROM nocturne.config_snapshot WHERE device = $1)`,
          [device, at],
        );
        return false;
      }
      await query(
        `INSERT INTO nocturne.config_snapshot (device, at, seen_at, source, plan_id, content)
         VALUES ($1, $2, $2, $3, $4, $5)`,
        [device, at, source, planId, content],
      );
      await query(
        `DELETE FROM nocturne.config_snapshot WHERE device = $1 AND position <= (
           SELECT position FROM nocturne.config_snapshot WHERE device = $1 ORDER BY position DESC OFFSET $2 LIMIT 1)`,
        [device, keptPerDevice],
      );
      return true;
    },
  };
}
