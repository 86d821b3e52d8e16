#!/usr/bin/env node
// Node.js 22 is what the product runs on. A machine with an older one has a locked Node.js 22 among our dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = new URL('../dist/main.js', import.meta.url);

function bundledNode() {
  try {
    const require = createRequire(import.meta.url);
    const folder = dirname(require.resolve(`node-${process.platform}-${process.arch}/package.json`));
    const file = join(folder, 'bin', 'node');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

if (Number(process.versions.node.split('.')[0]) >= 22) {
  await import(main.href);
} else {
  const node = bundledNode();
  if (!node) {
    console.error(
      `nocturne needs Node.js 22 or newer; this is ${process.version}. Install it from your distribution or nodejs.org.`,
    );
    process.exit(1);
  }
  const run = spawnSync(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(run.status ?? 1);
}
