import type { FactorId } from '../../lib/domain/account.ts';
import type { Cloud } from '../../lib/domain/cloud.ts';

const hour = 3_600_000;
export const day = 24 * hour;
/** Between what was counted and what was refused lie seconds. */
const toleranceMs = 60_000;

/** Lockouts of Microsoft (sign-in-facts 7.7): so many refusals in a day lock the account. */
const mostRefusals: Record<Cloud, number> = { global: 10, 'gcc-high': 3, dod: 3, china: 10 };

/** What somebody broke. */
export class Violation extends Error {}

/** A refusal as Microsoft counts it. `isAllowed`: a person has allowed this one, beyond the budget. */
interface Refusal {
  readonly at: number;
  readonly isAllowed: boolean;
}

/** Where a password is known: at Microsoft, or at an identity provider with a directory of its own. */
export type Where = 'microsoft' | 'provider';

/** One user name at Microsoft: what is right now, and what was refused when. Time is the true one, in ms. */
export class MicrosoftUser {
  password = 'right 0';
  totp = 'code 0';
  readonly #mostRefusals: number;
  readonly #budget: { readonly hour: number; readonly day: number };
  readonly #refusals: Refusal[] = [];
  /** A directory of an organisation begins anew after a while, so only an hour is looked at. */
  readonly #refusalsAtProvider: number[] = [];
  /** The last wrong ones, which are not counted again (sign-in-facts 7.7). */
  #lastWrong: string[] = [];
  /** Refusals that the monitor has been able to write down, `factor value`. */
  readonly #known = new Set<string>();
  #active = 0;

  constructor(cloud: Cloud, budget: { readonly hour: number; readonly day: number }) {
    this.#mostRefusals = mostRefusals[cloud];
    this.#budget = budget;
  }

  /** A sign-in begins, and how it ends: with whatever takes it back, once. */
  begin(): () => void {
    this.#active += 1;
    if (this.#active > 1) throw new Violation('two sign-ins of one user name at once');
    let isOver = false;
    return () => {
      if (!isOver) this.#active -= 1;
      isOver = true;
    };
  }

  /** A credential arrives. */
  send(
    factor: FactorId,
    value: string,
    { at, isAllowed, where = 'microsoft' }: { at: number; isAllowed: boolean; where?: Where },
  ): 'accepted' | 'refused' {
    if (this.#known.has(`${factor} ${value}`)) throw new Violation(`${factor} sent again after its refusal`);
    if (value === (factor === 'password' ? this.password : this.totp)) return 'accepted';
    if (where === 'microsoft') this.refuse(`${factor} ${value}`, at, isAllowed);
    else this.#refuseAtProvider(at, isAllowed);
    return 'refused';
  }

  /** Counts it, unless it is one of the last. */
  refuse(wrong: string, at: number, isAllowed: boolean): void {
    if (this.#lastWrong.includes(wrong)) return;
    this.#lastWrong = [...this.#lastWrong, wrong].slice(-3);
    this.#refusals.push({ at, isAllowed });
    this.#count(at, hour, this.#budget.hour, 'an hour');
    this.#count(at, day, this.#budget.day, 'a day');
    const inDay = this.#refusals.filter(each => at - each.at < day - toleranceMs);
    if (inDay.length >= this.#mostRefusals) throw new Violation('the account is locked');
  }

  #refuseAtProvider(at: number, isAllowed: boolean): void {
    if (!isAllowed) this.#refusalsAtProvider.push(at);
    const inHour = this.#refusalsAtProvider.filter(each => at - each < hour - toleranceMs);
    if (inHour.length > this.#budget.hour)
      throw new Violation('too many refusals at the provider in an hour');
  }

  #count(now: number, windowMs: number, most: number, name: string): void {
    const count = this.#within(now, windowMs);
    if (count > most) throw new Violation(`${count} refusals in ${name}`);
  }

  #within(now: number, windowMs: number): number {
    return this.#refusals.filter(({ at, isAllowed }) => !isAllowed && now - at < windowMs - toleranceMs)
      .length;
  }

  /** The monitor has written down that it was refused. */
  noteKnown(factor: FactorId, value: string): void {
    this.#known.add(`${factor} ${value}`);
  }

  /** It was wrong to say so: a clock made the code. */
  takeBack(factor: FactorId, value: string): void {
    this.#known.delete(`${factor} ${value}`);
  }

  isKnown(factor: FactorId, value: string): boolean {
    return this.#known.has(`${factor} ${value}`);
  }

  /** A person vouches. */
  resume(): void {
    this.#known.clear();
  }
}
