// Keys of the configuration's contract whose feature this version does not have. They are refused, not ignored:
// whoever writes `retention.evidence` must not believe that something is deleted. The feature's own change takes its line away.
const keys = ['retention.evidence', 'retention.maxBytes'];

/** Is this key, or this value of a key, known but without a feature behind it yet? */
export function isNotYet(path: readonly PropertyKey[], value?: unknown): boolean {
  const written = path.map(String);
  return keys.some(key => {
    const [keyPath = '', wanted] = key.split(': ');
    const steps = keyPath.split('.');
    return (
      steps.length === written.length &&
      steps.every((step, index) => step === '*' || step === written[index]) &&
      (wanted === undefined || wanted === value)
    );
  });
}
