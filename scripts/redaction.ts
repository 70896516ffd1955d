import type { Form } from '../lib/evidence/cleaning/cleaner.ts';
import { namesByClassification } from '../lib/evidence/cleaning/names.ts';
import { shapes } from '../lib/evidence/cleaning/scan.ts';
import { madeBy } from './made-by.ts';

const handlings: Record<keyof typeof namesByClassification, string> = {
  credential: 'always goes, except `true`, `false` and nothing at all; a number becomes 0',
  token:
    'goes; in data, not in addresses and forms, a plain word or a small number stays (`"state": "visible"`)',
  identity: 'stays with `evidence.identity: show`, goes with `mask`',
  harmless: 'stays, cleaned as a text',
};

const forms: Record<Form, string> = {
  trace:
    "Unpacked, every event rewritten, packed again. What was typed or given to a function in the page goes, and so do proxy, certificates and stored sessions of the context. Snapshots are cleaned like pages, requests like a network log, bodies by their type. Screenshots, attached files, sources and whatever nothing refers to are left out. Files are named by the hash of what is left: the old name would let what was taken out be guessed. It opens in Playwright's trace viewer.",
  har: 'Cookies keep their names, proofs in headers their scheme. Bodies are cleaned by their type; one that is not what it says it is, and every script, is left out. The length of a posted body is left out.',
  html: 'Read and written by an HTML parser: fields, attributes, texts, comments, style sheets. Scripts, handlers of events and what leads on are taken out; where a page is the body of an answer they stay, and `$Config` in them is cleaned as data. The digits of number matching go.',
  json: 'Read as data: by the value, by the key, by a name beside a value; JSON within JSON as well.',
  text: 'A line at a time; a line of JSON as data.',
  jpeg: 'Fields, codes and digits are masked when the picture is taken. Here all goes that is not needed to draw it: comments, EXIF, XMP.',
};

/** What is taken out of evidence, with the tables of the code. */
export function redactionPage(): string {
  return `# What is taken out of evidence
${madeBy}

Evidence of a sign-in is the most dangerous thing that a monitor makes. Every artifact is rewritten, then searched, and one in
which something is still found is not kept: the record says which, and why (\`evidenceDropped\`).

Two mechanisms that share only the list of secrets and their parts, so that one finds the mistakes of the other:

- **Rewriting** takes an artifact apart by its format. It replaces every secret of the run, in any mixture of URL,
  form, JSON and HTML encoding, however often applied, in base64 (every alignment, both alphabets) and in hex; of a key any
  31 characters. Logs and records are redacted in the same way: only their texts, never a key, an id, a time or a value of a closed
  set. And it replaces values by what they are called, known or not.
- **The search** undoes encodings until nothing is left to undo (percent signs, entities, backslashes, base64, gzip, archives in
  archives, UTF-16, full-width signs, characters that cannot be seen), and looks for the bare secret, also where it is divided over elements or attributes, for every token that was taken out of another place, and for shapes.
  What is found is rewritten once more without regard to format; if it is still found, or the artifact can no longer be read, it is dropped.

Secrets are the password, the secret of the one-time codes and the codes that were typed, the private key of a passkey, certificate,
key and passphrase, an access pass, and user and password of a proxy.

## By name

Names are compared without case, \`-\`, \`_\` and \`.\`, and so are names that end like them (\`x-ms-token\`). A parameter of an
address or a form that is in no row goes, too, unless it is too plain to be a secret: up to five digits, a version, one word, a language, a GUID. A value in data that is in
no row goes if it looks like what a machine made up: 40 characters and more, both cases, digits, no blank.

| names | what becomes of the value |
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

The search knows by their shape: ${[...new Set(shapes.map(([what]) => what))].join(', ')}.

## What stays

All that a diagnosis or a support call needs: hosts and paths, page ids, error codes, correlation and request ids, times, sizes of
answers, names of cookies, the structure of pages, and who signed in, unless \`evidence.identity: mask\` says otherwise. Then user
name, domain and tenant id go in every writing, in the record of the run and the page made of it, too, and so do names of person
and organisation where pages are known to show them, and pictures among the answers: a mark of the organisation, a face.

## A password that is a word

\`div\`, \`password\` or \`welcome\` cannot be distinguished from the words that pages are made of: taking it out would break them, and
\`type="[redacted]"\` would give it away. A secret of fewer than six characters, or of up to twelve letters and nothing else, is replaced where
it is the value of a field, a parameter or a key. An artifact in which it occurs anywhere else is not stored, whatever it
means there; the record and \`index.html\` are no exception (\`genkan show\` and \`genkan serve\` show the run from the history).
Microsoft's rules allow no such password; an identity provider of your own may. A longer one that happens to be part of
markup is replaced, and the artifact kept if it can still be read.

## How it is proven

- \`test/evidence/cleaning.test.ts\`: unusual secrets (quotes, \`&\`, \`%\`, \`+\`, blanks, Japanese, emoji, what looks like an escape) in every
  encoding in every kind of artifact, searched afterwards by means that share nothing with the product's.
- \`test/evidence/trace.test.ts\`: a trace of a whole sign-in, taken without care. The search finds secrets in more than six places of
  it; after cleaning nothing, and the viewer that Playwright ships shows steps, snapshots and requests.
- \`npm run -s bench:leak\`: failing runs over all scenarios of the simulator, in two languages and two engines, shown and masked,
  each searched to the last byte of whatever it left.

## What it cannot do

- A picture is masked by what is a field or known to show digits. Where the page's text shows a secret, no picture of that screen is kept;
  what a page draws (a canvas, a closed shadow root, a style sheet's text) is not looked through.
- What a page writes of a person beside user name, tenant and the known places is not recognised as a name.
- Evidence shows how a tenant signs in. Keep it as you keep logs of your directory; \`evidence.encryptTo\` helps.
`;
}
