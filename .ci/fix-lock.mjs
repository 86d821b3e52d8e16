// A registry mirror may lack the optional packages of other platforms; npm then writes a lock that `npm ci` refuses.
// This adds the missing entries as optional stubs. Run it after every change of dependencies.
import { readFileSync, writeFileSync } from 'node:fs';

const systems = ['android', 'darwin', 'win32', 'freebsd', 'openharmony', 'aix', 'sunos', 'netbsd', 'openbsd', 'linux'];
const processors = ['arm64', 'x64', 'ia32', 'riscv64', 'ppc64', 's390x', 'loong64', 'arm', 'wasm32', 'x86'];
const nameIn = (list, text) => list.find((item) => text.includes(item)) ?? 'none';

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
let added = 0;
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${place ? `${place}/` : ''}node_modules/${name}`;
    const root = `node_modules/${name}`;
    if (lock.packages[nested] || lock.packages[root]) continue;
    lock.packages[root] = {
      version: version.replace(/^[\^~]/, ''),
      cpu: [nameIn(processors, name)],
      os: [nameIn(systems, name)],
      optional: true,
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries added`);
