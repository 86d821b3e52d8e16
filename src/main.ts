import { endWithReader } from './cli/output.ts';
import { run } from './cli/run.ts';

endWithReader(process);
process.exitCode = await run(process.argv.slice(2));
