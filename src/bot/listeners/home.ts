import type { ListenerDeps } from './listener.ts';

/** The home tab is built anew whenever somebody opens it. */
export function registerHome({ app, publishHome }: ListenerDeps): void {
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await publishHome(event.user);
  });
}
