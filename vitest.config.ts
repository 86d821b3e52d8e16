import { configDefaults, defineConfig } from 'vitest/config';

/** What needs a program from outside of the package, such as a browser, runs with `npm run test:services`. */
const needsServices = process.env.TEST_SERVICES ? [] : ['test/story/shift.test.ts'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...needsServices],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
