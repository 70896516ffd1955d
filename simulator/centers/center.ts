import type { Account } from '../accounts.ts';
import type { Cloud } from '../clouds.ts';
import type { Language } from '../entra/texts/language.ts';

/** An application at Entra that admins work in, on one host or on several, as data. */
export interface Center {
  readonly name: string;
  /** What its page is called, where that is not its name. */
  readonly titles?: Readonly<Record<Language, string>>;
  /** Its id at Entra. */
  readonly clientId: string;
  readonly hosts: Readonly<Partial<Record<Cloud, readonly string[]>>>;
  /** What the shell looks like: the header of Microsoft 365, or the frame of the Azure portal (facts 5.4). */
  readonly frame: 'suite' | 'azure';
  /** Where Entra's form post comes to. Absent: the browser gets the code itself, in an address, and changes it into a token. */
  readonly landing?: string;
  readonly pages: readonly CenterPage[];
  /** Where the data comes from, if not from the center's own host. */
  readonly dataHosts?: Readonly<Partial<Record<Cloud, string>>>;
}

export interface CenterPage {
  readonly path: string;
  /** Where a visitor without a session gets to after the sign-in; to the page itself when absent. */
  readonly returnTo?: string;
  /** Where the browser is sent on to when it has a session: a path, or an address in each cloud. */
  readonly redirectTo?: string | Readonly<Partial<Record<Cloud, string>>>;
  readonly calls: readonly Call[];
}

/** A data call that a page makes. */
export interface Call {
  readonly name: string;
  readonly path: string;
  readonly method?: 'POST';
  /** Made beside the others: the page can be used without it. */
  readonly isExtra?: true;
  readonly answer?: (account: Account) => object;
}
