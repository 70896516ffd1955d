import { BlockList, isIP } from 'node:net';

/** Where to listen. */
export interface ListenAddress {
  /** A name or an address, without brackets. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** Reads `HOST:PORT`, with an IPv6 address in brackets; undefined for anything else. */
export function parseListen(text: string): ListenAddress | undefined {
  const [, inBrackets, plain, digits] = /^(?:\[([^\]]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const host = inBrackets ?? plain;
  if (host === undefined || port > 65_535) return undefined;
  return (inBrackets !== undefined) === (isIP(host) === 6) ? { host, port } : undefined;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Does this name or address lead to this machine only? Names other than `localhost` are not asked for. */
export function isLoopback(host: string): boolean {
  const kind = isIP(host);
  if (kind === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, kind === 6 ? 'ipv6' : 'ipv4');
}
