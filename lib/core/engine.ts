/** The browser engines a monitor can knock with; `chrome` and `msedge` are the vendors' own builds of Chromium. */
export const engines = ['chromium', 'firefox', 'webkit', 'chrome', 'msedge'] as const;
export type Engine = (typeof engines)[number];
