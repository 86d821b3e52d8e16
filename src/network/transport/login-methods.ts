import type { AuthenticationType } from 'ssh2';

/** The ways in which an account logs in, in order. */
export interface LoginMethods {
  /** Asked by the transport with what the device still offers: the next way to log in, or false for none. */
  next: (offered: AuthenticationType[] | null) => AuthenticationType | false;
  /** What the device offered last. */
  offered(): readonly string[];
}

/** A password is given once: as such, or in a dialogue where the device takes it in no other way. */
export function createLoginMethods({ password, privateKey }: { password?: string; privateKey?: string }): LoginMethods {
  const left: AuthenticationType[] = ['none'];
  if (privateKey !== undefined) left.push('publickey');
  if (password !== undefined) left.push('password', 'keyboard-interactive');
  let known: AuthenticationType[] = [];
  let gave = false;
  return {
    offered: () => known,
    next(offered) {
      known = offered ?? known;
      for (let method = left.shift(); method !== undefined; method = left.shift()) {
        if (offered && !offered.includes(method)) continue;
        if (method === 'keyboard-interactive' && gave) continue;
        gave ||= method === 'password';
        return method;
      }
      return false;
    },
  };
}
