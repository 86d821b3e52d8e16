import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What a run depends on: the product, its surroundings, and how it is watched. Words and tests may change between two runs. */
const tried = [
  ...['src', 'demo', 'prompts', 'playbooks', 'package-lock.json'],
  ...['rows', 'story-run.ts', 'story-world.ts', 'watch.ts'].map((name) => `bench/faults/${name}`),
];

const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });

/** The commit that is checked out, shortened; with `+` when what is tried was changed since. `unknown` outside of a checkout. */
export function checkedOut(): string {
  const { status, stdout } = git('rev-parse', '--short=7', 'HEAD');
  if (status !== 0) return 'unknown';
  return `${stdout.trim()}${isSameCode(stdout.trim()) ? '' : '+'}`;
}

/** Whether what is tried stands as it stood at this commit. False for a commit that had changes of its own, or that is not known. */
export function isSameCode(commit: string): boolean {
  return /^[0-9a-f]{7,40}$/.test(commit) && git('diff', '--quiet', commit, '--', ...tried).status === 0;
}

/** The same for many runs of few commits: each commit is compared once. */
export function createCodeCheck(): (commit: string) => boolean {
  const known = new Map<string, boolean>();
  return (commit) => {
    const isSame = known.get(commit) ?? isSameCode(commit);
    known.set(commit, isSame);
    return isSame;
  };
}
