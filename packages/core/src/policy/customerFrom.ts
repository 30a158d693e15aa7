import { Result, Schema } from "effect"
import { Customer } from "../model/Customer.ts"
import { TransportError, Unanswered } from "../model/TransportError.ts"

/** AWS's answer to ResolveCustomer, unverified: whatever a JSON body may hold. */
export interface CustomerAnswer {
  readonly CustomerAWSAccountId?: unknown
  readonly CustomerIdentifier?: unknown
  readonly LicenseArn?: unknown
  readonly ProductCode?: unknown
}

/**
 * Reads who a buyer is from AWS's answer: by license where it names one, else by account, else by the older identifier.
 *
 * - **Errors**: `TransportError`, as of an answer that cannot be used: it says what is missing or wrong.
 * - **Source**: AWS SDK 3.1138, ResolveCustomer, read 2026-11-21.
 *
 * **Example** (A buyer with a license)
 *
 *     const customer = customerFrom({
 *       CustomerAWSAccountId: "111111111111",
 *       LicenseArn: "arn:aws:license-manager::294406891311:license:l-1b2c3d4e",
 *       ProductCode: "4ml54db8vrmju"
 *     })
 *
 *     Result.getOrThrow(customer).agreement._tag // => "License"
 *     const nobody = Result.getOrThrow(Result.flip(customerFrom({ ProductCode: "4ml54db8vrmju" })))
 *     nobody.reason.detail // => "AWS names no buyer"
 */
export const customerFrom = (answer: CustomerAnswer): Result.Result<Customer, TransportError> => {
  const agreement = agreementIn(answer)
  if (agreement === undefined) return Result.fail(unusable("AWS names no buyer"))
  return Result.mapError(decode({ productCode: answer.ProductCode, agreement }), () =>
    unusable("AWS names a buyer or a product in a form that is not known")
  )
}

const unusable = (detail: string): TransportError =>
  new TransportError({ reason: new Unanswered({ operation: "ResolveCustomer", detail }) })

const agreementIn = ({ CustomerAWSAccountId, CustomerIdentifier, LicenseArn }: CustomerAnswer): unknown => {
  const buyer = textOf(CustomerAWSAccountId)
  const licenseArn = textOf(LicenseArn)
  const customerIdentifier = textOf(CustomerIdentifier)
  if (buyer !== undefined && licenseArn !== undefined) return { _tag: "License", buyer, licenseArn }
  // An older integration is metered by its identifier; the account beside it shows who the buyer is.
  if (customerIdentifier !== undefined)
    return { _tag: "Legacy", customerIdentifier, ...(buyer === undefined ? {} : { buyer }) }
  return buyer === undefined ? undefined : { _tag: "Product", buyer }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined

const decode = Schema.decodeUnknownResult(Customer)
