import type { Sink, SinkSettings } from '../core/series.ts';
import { textfile } from './textfile.ts';

/** Every kind of sink, by its `type` in the configuration. The compiler names one that is missing here. */
const kinds: {
  [Type in SinkSettings['type']]: (settings: Extract<SinkSettings, { type: Type }>) => Sink;
} = {
  textfile: ({ path }) => textfile(path),
};

export function openSink(settings: SinkSettings): Sink {
  return kinds[settings.type](settings);
}
