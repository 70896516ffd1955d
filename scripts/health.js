// The image's health check. A container that serves is asked at /healthz; one that runs a round is watched by its exit
// code, and is healthy while it lives. Exit 0: healthy.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What the container was started with: `tini -- genkan WORD …`. */
const words = readFileSync('/proc/1/cmdline', 'utf8').split('\0').slice(0, -1);
if (words.includes('serve')) process.exitCode = (await isServing()) ? 0 : 1;

async function isServing() {
  const listen = option('--listen') ?? configured() ?? '127.0.0.1:9464';
  // The address for "all" cannot be connected to.
  const address = listen.replace(/^(0\.0\.0\.0|\[::\])(?=:\d+$)/, '127.0.0.1');
  try {
    return (await fetch(`http://${address}/healthz`)).ok;
  } catch {
    return false;
  }
}

function option(name) {
  const n = words.findIndex(word => word === name || word.startsWith(`${name}=`));
  return n < 0 ? undefined : words[n].includes('=') ? words[n].slice(name.length + 1) : words[n + 1];
}

function configured() {
  try {
    const file = option('--config') ?? process.env.GENKAN_CONFIG ?? 'genkan.yaml';
    return parse(readFileSync(file, 'utf8'))?.serve?.listen;
  } catch {
    return undefined;
  }
}
