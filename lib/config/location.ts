/** Where the file names no location and the host name is one that will not come again. */
const unnamed = 'default';

/**
 * Host names that something has made up, and makes up anew for each container, pod or job. As a label, each would be new
 * series with every round, and an alert when they end. An id that stays with its machine is not among them.
 */
const madeUp: readonly RegExp[] = [
  // Docker, Podman and most that is built on them: the id of the container.
  /^[0-9a-f]{12,64}$/,
  // A UUID, alone or behind a name.
  /(?:^|-)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  // systemd-nspawn --ephemeral: 64 random bits.
  /-[0-9a-f]{16}$/,
  // A pod of a Deployment or ReplicaSet: a hash of its template, then five random letters.
  /-(?:(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7,10}|[4-9]{8,10})-[a-z0-9]{5}$/,
  // A pod of a CronJob: the minutes since 1970; with the index of an Indexed Job, or five random letters.
  /-(?:2[5-9]|3\d)\d{6}(?:-\d+)?(?:-[a-z0-9]{5})?$/,
  // A job that a script has named by the time: seconds or milliseconds since 1970.
  /-1[6-9]\d{8}(?:\d{3})?(?:-\d+)?(?:-[a-z0-9]{5})?$/,
  // A pod of a Job or DaemonSet: five random letters, of those that Kubernetes uses. Like `sql42` they may be a name.
  /-(?=[a-z]*\d+[a-z])[bcdfghjklmnpqrstvwxz2456789]{5}$/,
  // Azure Container Instances.
  /^SandboxHost-\d{15,20}$|^wk-caas-[0-9a-f]{32}-/i,
  // Runners of GitHub, in its cloud and in Kubernetes, and of GitLab.
  /^(?:fv-az\d+-\d+|(?:runner|pkr)vm[a-z0-9]{5,8})$|-runner-[a-z0-9]{5}$|^runner-.+-project-\d+-concurrent-\d+/,
];

/** What everything is labelled with where the file names no location. */
export function locationOf(hostname: string): string {
  return isMadeUp(hostname) ? unnamed : hostname;
}

/** Is this host name another one with each start, so that it says nothing of the place? */
export function isMadeUp(hostname: string): boolean {
  const [name = ''] = hostname.split('.');
  return name === '' || madeUp.some(form => form.test(name));
}
