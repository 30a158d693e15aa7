import { Result, Schema } from "effect"

/** Decimal places that a quantity keeps. Twelve are enough for a price list's smallest share of a unit. */
const fractionDigits = 12
const scale = 10n ** BigInt(fractionDigits)
const integerDigitsMax = 25

const Branded = Schema.BigInt.pipe(Schema.brand("Quantity"))

/**
 * An exact decimal in a meter's unit.
 *
 * - **Unit**: the meter's own; held as a whole number of 10⁻¹² units, so no arithmetic ever rounds.
 * - **Shape**: up to 25 digits before the point and 12 after it; negative only in books, never in an event.
 */
export type Quantity = typeof Branded.Type

// Being a bigint is all that the brand demands; checking that again would cost more than the arithmetic.
const branded = (scaled: bigint): Quantity => scaled as Quantity

/** Zero units. */
const zero = branded(0n)

/**
 * Returns the quantity of a whole number of units.
 *
 * - **Errors**: throws a RangeError for a number that is not whole.
 */
const ofUnits = (units: number | bigint): Quantity => branded(BigInt(units) * scale)

/** Returns the quantity of a whole number of 10⁻¹² units. */
const ofParts = (parts: bigint): Quantity => branded(parts)

/**
 * Reads a plain decimal such as `"12"`, `"-0.5"` or `"0.000000000001"`.
 *
 * - **Errors**: a sentence saying what is wrong, when the text is anything else: an exponent, a sign `+`, spaces,
 *   separators, other scripts' digits, or more digits than a quantity keeps.
 *
 * **Example** (A plain decimal, and nothing else)
 *
 *     const hours = Result.getOrThrow(Quantity.parse("0.250"))
 *
 *     Quantity.format(hours) // => "0.25"
 *     Result.merge(Quantity.parse("1e3")) // => "is not a plain decimal such as \"12\" or \"0.25\""
 *     Result.merge(Quantity.parse("0.0000000000001")) // => "has more than 12 decimal places"
 */
const parse = (text: string): Result.Result<Quantity, string> => {
  if (text.length > integerDigitsMax + fractionDigits + 2) return Result.fail("has too many digits")
  const decimal = decimalOf(text)
  if (decimal === undefined) return Result.fail('is not a plain decimal such as "12" or "0.25"')
  const { fraction, whole } = decimal
  if (fraction.length > fractionDigits) return Result.fail(`has more than ${fractionDigits} decimal places`)
  if (whole.length > integerDigitsMax)
    return Result.fail(`has more than ${integerDigitsMax} digits before the point`)
  return Result.succeed(ofDecimal(decimal))
}

interface Decimal {
  readonly fraction: string
  readonly sign: string | undefined
  readonly whole: string
}

const decimalOf = (text: string): Decimal | undefined => {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (match === null) return undefined
  const [, sign, whole = "", fraction = ""] = match
  return { fraction: fraction.replace(/0+$/, ""), sign, whole }
}

const ofDecimal = ({ fraction, sign, whole }: Decimal): Quantity => {
  const scaled = BigInt(whole) * scale + BigInt(fraction.padEnd(fractionDigits, "0"))
  return branded(sign === "-" ? -scaled : scaled)
}

/**
 * Reads back what `format` has printed, of any size: sums outgrow what one event may hold.
 *
 * - **Errors**: throws a RangeError for any other text, which a store that keeps our rows never has.
 */
const ofFormatted = (text: string): Quantity => {
  const decimal = decimalOf(text)
  if (decimal === undefined || decimal.fraction.length > fractionDigits)
    throw new RangeError(`${text.slice(0, 40)} is no quantity that was printed by us`)
  return ofDecimal(decimal)
}

/**
 * Reads a JavaScript number by its shortest decimal text, so `0.1` is one tenth exactly.
 *
 * - **Errors**: a sentence, for NaN, infinities and numbers beyond 2⁵³ − 1, whose last digits are already lost.
 *
 * **Example** (A number that is still exact, and one that is not)
 *
 *     Quantity.format(Result.getOrThrow(Quantity.fromNumber(1e-7))) // => "0.0000001"
 *     Result.isFailure(Quantity.fromNumber(2 ** 53)) // => true
 */
const fromNumber = (value: number): Result.Result<Quantity, string> => {
  if (Number.isSafeInteger(value)) return Result.succeed(ofUnits(value))
  if (!Number.isFinite(value)) return Result.fail("is not a finite number")
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return Result.fail("is beyond 2^53 - 1, where numbers lose digits; pass it as a string or a bigint")
  }
  return parse(plainDecimal(value))
}

