import type { Page, Request } from '@playwright/test';

// What kind of request it is, and where it goes. Addresses that cannot be parsed are ''.

/** Whatever a page fetches only to look good: nothing is sent with it. */
const decoration: ReadonlySet<string> = new Set(['image', 'font', 'media', 'stylesheet']);

export const isDecoration = (request: Request): boolean => decoration.has(request.resourceType());

/** A script or a style: without it the page may stay half built. */
export const isAsset = (request: Request): boolean =>
  ['script', 'stylesheet'].includes(request.resourceType());

/** Is another document asked for in place of the one that the page shows? */
export const isFor = (page: Page, request: Request): boolean =>
  request.isNavigationRequest() && request.frame() === page.mainFrame();

/** With its port, where it has one. */
export const hostOf = (address: string): string => URL.parse(address)?.host ?? '';

export const originOf = (address: string): string => URL.parse(address)?.origin ?? '';

export const pathOf = (address: string): string => URL.parse(address)?.pathname ?? '';
