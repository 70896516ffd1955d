import type { TransientScreen } from './screen.ts';

/** "Working…": the form that takes the answer to the center and posts itself (sign-in-facts 2.21). */
export const handOver: TransientScreen = {
  id: 'hand_over',
  controls: [],
  pages: ['hiddenform'],
  matches: view => view.pageId === 'hiddenform',
  goesOn: true,
};
