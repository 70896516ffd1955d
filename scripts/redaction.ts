import type { Form } from '../lib/evidence/cleaning/cleaner.ts';
import { namesByClassification } from '../lib/evidence/cleaning/names.ts';
import { shapes } from '../lib/evidence/cleaning/scan.ts';
import { madeBy } from './made-by.ts';

const handlings: Record<keyof typeof namesByClassification, string> = {
  credential: 'always removed, except `true`, `false` and an empty value; a number becomes 0',
  token:
    'removed; but in data (not in addresses and forms) a plain word or a small number stays (`"state": "visible"`)',
  identity: 'stays with `evidence.identity: show`, is removed with `mask`',
  harmless: 'stays, cleaned as a text',
};

const forms: Record<Form, string> = {
  trace:
    "Unpacked, every event rewritten, packed again. What was typed or given to a function in the page is removed, and so are proxy, certificates and stored sessions of the context. Snapshots are cleaned like pages, requests like a network log, bodies by their type. Screenshots, attached files, sources and files that nothing refers to are left out. Files are named by the hash of their new content: from the old name the removed part could be guessed. It opens in Playwright's trace viewer.",
  har: 'Cookies keep their names, credentials in headers their scheme. Bodies are cleaned by their type; one that is not of the type that it declares is left out, and so is every script. The length of a posted body is left out.',
  html: 'Read and written by an HTML parser: fields, attributes, texts, comments, style sheets. Scripts, event handlers, refreshes and embedded objects are removed; where a page is the body of an answer they stay, and `$Config` in them is cleaned as data. The digits of number matching are removed.',
  json: 'Read as data: by the value, by the key, by a name beside a value; JSON within JSON as well.',
  text: 'A line at a time; a line of JSON as data.',
  jpeg: 'Fields, codes and digits are masked when the picture is taken. Afterwards everything that is not needed to draw it is removed: comments, EXIF, XMP.',
};

/** What is removed from evidence, with the tables of the code. */
export function redactionPage(): string {
  return `# What is removed from evidence
${madeBy}

Evidence of a sign-in is the most dangerous thing that a monitor makes. Every artifact is rewritten, then searched. If
something is still found in it, it is not kept: the record says which artifact, and why (\`evidenceDropped\`).

The two steps share only the list of secrets and their parts, so that the second finds the mistakes of the first:

- **Rewriting** takes an artifact apart by its format. It replaces every secret of the run, in any mixture of URL,
  form, JSON and HTML encoding, however often applied, in base64 (every alignment, both alphabets) and in hex; of a key, any
  31 characters. It also replaces values by their names, whether the value is known or not. Logs and records are redacted in
  the same way, but only their texts: never a key, an id, a time or a value of a closed set.
- **The search** undoes encodings until nothing is left to undo (percent signs, entities, backslashes, base64, gzip, archives in
  archives, UTF-16, full-width signs, characters that cannot be seen), and looks for the bare secret, also where it is divided over elements or attributes, for every token that was removed elsewhere, and for values with the shape of a token.
  What is found is rewritten once more without regard to the format. If it is still found, or the artifact can no longer be read, the artifact is dropped.

Secrets are the password, the secret of the one-time codes and the codes that were typed, the private key of a passkey, certificate,
key and passphrase, an access pass, and user and password of a proxy.

## By name

Names are compared without case, \`-\`, \`_\` and \`.\`, and so are names that end like them (\`x-ms-token\`). A parameter of an
address or a form that is in no row is removed, too, unless its value is too simple to be a secret: up to five digits, a version,
one word, a language, a GUID. A value in data that is in no row is removed if it looks generated: 40 characters and more, both
cases, digits, no blank.

| names | the value |
| --- | --- |
${Object.entries(namesByClassification)
  .map(
    ([classification, names]) =>
      `| ${names.map(name => `\`${name}\``).join(' ')} | ${handlings[classification as keyof typeof handlings]} |`,
  )
  .join('\n')}

## By kind of artifact

| artifact | how |
| --- | --- |
${Object.entries(forms)
  .map(([form, how]) => `| ${form} | ${how} |`)
  .join('\n')}

The search recognises by its shape: ${[...new Set(shapes.map(([what]) => what))].join(', ')}.

## What stays

All that a diagnosis or a support call needs: hosts and paths, page ids, error codes, correlation and request ids, times, sizes of
answers, names of cookies, the structure of pages, and who signed in, unless \`evidence.identity: mask\` says otherwise. Then user
name, domain and tenant id are removed in every spelling, also from the record of the run and the page made of it, and so are
names of person and organisation where pages are known to show them, and pictures in answers, such as a logo or a face.

## A password that is a word

\`div\`, \`password\` or \`welcome\` cannot be distinguished from the words that pages are made of: removing it would break them, and
\`type="[redacted]"\` would reveal it. A secret of fewer than six characters, or of up to twelve letters and nothing else, is replaced where
it is the value of a field, a parameter or a key. An artifact in which it occurs anywhere else is not stored, whatever it
means there; the record and \`index.html\` are no exception (\`genkan show\` and \`genkan serve\` show the run from the history).
Microsoft's rules allow no such password; an identity provider of your own may. A longer one that happens to be part of
markup is replaced, and the artifact kept if it can still be read.

## How it is proven

- \`test/evidence/cleaning.test.ts\`: unusual secrets (quotes, \`&\`, \`%\`, \`+\`, blanks, Japanese, emoji, what looks like an escape) in every
  encoding in every kind of artifact, searched afterwards by code that shares nothing with the product's.
- \`test/evidence/trace.test.ts\`: a trace of a whole sign-in, recorded without any protection. The search finds secrets in more than six
  places of it, and none after cleaning; Playwright's own viewer then still shows steps, snapshots and requests.
- \`npm run -s bench:leak\`: failing runs over all scenarios of the simulator, in two languages and two engines, shown and masked,
  with every byte that they left searched.

## What it cannot do

- In a picture, only fields and places that are known to show digits are masked. Where the page's text shows a secret, no picture
  of that screen is kept; but what a page draws (a canvas, a closed shadow root, a style sheet's text) is not searched.
- A person's name that a page shows outside the known places is not recognised as one.
- Evidence shows how a tenant signs in. Keep it as you keep logs of your directory; \`evidence.encryptTo\` helps.
`;
}
