import type { Sink, SinkNetwork, SinkSettings } from '../domain/sink.ts';
import { pushgateway } from './pushgateway.ts';
import { textfile } from './textfile.ts';

/** Every kind of sink, by its `type` in the configuration. The compiler names one that is missing here. */
const kinds: {
  [Type in SinkSettings['type']]: (
    settings: Extract<SinkSettings, { type: Type }>,
    network: SinkNetwork,
  ) => Sink;
} = {
  textfile: ({ path }) => textfile(path),
  pushgateway: settings => pushgateway(settings),
};

/** @param network for a sink outside of the own network; a Pushgateway or a file is in it */
export function openSink(settings: SinkSettings, network: SinkNetwork): Sink {
  // The table gives each kind its own settings; the compiler cannot follow that through an index.
  const open = kinds[settings.type] as (settings: SinkSettings, network: SinkNetwork) => Sink;
  return open(settings, network);
}
