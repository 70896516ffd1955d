import type {
  CleanArtifact,
  EvidenceStore,
  RunKey,
  StoredRun,
  Verified,
} from '../lib/domain/evidence-store.ts';
import type { Artifact } from '../lib/domain/run-record.ts';

/** What belongs together, and when it was saved. */
interface Saved {
  readonly artifacts: readonly CleanArtifact[];
  readonly at: string;
}

/** Evidence that ends with its process. */
export class MemoryEvidenceStore implements EvidenceStore {
  readonly #runs = new Map<string, Saved & { readonly run: RunKey }>();
  readonly #baselines = new Map<string, Saved>();

  async save(run: RunKey, artifacts: readonly CleanArtifact[], _: unknown, at: string): Promise<Artifact[]> {
    this.#runs.set(run.runId, { run, artifacts, at });
    return this.artifactsOf(run);
  }

  placeOf({ runId }: RunKey, { name }: Pick<CleanArtifact, 'name'>): string {
    return `memory/${runId}/${name}`;
  }

  async read(file: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (const { run, artifacts } of this.#runs.values()) {
      const found = artifacts.find(artifact => this.placeOf(run, artifact) === file);
      if (found !== undefined) return new Uint8Array(found.bytes);
    }
    return undefined;
  }

  async artifactsOf(run: RunKey): Promise<Artifact[]> {
    const artifacts = this.#runs.get(run.runId)?.artifacts ?? [];
    return artifacts.map(artifact => ({
      kind: artifact.kind,
      file: this.placeOf(run, artifact),
      bytes: artifact.bytes.byteLength,
    }));
  }

  async verify({ runId }: RunKey): Promise<Verified | undefined> {
    const saved = this.#runs.get(runId);
    return saved && { savedAt: saved.at, changes: [] };
  }

  async drop({ runId }: RunKey): Promise<void> {
    this.#runs.delete(runId);
  }

  /** Nothing is ever left half written. */
  async sweep(): Promise<void> {}

  async tidy(): Promise<void> {}

  async list(): Promise<StoredRun[]> {
    return [...this.#runs.values()]
      .toSorted((a, b) => a.run.scheduledAt.localeCompare(b.run.scheduledAt))
      .map(({ run, artifacts }) => ({
        runId: run.runId,
        date: run.scheduledAt.slice(0, 10),
        bytes: sizeOf(artifacts),
      }));
  }

  async bytes(): Promise<number> {
    const saved = [...this.#runs.values(), ...this.#baselines.values()];
    return saved.reduce((sum, { artifacts }) => sum + sizeOf(artifacts), 0);
  }

  async saveBaseline(key: string, _: RunKey, artifacts: readonly CleanArtifact[], at: string): Promise<void> {
    this.#baselines.set(key, { artifacts, at });
  }

  async baseline(key: string): Promise<CleanArtifact[] | undefined> {
    const saved = this.#baselines.get(key);
    return saved && [...saved.artifacts];
  }

  async baselineAt(key: string): Promise<string | undefined> {
    return this.#baselines.get(key)?.at;
  }

  async forgetBaselines(before: string): Promise<number> {
    const old = [...this.#baselines].filter(([, { at }]) => at < before);
    for (const [key] of old) this.#baselines.delete(key);
    return old.length;
  }
}

const sizeOf = (artifacts: readonly CleanArtifact[]): number =>
  artifacts.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
