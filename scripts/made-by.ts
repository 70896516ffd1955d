/** Stands under the title of every page that is made. */
export const madeBy = '<!-- Made from the code by `npm run docs`: change the code, not this page. -->';
