import type { Context } from 'hono';
import type { HostEnv } from '../../network/answer.ts';
import { commonConfig, stampHeaders } from '../config.ts';
import { type ErrorCode, errorTimestamp, serviceMessage } from '../errors.ts';
import { respondWithPage } from '../page.ts';
import type { EntraServices } from '../services.ts';
import type { Locale } from '../texts/locales.ts';

/** ConvergedError: the end of a sign-in, with all that Microsoft's support asks for (facts 2.20, 6.6). */
export function showError(
  context: Context<HostEnv>,
  services: EntraServices,
  error: { readonly code: ErrorCode; readonly correlationId: string; readonly locale: Locale },
): Response {
  const requestId = stampHeaders(context, services);
  const { code, correlationId, locale } = error;
  const at = services.simulator.clock();
  const config = {
    ...commonConfig(
      services,
      { requestId, correlationId, locale },
      {
        pgid: 'ConvergedError',
        hpgid: 1107,
        hpgact: 1800,
      },
    ),
    iErrorCode: Number(code),
    sErrorCode: code,
    sErrorTimestamp: errorTimestamp(at),
    strMainMessage: locale.texts.somethingWrong,
    strServiceExceptionMessage: serviceMessage(code, { requestId, correlationId, at }),
    urlPost: '',
  };
  return respondWithPage(
    context,
    { pgid: 'ConvergedError', locale, title: locale.texts.title, config },
    services.simulator.token(16),
  );
}
