/** Ages as FRR prints them in neighbour lists: 45.447s, 1m42s, 2h05m12s, 3d04h05m. */
export function formatAge(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(3)}s`;
  const [m, s] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  if (m < 60) return `${m}m${two(s)}s`;
  const h = Math.floor(m / 60);
  if (h < 24) return `${h}h${two(m % 60)}m${two(s)}s`;
  return `${Math.floor(h / 24)}d${two(h % 24)}h${two(m % 60)}m`;
}

/** Route ages: 00:03:06, 1d02h03m, 1w2d03h. */
export function formatUptime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [d, h, m] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (d >= 7) return `${Math.floor(d / 7)}w${d % 7}d${two(h)}h`;
  if (d > 0) return `${d}d${two(h)}h${two(m)}m`;
  return `${two(h)}:${two(m)}:${two(seconds % 60)}`;
}

/** 2026/11/23 04:58:41.54, UTC. */
export function formatStamp(at: number): string {
  const iso = new Date(at).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 22)}`;
}

/** JSON as FRR prints it: two spaces, no space after a colon, slashes escaped only where json-c does. */
export function frrJson(value: unknown, { escapeSlashes = false } = {}): string {
  const text = JSON.stringify(value, null, 2)
    .replace(/^( *"(?:[^"\\]|\\.)*"): /gm, '$1:')
    .replace(/^( *)("[^"]*":)\{\}/gm, '$1$2{\n$1}');
  return `${escapeSlashes ? text.replaceAll('/', '\\/') : text}\n`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
