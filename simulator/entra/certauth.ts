import { TLSSocket } from 'node:tls';
import { Hono } from 'hono';
import type { HostApp, HostEnv } from '../network/answer.ts';
import { readFields } from '../network/fields.ts';
import { stampHeaders } from './config.ts';
import { escapeHtml } from './page.ts';
import type { EntraServices } from './services.ts';

/**
 * The host that asks for a certificate in its TLS handshake (facts 2.10). It judges nothing: a form that posts itself
 * carries what was shown back to the sign-in host.
 */
export function createCertauth(services: EntraServices): HostApp {
  const app = new Hono<HostEnv>();
  app.post('/:tenant/certauth', async context => {
    const fields = await readFields(context.req.raw);
    const { flow, flowToken } = {
      flow: services.flows.withContext(fields.get('ctx')),
      flowToken: fields.get('flowToken'),
    };
    const { socket } = context.env.incoming;
    const der = socket instanceof TLSSocket ? socket.getPeerCertificate().raw : undefined;
    services.simulator.journal.write('certificate', { account: flow.username ?? '', ok: der !== undefined });
    const answer = {
      certificatetoken: services.certificateTokens.issue(der),
      ctx: flow.ctx,
      flowToken,
      canary: flow.canary,
    };
    stampHeaders(context, services);
    const nonce = services.simulator.token(16);
    const inputs = Object.entries(answer).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}" />`,
    );
    const action = `https://login.microsoftonline.com/${flow.request.tenantSegment}/login`;
    context.header('cache-control', 'no-store, no-cache');
    context.header(
      'content-security-policy',
      `script-src 'nonce-${nonce}'; object-src 'none'; base-uri 'self'`,
    );
    return context.html(
      `<html><head><title>${escapeHtml(flow.locale.texts.working)}</title></head><body>` +
        `<form method="POST" name="hiddenform" action="${action}">${inputs.join('')}</form>` +
        `<p style="color:#888">${escapeHtml(flow.locale.texts.simulator)}</p>` +
        `<script nonce="${nonce}">document.forms[0].submit();</script></body></html>`,
    );
  });
  return app;
}
