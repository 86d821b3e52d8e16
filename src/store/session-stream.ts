import { Duplex } from 'node:stream';

/** The far end of a connection to the database thread. */
export interface SessionPort {
  open(): void;
  write(bytes: Uint8Array): void;
  end(): void;
}

/**
 * What node-postgres takes for a socket: bytes go to the database thread and come back by `push`. A chunk is copied before it is posted,
 * because a view would take its whole underlying buffer along.
 */
export function createSessionStream(port: SessionPort): Duplex {
  const post = (chunks: { chunk: Buffer }[]) => port.write(Buffer.concat(chunks.map(({ chunk }) => chunk)));
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      post([{ chunk }]);
      done();
    },
    writev(chunks, done) {
      post(chunks as { chunk: Buffer }[]);
      done();
    },
    final(done) {
      this.push(null);
      done();
    },
    destroy(error, done) {
      port.end();
      done(error);
    },
  });
  return Object.assign(stream, {
    connect() {
      port.open();
      process.nextTick(() => stream.emit('connect'));
    },
    setNoDelay: () => stream,
    setKeepAlive: () => stream,
    ref: () => stream,
    unref: () => stream,
  });
}
