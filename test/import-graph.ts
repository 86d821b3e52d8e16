import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/** A file with what it imports: by name as it is written, and files that lie in the same clone by their path from the root. */
export interface ImportingFile {
  /** From the folder that was read, with `/`. */
  file: string;
  text: string;
  imported: { name: string; target: string | null }[];
}

/** All TypeScript files below a folder of the clone, with their imports; those of types count, because they tie two files as well. */
export function readImports(root: string, folder: string): ImportingFile[] {
  const below = join(root, folder);
  const files = readdirSync(below, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.map((file) => {
    const text = readFileSync(join(below, file), 'utf8');
    const names = [...text.matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map((match) => match[1]!);
    const targetOf = (name: string) => relative(root, resolve(below, file, '..', name)).replaceAll(sep, '/');
    return {
      ...{ file: file.replaceAll(sep, '/'), text },
      imported: names.map((name) => ({ name, target: name.startsWith('.') ? targetOf(name) : null })),
    };
  });
}

/** The circles of a graph: every group of nodes that reach each other, in the order in which they were found. */
export function findCircles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const reach = new Map([...graph.keys()].map((node) => [node, reachedFrom(graph, node)]));
  const circles: string[][] = [];
  for (const [node, reached] of reach) {
    if (!reached.has(node) || circles.some((circle) => circle.includes(node))) continue;
    circles.push([...reached].filter((other) => reach.get(other)?.has(node)).sort());
  }
  return circles;
}

/** All that a node leads to; itself only when there is a way back to it. */
function reachedFrom(graph: ReadonlyMap<string, readonly string[]>, node: string): Set<string> {
  const reached = new Set<string>();
  const next = [...(graph.get(node) ?? [])];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    next.push(...(graph.get(at) ?? []));
  }
  return reached;
}
