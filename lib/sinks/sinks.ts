import type { Sink, SinkSettings } from '../core/series.ts';
import { textfile } from './textfile.ts';

/** Every kind of sink, by its `type` in the configuration. The compiler names one that is missing here. */
const kinds: {
  [Type in SinkSettings['type']]: (settings: Extract<SinkSettings, { type: Type }>, version: string) => Sink;
} = {
  textfile: ({ path }, version) => textfile(path, version),
};

export function openSink(settings: SinkSettings, version: string): Sink {
  return kinds[settings.type](settings, version);
}
