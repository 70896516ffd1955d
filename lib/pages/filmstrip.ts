import { html } from 'hono/html';
import { type Artifact, artifactFile } from '../domain/run-record.ts';
import type { Html, Reading } from './html.ts';
import { words } from './texts.ts';

/** One place on the way: what was seen there, and what the latest good run saw there. */
interface Place {
  readonly screen: string;
  readonly seen?: Artifact;
  readonly baseline?: Artifact;
}

/** How somebody who reads this page gets a file; nothing where the page cannot show it. */
export type AddressOf = (artifact: Artifact) => string | undefined;

/**
 * The screens in the order in which they were met, the last one where it ended, each with the same screen of the latest
 * good run beside it. What comes after the end is what a good run meets next.
 */
export function filmstrip(artifacts: readonly Artifact[], addressOf: AddressOf, reader: Reading): Html {
  const attempts = Map.groupBy(
    artifacts.filter(({ kind }) => kind === 'film' || kind === 'screenshot'),
    artifact => frameOf(artifact).attempt,
  );
  const baseline = artifacts.filter(({ kind }) => kind === 'good_film');
  const { language } = reader;
  return html`${[...attempts]
    .toSorted(([a], [b]) => a - b)
    .map(
      ([
        n,
        frames,
      ]) => html`<h2>${words.filmstrip[language]}${attempts.size > 1 ? ` (${words.attempt[language]} ${n})` : ''}</h2>
${baseline.length === 0 ? '' : html`<p class="quiet">${words.beside[language]}</p>`}
<div class="film">${places(frames, baseline).map(place => one(place, baseline.length > 0, addressOf, reader))}</div>`,
    )}`;
}

function places(frames: readonly Artifact[], baseline: readonly Artifact[]): Place[] {
  const seen = frames.toSorted((a, b) => frameOf(a).n - frameOf(b).n);
  const left = baseline.toSorted((a, b) => frameOf(a).n - frameOf(b).n);
  const met = seen.map((artifact): Place => {
    const { screen } = frameOf(artifact);
    const index = left.findIndex(other => frameOf(other).screen === screen);
    // What a good run met before that is passed over: there the way was another one.
    const [beside] = index < 0 ? [] : left.splice(0, index + 1).slice(-1);
    return { screen, seen: artifact, baseline: beside };
  });
  const end = met.at(-1);
  const [next] = left;
  // A successful run does not meet the last screen, so the screen that it met instead is shown beside it.
  return end?.screen === 'stop' && next !== undefined
    ? [...met.slice(0, -1), { ...end, baseline: next }]
    : met;
}

function one(
  { screen, seen, baseline }: Place,
  isCompared: boolean,
  addressOf: AddressOf,
  reader: Reading,
): Html {
  const { language } = reader;
  const isEnd = screen === 'stop';
  const name = isEnd ? html`<b>${words.stop[language]}</b>` : html`<code>${screen}</code>`;
  const baselineScreen = baseline === undefined ? undefined : frameOf(baseline).screen;
  const caption = baseline === undefined ? words.notMet[language] : words.lastGood[language];
  return html`<div class="place${isEnd ? ' end' : ''}">
${picture(seen, name, isEnd ? words.stop[language] : screen, addressOf)}
${isCompared ? picture(baseline, html`<span class="quiet">${caption}</span>${baselineScreen === undefined || baselineScreen === screen ? '' : html` <code>${baselineScreen}</code>`}`, `${caption} ${baselineScreen ?? ''}`, addressOf) : ''}
</div>`;
}

function picture(artifact: Artifact | undefined, caption: Html, alt: string, addressOf: AddressOf): Html {
  const address = artifact && addressOf(artifact);
  const shown =
    address === undefined
      ? html`<div class="none"></div>`
      : html`<a href="${address}"><img src="${address}" alt="${alt}"></a>`;
  return html`<figure>${shown}<figcaption>${caption}</figcaption></figure>`;
}

/** `evidence/…/02-password.jpg`, `…/2-01-email.jpg` and `…/good-02-password.jpg`: which picture of which attempt it is. */
function frameOf(artifact: Artifact): {
  readonly attempt: number;
  readonly n: number;
  readonly screen: string;
} {
  const [, attempt = '1', n = '0', screen = ''] =
    /^(?:good-)?(?:(\d)-)?(\d\d+)-([\w-]+)\.jpg/.exec(artifactFile(artifact)) ?? [];
  return { attempt: Number(attempt), n: Number(n), screen };
}
