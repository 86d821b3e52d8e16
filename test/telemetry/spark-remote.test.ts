import { expect, it } from 'vitest';
import { readRemote } from '../../src/telemetry/history/spark/remote.ts';

it.each([
  ['sc://spark', { address: 'spark:15002', userId: 'nocturne', token: null, encrypted: false }],
  ['sc://10.0.0.1:7077/', { address: '10.0.0.1:7077', userId: 'nocturne', token: null, encrypted: false }],
  ['sc://[::1]:15002/;user_id=noc', { address: '[::1]:15002', userId: 'noc', token: null, encrypted: false }],
  ['sc://host/;use_ssl=TRUE', { address: 'host:15002', userId: 'nocturne', token: null, encrypted: true }],
  ['sc://host/;token=a=b;user_id=x', { address: 'host:15002', userId: 'x', token: 'a=b', encrypted: true }],
])('%s', (text, remote) => expect(readRemote(text)).toEqual(remote));

it.each(['', 'spark://host', 'sc://', 'sc://host:port', 'sc://host/path', 'sc://host/;token=', 'sc://host/;color=red'])(
  'refuses "%s", and shows no token',
  (text) => {
    expect(() => readRemote(text)).toThrow(expect.objectContaining({ code: 'spark-remote-invalid' }));
  },
);
