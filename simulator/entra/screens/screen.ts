import type { Context } from 'hono';
import type { Room } from '../../network/answer.ts';
import type { Desk } from '../desk.ts';
import type { Flow } from '../flows.ts';

/** A page that can stand between the right password and the application. */
export interface Screen {
  readonly id: string;
  /** Whether this sign-in has to pass it now. */
  due(desk: Desk, flow: Flow): boolean;
  show(context: Context<Room>, desk: Desk, flow: Flow): Response;
}
