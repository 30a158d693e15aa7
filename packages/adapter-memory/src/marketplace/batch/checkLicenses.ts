import type { Agreement } from "../Agreement.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { accountOf, productOf } from "./Buyer.ts"
import { isBeforeStart } from "./isBeforeStart.ts"
import type { UsageBatch, UsageRecord } from "./UsageRecord.ts"

/** Checks that every license exists, is the buyer's, is of the batch's one product and covers the instant: rule 16. */
export const checkLicenses = (
  batch: UsageBatch,
  state: MarketplaceState,
  context: CallContext
): Refusal | undefined => {
  const product = productOf(batch, state)
  for (const record of batch.UsageRecords) {
    if (record.LicenseArn === undefined) continue
    const agreement = state.agreementByLicense.get(record.LicenseArn)
    const mistake = mistakeIn(record, { agreement, productCode: product?.code }, state, context)
    if (mistake !== undefined) return refuse("InvalidLicenseException", mistake)
  }
  return undefined
}

const mistakeIn = (
  record: UsageRecord,
  {
    agreement,
    productCode
  }: { readonly agreement: Agreement | undefined; readonly productCode: string | undefined },
  state: MarketplaceState,
  context: CallContext
): string | undefined => {
  if (agreement === undefined) return "The LicenseArn is unknown"
  if (agreement.accountId !== accountOf(record, state)) return "The LicenseArn belongs to another account"
  if (agreement.productCode !== productCode) return "A request takes the licenses of one product only"
  if (isBeforeStart(record, [agreement], context))
    return "The Timestamp is before the activation of the license"
  return undefined
}
