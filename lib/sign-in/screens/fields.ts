import type { Field } from '../page-reader.ts';

/** What a form asks for, by its fields. */
export type Asks =
  /** The same as before, or the password by its name: what was given was not taken, or is wanted once more. */
  | 'again'
  /** Something that is neither the name nor the password: a code, a passcode, an answer. */
  | 'more'
  /** A password in place of the old one. */
  | 'new_password';

/** The fields of pages that we have typed into. */
export interface Filled {
  /** Of all of these pages. */
  readonly all: readonly Field[];
  /** Of the one that a credential left last. */
  readonly given: readonly Field[] | undefined;
}

/** Other signs of how the fields of a page are meant. */
interface Around {
  /** Is it the document that was filled, changed by its own scripts perhaps? */
  readonly isFilled: boolean;
  /** Does it show an error? */
  readonly isComplaining: boolean;
}

/**
 * What a page asks for, decided by the HTML of its fields alone. The type of a field does not distinguish a passcode from a password:
 * after a credential has left, every field that is not one of the form before asks for more.
 */
export function asksFor(
  fields: readonly Field[],
  filled: Filled,
  { isFilled, isComplaining }: Around,
): Asks | undefined {
  const passwords = fields.filter(isPassword);
  const isMoreBesidePassword =
    passwords.length > 1 || (passwords.length === 1 && (fields.some(isOneTimeCode) || wantsMore(fields)));
  if (filled.given === undefined) return isMoreBesidePassword ? 'more' : undefined;
  const fresh = fields.filter(field => !isAmong(field, filled.all));
  if (fresh.some(isOneTimeCode)) return 'more';
  const before = filled.given.filter(isPassword);
  if (passwords.some(field => isAmong(field, before))) {
    const isSameForm = fields.length > passwords.length || fields.length >= filled.given.length;
    return isFilled || isSameForm || isComplaining ? 'again' : 'more';
  }
  if (fresh.some(({ autocomplete }) => autocomplete.includes('current-password'))) return 'again';
  if (fresh.filter(isPassword).length > 1) return 'new_password';
  const isAsked = fresh.some(isPassword) || fresh.some(isCode) || fresh.length === 1;
  return isAsked ? 'more' : undefined;
}

/**
 * Must more be filled in than the name, in the form of the password? A captcha that is left empty would make a right password a
 * refused one. Another form beside it, such as a search, is not ours to fill in.
 */
function wantsMore(fields: readonly Field[]): boolean {
  const form = fields.find(isPassword)?.form;
  const others = fields.filter(field => field.form === form && !isPassword(field));
  const name = others.find(isName) ?? others[0];
  return others.some(field => field !== name && (field.isRequired || /captcha/i.test(field.name)));
}

const isName = ({ type, name, autocomplete }: Field): boolean =>
  type === 'email' || autocomplete.includes('username') || /user|login|e?mail|identifier/i.test(name);

const isPassword = ({ type }: Field): boolean => type === 'password';

const isOneTimeCode = ({ autocomplete }: Field): boolean => autocomplete.includes('one-time-code');

/** Codes are made of digits, and short. */
const isCode = ({ type, inputMode, maxLength }: Field): boolean =>
  ['tel', 'number'].includes(type) ||
  ['numeric', 'decimal'].includes(inputMode) ||
  (maxLength > 0 && maxLength <= 10);

const isAmong = (field: Field, others: readonly Field[]): boolean =>
  others.some(other => keyOf(other) === keyOf(field));

const keyOf = ({ type, name, autocomplete, inputMode, maxLength }: Field): string =>
  JSON.stringify([type, name, autocomplete, inputMode, maxLength]);
