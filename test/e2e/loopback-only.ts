import dns from 'node:dns';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import process from 'node:process';

// Loaded into every genkan that a test starts: its own questions, such as second opinions, go no further than this machine,
// as if it had no name server. Browsers have theirs; they are sent to a simulator, or to an address of this machine.

const { lookup } = dns;
const ours = new Set(['localhost', hostname()]);

dns.lookup = ((host: string, ...rest: unknown[]) => {
  // A server that listens looks its address up, too.
  if (isIP(host) > 0 || ours.has(host)) return Reflect.apply(lookup, dns, [host, ...rest]);
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
    code: 'ENOTFOUND',
    hostname: host,
  });
  process.nextTick(rest.at(-1) as (error: Error) => void, error);
}) as typeof dns.lookup;
