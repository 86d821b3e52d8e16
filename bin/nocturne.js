#!/usr/bin/env node
// The product runs on Node.js 22. A machine with an older one has a locked Node.js 22 among our dependencies.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The first release in which `node:sqlite` needs no flag. */
const [leastMajor, leastMinor] = [22, 13];
const [major, minor] = process.versions.node.split('.').map(Number);

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

/** Operators can do nothing about a warning that a part of Node.js is new. */
function hideExperimentalWarnings() {
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning, ...about) => {
    if (about[0] !== 'ExperimentalWarning') emitWarning.call(process, warning, ...about);
  };
}

/** Started by another `nocturne`: when that one is gone, however it ended, nobody is left who could stop this one. */
function endWithParent() {
  if (!process.channel) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

/** Runs this file with the other Node.js as if it were this process: signals go in, the exit code or signal comes out. */
function runWith(node) {
  const file = fileURLToPath(import.meta.url);
  const child = spawn(node, [...process.execArgv, file, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`nocturne cannot start ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const each of signals) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  });
}

if (!existsSync(new URL('../dist/main.js', import.meta.url))) {
  console.error('nocturne was not built: run "npm run build" in its folder, and only then "npm pack".');
  process.exit(1);
}
const isNewEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
const node = isNewEnough ? undefined : bundledNode();
if (isNewEnough) {
  hideExperimentalWarnings();
  endWithParent();
  await import('../dist/main.js');
} else if (node) {
  runWith(node);
} else {
  console.error(
    `nocturne needs Node.js ${leastMajor}.${leastMinor} or newer; this is ${process.version}. Install it from your distribution or nodejs.org.`,
  );
  process.exit(1);
}
