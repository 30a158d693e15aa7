/** Twelve fraction digits, as many as a quantity may have. */
const scale = 12

/**
 * Reads a decimal exactly, in billionths of thousandths, by none of the code that it is to check.
 *
 * - **Errors**: throws for what is no decimal of at most twelve fraction digits.
 */
export const exactOf = (decimal: string): bigint => {
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d{1,12}))?$/.exec(decimal) ?? []
  if (whole === "") throw new Error(`${decimal} is no decimal`)
  return BigInt(`${sign}${whole}${fraction.padEnd(scale, "0")}`)
}

/** Writes an exact number as a decimal. */
export const decimalOf = (exact: bigint): string => {
  const digits = String(exact < 0n ? -exact : exact).padStart(scale + 1, "0")
  const fraction = digits.slice(-scale).replace(/0+$/, "")
  return `${exact < 0n ? "-" : ""}${digits.slice(0, -scale)}${fraction === "" ? "" : `.${fraction}`}`
}
