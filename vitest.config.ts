import { configDefaults, defineConfig } from 'vitest/config';

/** Stories that need a browser, or half a minute each, run with `npm run test:services`. */
const withServices = ['over-http', 'shift', 'slack-trouble'].map((name) => `test/story/${name}.test.ts`);

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
