/** A test that has ended: its name, and how. */
export interface NamedTest {
  readonly name: string
  readonly state: string
}

/**
 * Writes how many of the numbers hold that tests are named by: one of which every test has passed, and at least one has run.
 *
 * Undefined if no test is named by a number.
 */
export const holdingLine = (
  tests: ReadonlyArray<NamedTest>,
  { numbersIn, what }: { readonly numbersIn: (title: string) => ReadonlyArray<number>; readonly what: string }
): string | undefined => {
  const states = new Map<number, ReadonlyArray<string>>()
  for (const { name, state } of tests) {
    for (const number of numbersIn(name)) states.set(number, [...(states.get(number) ?? []), state])
  }
  if (states.size === 0) return undefined
  const [failed, unseen] = [brokenBy, unprovenBy].map((is) =>
    [...states]
      .filter(([, seen]) => is(seen))
      .map(([number]) => number)
      .sort((one, other) => one - other)
  )
  const holding = states.size - failed!.length - unseen!.length
  return [
    `${holding} of ${states.size} ${what} hold`,
    ...(failed!.length === 0 ? [] : [`broken: ${failed!.join(", ")}`]),
    ...(unseen!.length === 0 ? [] : [`not run: ${unseen!.join(", ")}`])
  ].join("; ")
}

const brokenBy = (states: ReadonlyArray<string>): boolean => states.includes("failed")
const unprovenBy = (states: ReadonlyArray<string>): boolean => !brokenBy(states) && !states.includes("passed")
