const hour = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', month: 'long', day: 'numeric' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

const dateOf = (ts) => new Date(Number(ts) * 1000);

export const clockTime = (ts) => hour.format(dateOf(ts));
/** The same without AM or PM, where there is little room. */
export const shortTime = (ts) => clockTime(ts).replace(/\s*[AP]M$/i, '');
export const fullTime = (ts) => full.format(dateOf(ts));
export const dayKey = (ts) => dateOf(ts).toDateString();

export function dayName(ts) {
  const today = new Date();
  const yesterday = new Date(today.getTime() - 86_400_000);
  if (dayKey(ts) === today.toDateString()) return 'Today';
  return dayKey(ts) === yesterday.toDateString() ? 'Yesterday' : longDay.format(dateOf(ts));
}

export function ago(ts) {
  const minutes = Math.round((Date.now() - Number(ts) * 1000) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  return minutes < 1440 ? `${Math.round(minutes / 60)} h ago` : dayName(ts);
}

const parts = {
  date: { dateStyle: 'medium' },
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date_short: { month: 'short', day: 'numeric', year: 'numeric' },
  date_long: { dateStyle: 'full' },
  date_pretty: { dateStyle: 'medium' },
  date_short_pretty: { month: 'short', day: 'numeric' },
  date_long_pretty: { dateStyle: 'full' },
  time: { timeStyle: 'short' },
  time_secs: { timeStyle: 'medium' },
};

/** Slack's date formats, such as `{date_short} at {time}`. */
export function formatDate(seconds, format) {
  const date = new Date(Number(seconds) * 1000);
  return format.replace(/\{(\w+)\}/g, (whole, name) => {
    if (name === 'ago') return ago(seconds);
    return parts[name] ? new Intl.DateTimeFormat(undefined, parts[name]).format(date) : whole;
  });
}
