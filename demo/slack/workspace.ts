import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { type Control, createControl } from './control/control.ts';
import { serveControl } from './control/control-routes.ts';
import { createCore, type WorkspaceOptions } from './create-core.ts';
import { allowOnlyThisMachine, askForKey, cutWhile } from './guards.ts';
import type { JournalEntry } from './journal.ts';
import { servePage } from './page-server.ts';
import { acceptAnyBody } from './request-body.ts';
import { serveUploadsAndResponses } from './side-routes.ts';
import type { Stage } from './stage.ts';
import { keepState } from './state-file.ts';
import { serveWebApi } from './web-api/dispatch.ts';

export type { WorkspaceOptions } from './create-core.ts';

export interface Workspace {
  /** The page, and the root of everything: `http://127.0.0.1:<port>`. With a key the page is first opened at `/?key=…`. */
  url: string;
  /** For `clientOptions.slackApiUrl`: `http://127.0.0.1:<port>/api/`. */
  apiUrl: string;
  control: Control;
  journal(): JournalEntry[];
  /** Shows on the page what stands in front of the workspace, and lets people start and end its scenarios there. */
  present(stage: Stage): void;
  close(): Promise<void>;
}

const maxUploadBytes = 64 * 1024 * 1024;

/** A Slack workspace of its own, on 127.0.0.1: Web API, Socket Mode, HTTP delivery, control API and a page. */
export async function createWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const server = fastify({ bodyLimit: maxUploadBytes, forceCloseConnections: true });
  let url = '';
  let offlineUntil = 0;
  const isOffline = () => Date.now() < offlineUntil;
  const goOffline = (durationMs: number) => {
    offlineUntil = Date.now() + durationMs;
  };
  const { core, setRequestUrl } = createCore(options, () => url, isOffline);
  const stateFile = options.statePath ? keepState(core.state, options.statePath) : undefined;
  const control = createControl({ core, goOffline, setRequestUrl });
  acceptAnyBody(server);
  allowOnlyThisMachine(server);
  if (options.key) askForKey(server, options.key);
  cutWhile(server, isOffline);
  serveWebApi(server, core);
  serveUploadsAndResponses(server, core);
  serveControl(server, control);
  servePage(server, core);
  server.server.on('upgrade', (request, socket, head) => core.socketMode.handleUpgrade(request, socket, head));
  await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return {
    url,
    apiUrl: `${url}/api/`,
    control,
    journal: () => core.journal.entries(),
    present(stage) {
      const show = () => core.state.emit({ kind: 'stage', stage: stage.read() });
      core.stage = stage;
      stage.onChange(show);
      show();
    },
    async close() {
      core.deliveries.close();
      core.socketMode.close();
      await server.close();
      stateFile?.close();
      await core.journal.close();
    },
  };
}
