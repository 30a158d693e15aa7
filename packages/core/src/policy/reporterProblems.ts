import { Duration, Schema } from "effect"
import { isStorable } from "../model/isStorable.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { Product } from "../model/Product.ts"
import { unknownName } from "../model/unknownName.ts"

/**
 * Lists everything that is wrong with the options of an hourly reporter, in sentences that say what to do.
 *
 * - **Shape**: total for every object; `lateness` and `spread` are an hour at most each, because AWS takes an hour for six, and so
 *   no alert level is longer than that.
 *
 * **Example** (An instance without a name)
 *
 *     reporterProblems({ productCode: "4ml54db8vrmju", reporter: "cluster-1", instance: "" })
 *     // => ["instance is no text"]
 */
export const reporterProblems = (options: object): ReadonlyArray<string> => [
  ...Object.keys(options)
    .filter((name) => !Object.hasOwn(rules, name))
    .map((name) => unknownName(name, "the reporter", Object.keys(rules))),
  ...Object.entries(rules).flatMap(([name, [isRight, problem]]) =>
    isRight(Reflect.get(options, name)) ? [] : [`${name} ${problem}`]
  )
]

type Rule = readonly [isRight: (value: unknown) => boolean, problem: string]

const isText = Schema.is(Schema.NonEmptyString.check(isStorable))

const isDimensions = Schema.is(
  Schema.Array(Schema.NonEmptyString.check(Schema.isMaxLength(255), isStorable)).check(
    Schema.isMaxLength(100)
  )
)

const isLevels = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length <= 10 &&
  value.every(
    (level: unknown) =>
      Duration.isDuration(level) &&
      Duration.isGreaterThan(level, Duration.zero) &&
      Duration.isLessThanOrEqualTo(level, MeteringLimits.meterUsageLookback)
  )

const isShort = (value: unknown): boolean =>
  value === undefined ||
  (Duration.isDuration(value) &&
    !Duration.isNegative(value) &&
    Duration.isLessThanOrEqualTo(value, Duration.hours(1)))

const rules: Readonly<Record<string, Rule>> = {
  productCode: [Schema.is(Product.fields.code), "is not the product code that AWS Marketplace shows"],
  reporter: [isText, "is no text"],
  alertLevels: [
    (value) => value === undefined || isLevels(value),
    "is not a list of at most ten Durations, each of more than nothing and at most six hours"
  ],
  instance: [isText, "is no text"],
  lateness: [isShort, "is not a Duration of an hour at most"],
  onAlert: [(value) => value === undefined || typeof value === "function", "is no function"],
  resentBy: [
    (value) => value === undefined || value === "any" || value === "sender",
    'is neither "any" nor "sender"'
  ],
  spread: [isShort, "is not a Duration of an hour at most"],
  zeroReports: [
    (value) => value === undefined || isDimensions(value),
    "is not a list of at most 100 names of dimensions"
  ]
}
