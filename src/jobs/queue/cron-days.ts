/** By month; 29 February comes. */
const daysOf = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Whether none of the months that a cron line names has a day that it names, as 30 February. A search would go on for years to find that out. */
export function namesNoDay(cron: string): boolean {
  const [dayOfMonth, month, dayOfWeek] = cron.trim().toLowerCase().split(/ +/).slice(-3);
  // A line that names days of the week as well comes on either.
  if (!dayOfMonth || !month || !dayOfWeek || !/^[*?]$/.test(dayOfWeek)) return false;
  const first = Math.min(...dayOfMonth.split(',').map((item) => Number.parseInt(item, 10) || 1));
  return first > Math.max(...month.split(',').map(longest)) && first <= 31;
}

/** The days of the longest month in one item of a list: `2`, `feb`, `4-6`, `4-10/2`, `4/2` or `*`. */
function longest(item: string): number {
  const [range = '', step = '1'] = item.split('/');
  const [from = Number.NaN, to] = range.split('-').map(monthNumber);
  const isAny = !daysOf[from - 1];
  const first = isAny ? 1 : from;
  const last = isAny ? 12 : (to ?? (item.includes('/') ? 12 : from));
  const every = Math.max(1, Number.parseInt(step, 10) || 1);
  return Math.max(...daysOf.filter((_, at) => at + 1 >= first && at + 1 <= last && (at + 1 - first) % every === 0));
}

const monthNumber = (text: string) => months.indexOf(text) + 1 || Number.parseInt(text, 10);
