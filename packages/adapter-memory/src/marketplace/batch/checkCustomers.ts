import { agreementsOf } from "../MarketplaceState.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import type { UsageBatch, UsageRecord } from "./UsageRecord.ts"

/**
 * Checks that every record names one buyer in one form, and one that exists: rules 14 and 15.
 *
 * A well-formed account without an agreement is, unless chosen otherwise, a matter of the record's own status.
 */
export const checkCustomers = (
  batch: UsageBatch,
  state: MarketplaceState,
  context: CallContext
): Refusal | undefined => {
  for (const record of batch.UsageRecords) {
    const refusal = checkForm(record, context)
    if (refusal !== undefined) return refusal
  }
  for (const record of batch.UsageRecords) {
    const refusal = checkKnown(record, batch.ProductCode, state, context)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

const checkForm = (record: UsageRecord, { choices }: CallContext): Refusal | undefined => {
  const byIdentifier = record.CustomerIdentifier !== undefined && record.CustomerIdentifier !== ""
  const byAccount = record.CustomerAWSAccountId !== undefined
  if (byIdentifier === byAccount) {
    return refuse(
      choices.identifier_count_error,
      "Send either CustomerIdentifier or CustomerAWSAccountId in every record"
    )
  }
  const licenseForm = choices.customer_identifier_with_license
  if (byIdentifier && record.LicenseArn !== undefined && licenseForm !== "accept") {
    return refuse(licenseForm, "A record with LicenseArn names its buyer by CustomerAWSAccountId")
  }
  return undefined
}

const checkKnown = (
  record: UsageRecord,
  productCode: string | undefined,
  state: MarketplaceState,
  { choices }: CallContext
): Refusal | undefined => {
  const account = record.CustomerAWSAccountId
  if (account === undefined) {
    const issued = state.accountByIdentifier.has(record.CustomerIdentifier ?? "")
    if (issued || choices.unknown_customer_identifier !== "InvalidCustomerIdentifierException")
      return undefined
    return refuse("InvalidCustomerIdentifierException", "The CustomerIdentifier was never issued")
  }
  if (account.length !== 12) {
    if (choices.malformed_account !== "InvalidCustomerIdentifierException") return undefined
    return refuse("InvalidCustomerIdentifierException", "A CustomerAWSAccountId has twelve digits")
  }
  // Whose a license is, is a matter of the license.
  if (record.LicenseArn !== undefined || choices.unknown_account === "CustomerNotSubscribed") return undefined
  if (agreementsOf(state, productCode ?? "", account).length > 0) return undefined
  return refuse(
    "InvalidCustomerIdentifierException",
    "The CustomerAWSAccountId has no agreement for the product"
  )
}
