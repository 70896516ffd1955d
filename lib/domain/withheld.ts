import type { CauseId } from './causes.ts';

/** A credential that may not be typed: the run ends, and nothing has left the page. */
export class Withheld extends Error {
  override readonly name = 'Withheld';
  /** The cause that the run ends with. */
  readonly ending: CauseId;
  /** The cause of the earlier run that is the reason for this. */
  readonly because: CauseId | undefined;

  constructor(ending: CauseId, message: string, { because, cause }: { because?: CauseId; cause?: unknown }) {
    super(message, { cause });
    this.ending = ending;
    this.because = because;
  }
}
