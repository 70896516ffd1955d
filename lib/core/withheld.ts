import type { CauseId } from './causes.ts';

/** A credential that may not be typed: the run ends, and nothing has left the page. */
export class Withheld extends Error {
  override readonly name = 'Withheld';
  /** What the run ends with. */
  readonly ending: CauseId;
  /** What earlier runs ended with that led to this. */
  readonly because: CauseId | undefined;

  constructor(ending: CauseId, message: string, { because, cause }: { because?: CauseId; cause?: unknown }) {
    super(message, { cause });
    this.ending = ending;
    this.because = because;
  }
}
