import { X509Certificate } from 'node:crypto';
import { upnOf } from '../network/authority.ts';
import type { SimulatorContext } from '../simulator-context.ts';

/** What the certificate host found out about a certificate. */
interface Shown {
  readonly upn: string | undefined;
  readonly isTrusted: boolean;
}

/** Carries what the certificate host has seen over to the sign-in host, where it is judged (facts 2.10). */
export class CertificateTokens {
  readonly #simulator: SimulatorContext;
  readonly #authority: X509Certificate;
  readonly #shown = new Map<string, Shown>();

  /** @param authority in PEM, of the users' certificates */
  constructor(simulator: SimulatorContext, authority: string) {
    this.#simulator = simulator;
    this.#authority = new X509Certificate(authority);
  }

  /** @param der the certificate that was shown in the handshake; nothing when none was */
  issue(der: Buffer | undefined): string {
    const token = `1.CERT${this.#simulator.token(160)}`;
    this.#shown.set(token, der === undefined ? { upn: undefined, isTrusted: false } : this.#look(der));
    return token;
  }

  /** Good once. */
  redeem(token: string): Shown | undefined {
    const shown = this.#shown.get(token);
    this.#shown.delete(token);
    return shown;
  }

  #look(der: Buffer): Shown {
    const shown = new X509Certificate(der);
    const now = Date.now();
    return {
      upn: upnOf(der)?.toLowerCase(),
      isTrusted:
        shown.checkIssued(this.#authority) &&
        shown.verify(this.#authority.publicKey) &&
        Date.parse(shown.validFrom) <= now &&
        now <= Date.parse(shown.validTo),
    };
  }
}
