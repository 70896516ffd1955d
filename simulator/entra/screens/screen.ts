import type { Context } from 'hono';
import type { HostEnv } from '../../network/answer.ts';
import type { Flow } from '../flows.ts';
import type { EntraServices } from '../services.ts';

/** A page that can come between the right password and the application. */
export interface Screen {
  readonly id: string;
  /** Whether this sign-in has to pass it now. */
  due(services: EntraServices, flow: Flow): boolean;
  show(context: Context<HostEnv>, services: EntraServices, flow: Flow): Response;
}
