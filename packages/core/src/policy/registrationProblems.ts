import { Duration, Schema } from "effect"
import { Product } from "../model/Product.ts"
import { unknownName } from "../model/unknownName.ts"

/**
 * Lists everything that is wrong with the options of a registration, in sentences that say what to do.
 *
 * - **Shape**: total for every object.
 *
 * **Example** (The id of a product instead of its code, and no policy)
 *
 *     const problems = registrationProblems({
 *       productCode: "prod-4ml54db8vrmju",
 *       publicKeyVersion: 1,
 *       publicKey: "-----BEGIN PUBLIC KEY-----"
 *     })
 *
 *     problems.length // => 2
 *     problems[1] // => "onFailure is neither \"stop\" nor \"continue\" nor { graceFor: Duration }"
 */
export const registrationProblems = (options: object): ReadonlyArray<string> => [
  ...Object.keys(options)
    .filter((name) => !Object.hasOwn(problems, name))
    .map((name) => unknownName(name, "the registration", Object.keys(problems))),
  ...Object.entries(problems).flatMap(([name, { isRight, problem }]) =>
    isRight(Reflect.get(options, name)) ? [] : [`${name} ${problem}`]
  )
]

interface Rule {
  readonly isRight: (value: unknown) => boolean
  readonly problem: string
}

const isPositive = (value: unknown): boolean =>
  Duration.isDuration(value) && Duration.isGreaterThan(value, Duration.zero)

const isCode = Schema.is(Product.fields.code)

const problems: Readonly<Record<string, Rule>> = {
  productCode: {
    isRight: isCode,
    problem: "is not the product code that AWS Marketplace shows; a product id begins with prod-"
  },
  publicKeyVersion: {
    isRight: (value) => Number.isInteger(value) && Number(value) >= 1,
    problem: "is not a whole number from 1"
  },
  publicKey: {
    isRight: (value) => typeof value === "string" && value.trim().startsWith("-----BEGIN PUBLIC KEY-----"),
    problem: "is no public key in PEM, which begins with -----BEGIN PUBLIC KEY-----"
  },
  onFailure: {
    isRight: (value) =>
      value === "stop" ||
      value === "continue" ||
      (typeof value === "object" && value !== null && isPositive(Reflect.get(value, "graceFor"))),
    problem: 'is neither "stop" nor "continue" nor { graceFor: Duration }'
  },
  retryFor: {
    isRight: (value) => value === undefined || isPositive(value),
    problem: "is not a Duration of more than nothing"
  }
}
