/** Why a browser runs without Chromium's sandbox, and what helps. */
export interface Unsandboxed {
  readonly why: string;
  readonly remedy: string;
}

const asRoot: Unsandboxed = {
  why: 'Genkan runs as root, and a root process cannot use it',
  remedy: 'run Genkan as another user',
};
const notAllowed: Unsandboxed = {
  why: 'the container or the kernel does not let this user create namespaces',
  remedy: 'start the container with the profile deploy/seccomp.json, or allow user namespaces on the machine',
};

/** Playwright's own word for "No usable sandbox!", and what Chromium says when it gets half-way there. */
const refusal = /Chromium sandboxing failed|move to new namespace|credentials\.cc/;

/**
 * Starts a browser in Chromium's sandbox, and where that cannot be had without it: pages are Microsoft's own, and
 * not to look at all would be worse. Whether it can be had is asked of Chromium itself, since user, kernel, seccomp
 * and AppArmor each have a say.
 * @param known what was found out by an earlier start; then the sandbox is not tried again
 */
export async function inSandbox<T>(
  start: (sandbox: boolean) => Promise<T>,
  known = process.getuid?.() === 0 ? asRoot : undefined,
): Promise<{ started: T; unsandboxed?: Unsandboxed }> {
  if (known !== undefined) return { started: await start(false), unsandboxed: known };
  try {
    return { started: await start(true) };
  } catch (error) {
    if (!refusal.test((error as Error).message)) throw error;
    return { started: await start(false), unsandboxed: notAllowed };
  }
}
