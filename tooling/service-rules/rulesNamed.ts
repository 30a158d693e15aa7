/**
 * Returns the numbers of the rules that a test proves by itself: "rule 7: …", "rules 8 and 10: …".
 *
 * A test of a range, "rules 12 to 20: …", is about their order and proves none of them.
 */
export const rulesNamed = (title: string): ReadonlyArray<number> => {
  const [, numbers] = /^rules? (\d+(?:(?:, | and )\d+)*): /.exec(title) ?? []
  return numbers === undefined ? [] : numbers.split(/, | and /).map(Number)
}
