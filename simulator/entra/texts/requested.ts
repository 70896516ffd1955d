import type { Context } from 'hono';
import type { HostEnv } from '../../network/answer.ts';
import type { SimulatorContext } from '../../simulator-context.ts';
import { chooseLocale, type Locale } from './locales.ts';

/** The language of an answer: asked for in the address, set for the simulator, or asked for by the browser. */
export function localeOf(
  context: Context<HostEnv>,
  simulator: SimulatorContext,
  parameters?: URLSearchParams,
): Locale {
  const query = parameters ?? new URL(context.req.url).searchParams;
  return chooseLocale([
    query.get('ui_locales') ?? undefined,
    query.get('mkt') ?? undefined,
    simulator.language,
    context.req.header('accept-language'),
  ]);
}
