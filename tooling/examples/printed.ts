/**
 * Prints a value as the text that an example promises after `// =>`: as one would write it down in TypeScript, on one line.
 *
 * - **Shape**: text in double quotes, as JSON; numbers, booleans, `null` and `undefined` as they are; a bigint as `3n`;
 *   lists as `[1, 2]`, plain objects as `{ account: "acme", "a-b": 1 }`, in the order of their members.
 * - **Errors**: throws for everything else, because its text would be an accident: an example says itself how a class, a
 *   `DateTime` or an `Option` is to be read, runs its Effects and awaits its promises.
 */
export const printed = (value: unknown): string => {
  if (typeof value === "string") return JSON.stringify(value)
  if (typeof value === "bigint") return `${value}n`
  if (value === null || plainKinds.has(typeof value)) return String(value)
  if (Array.isArray(value)) return `[${value.map(printed).join(", ")}]`
  if (typeof value === "object" && isPlain(value)) {
    const members = Object.entries(value).map(([key, member]) => `${keyOf(key)}: ${printed(member)}`)
    return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`
  }
  throw new TypeError(
    `has no plain text: it is ${nameOf(value)}. Let the example take a field of it, format it, run it or await it`
  )
}

const plainKinds: ReadonlySet<string> = new Set(["boolean", "number", "undefined"])

const isPlain = (value: object): boolean => [null, Object.prototype].includes(Object.getPrototypeOf(value))

const keyOf = (key: string): string => (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : JSON.stringify(key))

const nameOf = (value: unknown): string =>
  typeof value === "object" && value !== null && value.constructor?.name
    ? `of the class ${value.constructor.name}`
    : `a ${typeof value}`
