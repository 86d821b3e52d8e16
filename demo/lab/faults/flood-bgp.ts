import { connect } from 'node:net';
import { bgp } from '../lab-spec.ts';
import { keepaliveMessage, openMessage, updateMessage } from './bgp-messages.ts';

/**
 * flood-bgp ROUTER OWN_ADDRESS ROUTES_A_SECOND: a BGP neighbour that announces ever more routes, each with communities of its own. A router
 * that keeps what its filter refuses grows with it. It does not come back once its session has ended, as one that was reset by its people.
 */
const [router = '', own = '', perSecond = ''] = process.argv.slice(2);
const communities = 110;
const sliceMs = 100;

const socket = connect({ host: router, port: 179, localAddress: own }, () =>
  socket.write(openMessage(bgp.neighbourAs, own)),
);
socket.once('data', () => {
  socket.write(keepaliveMessage());
  setInterval(() => socket.write(keepaliveMessage()), 30_000);
  let sent = 0;
  const started = performance.now();
  setInterval(() => {
    // What the router has not taken yet waits in it and not here.
    if (socket.writableLength > 1 << 20) return;
    const due = ((performance.now() - started) / 1000) * Number(perSecond);
    for (; sent < due; sent++)
      socket.write(updateMessage({ as: bgp.neighbourAs, nextHop: own, number: sent, communities }));
  }, sliceMs);
});
socket.on('data', () => undefined);
socket.on('error', (error) => process.stderr.write(`flood-bgp: ${error.message}\n`));
socket.on('close', () => process.exit(1));
