import type { BrowserContext } from '@playwright/test';

/**
 * Answers every passkey ceremony of a context as a person would who has no passkey and dismisses the browser's
 * prompt. A headless browser shows no prompt: the page would wait for ever, and what else it offers may come only when
 * the ceremony has failed (sign-in-facts 7.6). Where an authenticator is installed it is asked instead, but never for a
 * new passkey: that would be a registration. An offer beside a name field (`mediation: 'conditional'`) is left open,
 * as it is where no passkey is picked.
 *
 * Must come before the first page of the context.
 */
export const dismissCeremonies = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(dismissInPage);

/** Runs inside the page, before its own scripts, and before or after those that install an authenticator. */
function dismissInPage(): void {
  // Only pages with TLS have it.
  const credentials = navigator.credentials as CredentialsContainer | undefined;
  if (credentials === undefined || typeof CredentialsContainer === 'undefined') return;
  type Get = CredentialsContainer['get'];
  const native = {
    get: CredentialsContainer.prototype.get.bind(credentials),
    create: CredentialsContainer.prototype.create.bind(credentials),
  };
  const installed: unknown = Object.getOwnPropertyDescriptor(credentials, 'get')?.value;
  let authenticator = installed as Get | undefined;

  const dismissed = async (): Promise<never> => {
    throw new DOMException('The operation either timed out or was not allowed.', 'NotAllowedError');
  };
  const untilAborted = (signal: AbortSignal | undefined): Promise<never> =>
    new Promise((_resolve, reject) => {
      if (signal?.aborted === true) reject(signal.reason);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  const get: Get = async options => {
    if (options?.publicKey === undefined) return native.get(options);
    if (options.mediation === 'conditional') return untilAborted(options.signal);
    return authenticator === undefined ? dismissed() : authenticator(options);
  };
  const create: CredentialsContainer['create'] = async options =>
    options?.publicKey === undefined ? native.create(options) : dismissed();

  Object.defineProperty(credentials, 'get', {
    get: () => get,
    set: (later: Get) => {
      authenticator = later;
    },
  });
  Object.defineProperty(credentials, 'create', {
    get: () => create,
    set: () => {
      // Scripts that replace it later make none either.
    },
  });
}
