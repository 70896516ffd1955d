import { once } from 'node:events';
import net from 'node:net';
import type { Bench } from './genkan.ts';

/** What the CLI is started with: whatever it would connect to past a proxy is this machine, so that no test goes out. */
const preload = `
import net from 'node:net';
const connect = net.connect;
net.connect = options =>
  connect(options.port === 443 ? { host: '127.0.0.1', port: Number(process.env.DIRECT_PORT) } : options);
`;

/** Plays a line that leads past the proxy, to one host of the simulator. Returns what cuts it. */
export async function openDirectLine(bench: Bench, proxy: string, host: string): Promise<() => void> {
  const { hostname, port } = new URL(proxy);
  const sockets = new Set<net.Socket>();
  const server = net.createServer(socket => {
    const line = net.connect(Number(port), hostname);
    for (const each of [socket, line]) {
      sockets.add(each);
      each.on('error', () => each.destroy());
    }
    line.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
    line.once('data', () => socket.pipe(line).pipe(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  bench.write('direct.mjs', preload);
  bench.env['NODE_OPTIONS'] = `--import ${bench.path('direct.mjs')}`;
  bench.env['DIRECT_PORT'] = String((server.address() as net.AddressInfo).port);
  return () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
}
