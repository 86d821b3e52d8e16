import { toast } from './toast.js';

/** Calls a function of the control API. Errors of the call itself become a toast and `undefined`. */
export async function control(name, args) {
  try {
    const response = await fetch(`/control/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    const answer = await response.json();
    if (answer.ok) return answer.result;
    toast(answer.error);
  } catch {
    toast('The workspace does not answer. Is it still running?');
  }
  return undefined;
}

export async function loadSnapshot(user) {
  const response = await fetch(`/page/snapshot?user=${encodeURIComponent(user)}`);
  return response.json();
}

/** Every change that this user may see, as it happens. Returns a function that ends it. */
export function listen(user, { onChange, onReopen }) {
  const source = new EventSource(`/page/stream?user=${encodeURIComponent(user)}`);
  let wasOpen = false;
  source.onopen = () => {
    if (wasOpen) onReopen();
    wasOpen = true;
  };
  source.onmessage = (event) => onChange(JSON.parse(event.data));
  return () => source.close();
}
