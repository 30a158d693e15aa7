import { isAdmitted } from "../caller/isAdmitted.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { admissionOf } from "./UsageReport.ts"
import type { UsageReport } from "./UsageReport.ts"

/** Checks that the caller is entitled to the product, or has been when it first called: rule 34. */
export const checkEntitled = (
  report: UsageReport,
  state: MarketplaceState,
  context: CallContext
): Refusal | undefined => {
  if (isAdmitted(admissionOf(report), state, context)) return undefined
  const dryRun = context.choices.dry_run_not_entitled
  return refuse(
    report.DryRun === true ? dryRun : "CustomerNotEntitledException",
    "The account is not subscribed to the product"
  )
}
