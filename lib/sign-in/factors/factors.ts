import { type FactorId, factorIds, type Proofs } from '../../domain/account.ts';
import { accessPass } from './access-pass.ts';
import { certificate } from './certificate.ts';
import type { Factor } from './factor.ts';
import { passkey } from './passkey.ts';
import { password } from './password.ts';
import { totp } from './totp.ts';

const byId: Record<FactorId, Factor> = {
  passkey,
  certificate,
  password,
  totp,
  access_pass: accessPass,
};

/** Every factor, the one that is taken first where several are held and offered first. */
export const factors: readonly Factor[] = factorIds.map(id => byId[id]);

/** The factors that an account holds. */
export const heldBy = (proofs: Proofs): ReadonlySet<FactorId> =>
  new Set(factors.filter(factor => factor.isHeld(proofs)).map(({ id }) => id));
