/** Playwright's own code, or ours that it has called back. */
const driverFrames = /[\\/]node_modules[\\/](?:@playwright|playwright|playwright-core)[\\/]/;

/** Did the browser driver fail, rather than a page or Genkan? It lives in this process, and throws wherever it happens to be. */
export const isDriverFault = (error: unknown): error is Error =>
  error instanceof Error && driverFrames.test(error.stack ?? '');

/**
 * Faults of the browser driver that no code awaits. They end neither the process nor a sign-in: a call that lost its
 * answer ends with its own time limit.
 */
export class DriverFaults {
  readonly #listeners = new Set<(error: Error) => void>();

  /** Is it the driver's fault, and can the process go on without it? */
  report(error: unknown): boolean {
    if (!isDriverFault(error) || this.#listeners.size === 0) return false;
    for (const listener of this.#listeners) listener(error);
    return true;
  }

  /** Returns what ends it. */
  listen(listener: (error: Error) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
