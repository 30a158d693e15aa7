const shownMax = 100
const hugeBigint = 10n ** 90n

/**
 * Shows what a caller handed in, for a message: at most 100 characters, escaped, so that no line of a log can be forged.
 *
 * - **Shape**: total for every JavaScript value. Runs none of the caller's code, and takes no longer for a longer value.
 *   `isBare` leaves out the quotation marks around text.
 */
export const showValue = (value: unknown, { isBare = false }: { readonly isBare?: boolean } = {}): string => {
  switch (typeof value) {
    case "string": {
      const quoted = JSON.stringify(value.slice(0, shownMax)).replace(unprintable, escaped)
      return cut(isBare ? quoted.slice(1, -1) : quoted)
    }
    case "bigint":
      return value < hugeBigint && value > -hugeBigint ? String(value) : "a bigint of very many digits"
    case "function":
    case "symbol":
      return `a ${typeof value}`
    case "object":
      return value === null ? "null" : "{…}"
    case "boolean":
    case "number":
    case "undefined":
      return String(value)
  }
}

// JSON leaves these as they are; a terminal or a log viewer takes some of them for commands and ends of lines.
const unprintable = /[\u007f-\u009f\u2028\u2029]/g
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`

const cut = (text: string): string => (text.length > shownMax ? `${text.slice(0, shownMax - 1)}…` : text)
