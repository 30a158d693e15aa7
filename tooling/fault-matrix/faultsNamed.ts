/** Returns the numbers of the faults that a test proves something of: "F7: …", "F13 and F15: …". */
export const faultsNamed = (title: string): ReadonlyArray<number> => {
  const [, numbers] = /^(F\d+(?:(?:, | and )F\d+)*): /.exec(title) ?? []
  return numbers === undefined ? [] : numbers.split(/, | and /).map((fault) => Number(fault.slice(1)))
}
