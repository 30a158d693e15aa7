/**
 * Returns how many characters a text has, as AWS counts them: code points, not UTF-16 units.
 *
 * - **Shape**: total; a surrogate without its partner counts as one.
 */
export const lengthOf = (text: string): number => [...text].length