/**
 * Reads what a caller hands in: a decimal string, a number by its shortest text, or a bigint of whole units.
 *
 * - **Errors**: a sentence, as of `parse` and `fromNumber`, and for every other type.
 */
const fromInput = (value: unknown): Result.Result<Quantity, string> => {
  switch (typeof value) {
    case "string":
      return parse(value)
    case "number":
      return fromNumber(value)
    case "bigint":
      return value < bigintMax && value > -bigintMax
        ? Result.succeed(ofUnits(value))
        : Result.fail("has too many digits")
    default:
      return Result.fail("is not a number, a bigint or a decimal string")
  }
}

/** Reads what a caller hands in, for a schema: what is no quantity stays as it is, so that the schema says so. */
const orAsGiven = (value: unknown): unknown =>
  // A bigint becomes text, or the schema took it for a quantity.
  Result.getOrElse(fromInput(value), () => (typeof value === "bigint" ? `${value}` : value))

const bigintMax = 10n ** BigInt(integerDigitsMax)

/** Prints the shortest plain decimal; `parse` reads it back to the same quantity. */
const format = (quantity: Quantity): string => {
  const magnitude = quantity < 0n ? -quantity : quantity
  const fraction = (magnitude % scale).toString().padStart(fractionDigits, "0").replace(/0+$/, "")
  return `${quantity < 0n ? "-" : ""}${magnitude / scale}${fraction === "" ? "" : `.${fraction}`}`
}

/** Adds two quantities. */
const add = (left: Quantity, right: Quantity): Quantity => branded(left + right)
/** Takes the right quantity from the left one; negative where it was more. */
const subtract = (left: Quantity, right: Quantity): Quantity => branded(left - right)
/** Turns the sign of a quantity. */
const negate = (quantity: Quantity): Quantity => branded(-quantity)
/** Returns the greater of two quantities. */
const max = (left: Quantity, right: Quantity): Quantity => (left > right ? left : right)
const min = (left: Quantity, right: Quantity): Quantity => (left < right ? left : right)

/** Adds up any number of quantities; zero for none. */
const sum = (quantities: Iterable<Quantity>): Quantity => {
  let total = 0n
  for (const quantity of quantities) total += quantity
  return branded(total)
}

/** Multiplies a quantity by a whole number. */
const times = (quantity: Quantity, factor: number | bigint): Quantity => branded(quantity * BigInt(factor))

/** Multiplies two quantities, such as units by their size, and drops what is less than 10⁻¹² units. */
const product = (left: Quantity, right: Quantity): Quantity => branded((left * right) / scale)

/** Divides by a whole number, and drops what is less than 10⁻¹² units. */
const dividedBy = (quantity: Quantity, divisor: number | bigint): Quantity =>
  branded(quantity / BigInt(divisor))

/** Returns how many whole times a size goes into a quantity that is not negative; a size of one unit if absent. */
const wholeUnits = (quantity: Quantity, size: Quantity = ofUnits(1)): bigint => quantity / size

/** Whether a quantity is a whole number of units. */
const isWhole = (quantity: Quantity): boolean => quantity % scale === 0n

/**
 * Exact decimals: construction, text and arithmetic.
 *
 * **Example** (Three tenths are three tenths)
 *
 *     const tenth = Result.getOrThrow(Quantity.parse("0.1"))
 *     const used = Quantity.sum([Quantity.ofUnits(7), tenth, tenth, tenth])
 *
 *     Quantity.format(used) // => "7.3"
 *     Quantity.wholeUnits(used) // => 7n
 *     Quantity.format(Quantity.subtract(used, Quantity.ofUnits(7))) // => "0.3"
 *     0.1 + 0.1 + 0.1 // => 0.30000000000000004
 */
export const Quantity = {
  Schema: Branded,
  add,
  dividedBy,
  format,
  fromInput,
  fromNumber,
  isWhole,
  max,
  min,
  negate,
  ofFormatted,
  ofParts,
  ofUnits,
  orAsGiven,
  parse,
  product,
  subtract,
  sum,
  times,
  wholeUnits,
  zero
}

/** JavaScript prints small numbers with an exponent (`1e-7`); this writes the zeros out. */
const plainDecimal = (value: number): string => {
  const text = String(value)
  const match = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text)
  if (match === null) return text
  const [, sign, digit = "", rest = "", exponent = "0"] = match
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${digit}${rest}`
}
