import { Result } from "effect"
import type { CutOver } from "../model/CutOver.ts"
import { SubscriptionInvalid } from "../model/Subscription.ts"
import { readInstant } from "./readInstant.ts"
import { readText } from "./readText.ts"

/** Licenses of accounts, as the program takes them to forecast a cut-over. */
export interface Forecast extends Pick<CutOver, "from" | "productCode"> {
  readonly licenses: ReadonlyArray<AccountLicense>
}

type AccountLicense = Pick<CutOver, "account" | "buyer" | "licenseArn">

/**
 * Reads what a caller hands in as a cut-over. A name that is none names nothing, which the cut-over then says.
 *
 * - **Shape**: total for every JavaScript value.
 * - **Errors**: `SubscriptionInvalid`.
 */
export const readCutOver = (input: unknown): Result.Result<CutOver, SubscriptionInvalid> =>
  Result.flatMap(copied("cutOver", input), (fields) =>
    Result.map(readInstant(readText(fields["account"]), "from", fields["from"]), (from) => ({
      ...licenseOf(fields),
      from,
      productCode: readText(fields["productCode"])
    }))
  )

/**
 * Reads what a caller hands in to have a cut-over forecast. A name that is none names nothing, which the forecast then says.
 *
 * - **Shape**: total for every JavaScript value.
 * - **Errors**: `SubscriptionInvalid`.
 */
export const readForecast = (input: unknown): Result.Result<Forecast, SubscriptionInvalid> =>
  Result.gen(function* () {
    const { from, licenses: given, productCode } = yield* copied("forecast", input)
    const licenses: Array<AccountLicense> = []
    for (const license of Object.values(yield* copied("licenses", given)))
      licenses.push(licenseOf(yield* copied("licenses", license)))
    return { from: yield* readInstant("", "from", from), licenses, productCode: readText(productCode) }
  })

const licenseOf = ({ account, buyer, licenseArn }: Fields): AccountLicense => ({
  account: readText(account),
  buyer: readText(buyer),
  licenseArn: readText(licenseArn)
})

type Fields = Readonly<Record<string, unknown>>

// Copied once, so that nothing of the caller's runs later.
const copied = (what: string, input: unknown): Result.Result<Fields, SubscriptionInvalid> =>
  Result.try({
    try: (): Fields => (typeof input === "object" ? { ...input } : {}),
    catch: () => new SubscriptionInvalid({ account: "", field: what, problem: `${what} cannot be read` })
  })
