import type { Sink, SinkSettings } from '../domain/series.ts';
import { pushgateway } from './pushgateway.ts';
import { textfile } from './textfile.ts';

/** Every kind of sink, by its `type` in the configuration. The compiler names one that is missing here. */
const kinds: {
  [Type in SinkSettings['type']]: (settings: Extract<SinkSettings, { type: Type }>) => Sink;
} = {
  textfile: ({ path }) => textfile(path),
  pushgateway: ({ url }) => pushgateway(url),
};

export function openSink(settings: SinkSettings): Sink {
  // The table gives each kind its own settings; the compiler cannot follow that through an index.
  const open = kinds[settings.type] as (settings: SinkSettings) => Sink;
  return open(settings);
}
