import type { Request, Response } from '@playwright/test';
import type { Observation } from '../../domain/observation.ts';
import { pathOf } from './requests.ts';

/** Replies are asked for after the page has them, so they are small and near; one that hangs must not delay a run. */
const patienceMs = 2_000;

/** Knows what two of Microsoft's own calls have replied: bodies are read of these only, and only codes are kept. */
export class Replies {
  readonly #reading = new Set<Promise<void>>();
  #credentialType: Observation['credentialType'];
  #codeResult: string | undefined;

  get facts(): Pick<Observation, 'credentialType' | 'codeResult'> {
    return { credentialType: this.#credentialType, codeResult: this.#codeResult };
  }

  /** A call was answered. @param status 0 where it got no answer */
  answered(request: Request, status: number): void {
    if (isCredentialType(request)) this.#credentialType = { status };
  }

  read(response: Response): void {
    const json = async () => (await response.json()) as Record<string, unknown>;
    if (isCredentialType(response))
      this.follow(async () => this.#noteCredentialType(response.status(), await json()));
    if (pathOf(response.url()).endsWith('/SAS/EndAuth'))
      this.follow(async () => this.#noteCodeResult(await json()));
  }

  /** Reads a reply, which `settled` then waits for. A reply without a body says as much as its status. */
  follow(read: () => Promise<void>): void {
    const reading = read()
      .catch(() => undefined)
      .finally(() => this.#reading.delete(reading));
    this.#reading.add(reading);
  }

  /** Resolves when the replies under way have been read, or take too long. */
  async settled(): Promise<void> {
    const late = Promise.withResolvers<void>();
    const patience = setTimeout(late.resolve, patienceMs);
    await Promise.race([Promise.all(this.#reading), late.promise]);
    clearTimeout(patience);
  }

  #noteCredentialType(status: number, reply: Record<string, unknown>): void {
    const { IfExistsResult: exists, ThrottleStatus: throttle, error } = reply;
    const { code } = (error ?? {}) as Record<string, unknown>;
    this.#credentialType = {
      status,
      exists: typeof exists === 'number' ? exists : undefined,
      throttle: typeof throttle === 'number' ? throttle : undefined,
      errorCode: /^\d{1,7}$/.test(String(code)) ? String(code) : undefined,
    };
  }

  #noteCodeResult(reply: Record<string, unknown>): void {
    const result = reply['ResultValue'];
    // A closed set of words at Microsoft; anything that does not look like one of them is not kept.
    if (typeof result === 'string' && /^[A-Za-z0-9]{1,60}$/.test(result)) this.#codeResult = result;
  }
}

const isCredentialType = (of: Request | Response): boolean => pathOf(of.url()).endsWith('/GetCredentialType');
