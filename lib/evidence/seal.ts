import { Decrypter, Encrypter } from 'age-encryption';

/** What is sealed has this ending; `age` and `rage` open it, too. */
export const sealedEnding = '.age';

/** Only with the identity of this recipient (`age1…`) can it be read again. */
export async function seal(bytes: Uint8Array, recipient: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(bytes);
}

/**
 * @param identities the text of an identity file, as `age-keygen` writes it
 * @throws Error when there is no identity in it, or none that this was sealed for
 */
export async function unseal(bytes: Uint8Array, identities: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  for (const line of identities.split(/\r?\n/).map(text => text.trim()))
    if (line !== '' && !line.startsWith('#')) decrypter.addIdentity(line);
  return decrypter.decrypt(bytes);
}
