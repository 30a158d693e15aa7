import { AgreementEventRefused } from "../model/AgreementEventRefused.ts"
import { SubscriptionInvalid } from "../model/Subscription.ts"
import { SubscriptionConflict } from "../port/SubscriptionRegistry.ts"
import type { CutOverInput, ForecastInput, MeterHandle, SubscriptionInput } from "../promise/MeterHandle.ts"
import { exampleProduct, exampleRegion } from "./builders.ts"

/**
 * Hands a meter what no type allows, and what names nothing it has, by every method that takes no usage; and says which
 * calls did not reject with a typed error or answer, in a message that fits into a line of a log.
 *
 * - **Shape**: empty when all is well. The meter has linked what is `wellMeant` and withholds nothing under the key
 *   `no such key`; after the calls it must stand as it stood before.
 */
export const hostileAnswers = async (meter: MeterHandle<never>): Promise<ReadonlyArray<string>> => {
  const wrong: Array<string> = []
  for (const [what, value] of hostileValues()) {
    for (const [place, call] of callsWith(value)) {
      const problem = await problemOf(() => call(meter))
      if (problem !== undefined) wrong.push(`${place}, ${what}: ${problem}`)
    }
  }
  return wrong
}

/** The subscription that the hostile calls know of, and spoil. */
export const wellMeant: SubscriptionInput = {
  account: "acme",
  productCode: exampleProduct,
  region: exampleRegion,
  agreement: { _tag: "Product", buyer: "012345678901" },
  activeFrom: "2026-01-01T00:00:00Z"
}

const refusals = [AgreementEventRefused, SubscriptionInvalid, SubscriptionConflict]

type Call = (meter: MeterHandle<never>) => Promise<unknown>

const problemOf = async (call: () => Promise<unknown>): Promise<string | undefined> => {
  let answer: Promise<unknown>
  try {
    answer = call()
  } catch (error) {
    return `threw ${String(error)} instead of rejecting`
  }
  return answer.then(
    () => undefined,
    (error: unknown) =>
      refusals.some((refusal) => error instanceof refusal)
        ? lengthProblem((error as Error).message)
        : `rejected with ${String(error).slice(0, 200)}`
  )
}

const lengthProblem = ({ length }: string): string | undefined =>
  length > 1_000 ? `a message of ${length} characters` : undefined

/** What a caller without types may hand in, by what it is. */
const hostileValues = (): ReadonlyArray<readonly [string, unknown]> => [
  ["nothing", undefined],
  ["null", null],
  ["true", true],
  ["a number", 7],
  ["no number", Number.NaN],
  ["a bigint", 10n],
  ["a symbol", Symbol("planted")],
  ["a function", () => "acme"],
  ["no text", ""],
  ["a blank", " "],
  ["a megabyte", "a".repeat(1_000_000)],
  ["half a surrogate pair", "a\ud800"],
  ["a NUL", "a\u0000"],
  ["a line of a log", "a\n{}"],
  ["no list", []],
  ["a list of an account", ["acme"]],
  ["no fields", {}],
  ["a field of a megabyte", { ["a".repeat(1_000_000)]: 1 }],
  ["an object of no class", Object.create(null)],
  ["an object that throws as text", { toString: fail }],
  ["an object whose fields throw", withThrowingFields()],
  ["a proxy that throws", new Proxy({}, throwing)],
  ["a list that throws", new Proxy([], throwing)],
  ["a revoked proxy", revoked()]
]

/** Every method with a value in each of the places that it can stand in. */
const callsWith = (value: unknown): ReadonlyArray<readonly [string, Call]> => {
  // It stands where no type allows it: that is what is tried.
  const spoilt = value as never
  return [
    ["release", (meter) => meter.release(spoilt)],
    ["withdraw", (meter) => meter.withdraw(spoilt, "a load test of ours")],
    ["withdraw for a reason", (meter) => meter.withdraw("no such key", spoilt)],
    ["withheld", ({ withheld }) => (withheld as (given: unknown) => Promise<unknown>)(value)],
    ["end of an account", (meter) => meter.end(spoilt, exampleProduct, noon)],
    ["end of a product", (meter) => meter.end(wellMeant.account, spoilt, noon)],
    ["end at an instant", (meter) => meter.end(wellMeant.account, exampleProduct, spoilt)],
    ["follow", (meter) => meter.follow(spoilt)],
    ["cutOver", (meter) => meter.cutOver(spoilt)],
    ...spoiltBy(cutOver, spoilt).map(([field, given]): [string, Call] => [
      `cutOver, ${field}`,
      (meter) => meter.cutOver(given)
    ]),
    ["forecastCutOver", (meter) => meter.forecastCutOver(spoilt)],
    ...[...spoiltBy(forecast, spoilt), ...licensesWith(spoilt)].map(([field, given]): [string, Call] => [
      `forecastCutOver, ${field}`,
      (meter) => meter.forecastCutOver(given)
    ]),
    ["link", (meter) => meter.link(spoilt)],
    ...linksWith(spoilt).map(([field, given]): [string, Call] => [
      `link, ${field}`,
      (meter) => meter.link(given)
    ])
  ]
}

const licensesWith = (spoilt: never): ReadonlyArray<readonly [string, ForecastInput]> => [
  ["a license", { ...forecast, licenses: [spoilt] }],
  ...spoiltBy(cutOver, spoilt).map(
    ([field, one]) => [`${field} of a license`, { ...forecast, licenses: [one] }] as const
  )
]

const linksWith = (spoilt: never): ReadonlyArray<readonly [string, SubscriptionInput]> => [
  ...spoiltBy({ ...wellMeant, allowances: [] }, spoilt),
  ...spoiltBy(license, spoilt).map(([field, agreement]) => [field, { ...wellMeant, agreement }] as const),
  ["an allowance", { ...wellMeant, allowances: [spoilt] }],
  ...spoiltBy(allowance, spoilt).map(
    ([field, one]) => [`${field} of an allowance`, { ...wellMeant, allowances: [one] }] as const
  )
]

/** A thing with each of its fields spoilt in turn, by its name. */
const spoiltBy = <Thing extends object>(
  thing: Thing,
  value: never
): ReadonlyArray<readonly [string, Thing]> =>
  Object.keys(thing).map((field) => [field, { ...thing, [field]: value }])

const noon = "2026-03-10T12:00:00Z"

const license = {
  _tag: "License",
  buyer: "012345678901",
  licenseArn: "arn:aws:license-manager::123456789012:license:l-1"
} as const

const allowance = { meter: "requests", quantity: 1, period: "month" } as const

const cutOver: CutOverInput = {
  account: wellMeant.account,
  productCode: exampleProduct,
  buyer: license.buyer,
  licenseArn: license.licenseArn,
  from: noon
}

const forecast: ForecastInput = { productCode: exampleProduct, from: noon, licenses: [cutOver] }

const fail = (): never => {
  throw new Error("planted")
}

const throwing: ProxyHandler<object> = { get: fail, getPrototypeOf: fail, has: fail, ownKeys: fail }

const withThrowingFields = (): object =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      Object.keys({ ...wellMeant, ...cutOver }).map((name) => [name, { enumerable: true, get: fail }])
    )
  )

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
