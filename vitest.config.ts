import { configDefaults, defineConfig } from 'vitest/config';

/** What needs a browser, or the better part of a minute, runs with `npm run test:services`. */
const withServices = ['test/story/shift.test.ts', 'test/story/slack-trouble.test.ts'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(process.env.TEST_SERVICES ? [] : withServices)],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
