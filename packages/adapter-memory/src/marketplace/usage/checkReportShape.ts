import { checkAllocationShape } from "../batch/checkAllocationShape.ts"
import { isProductCode } from "../batch/checkShape.ts"
import type { Choices } from "../Choices.ts"
import { lengthOf } from "../lengthOf.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import type { LooseReport, UsageReport } from "./UsageReport.ts"

/**
 * Checks that the required members of MeterUsage are there, and every length, range, list size and pattern: rule 11.
 *
 * Returns the report itself, known to be whole, or the refusal.
 *
 * - **Source**: botocore 1.43.107, service model of meteringmarketplace, read 2026-11-21.
 */
export const checkReportShape = (report: LooseReport, choices: Choices): Refusal | UsageReport => {
  const mistake = mistakeIn(report)
  if (mistake !== undefined) return refuse(choices.shape_error, mistake)
  const refusal = checkAllocationShape(report, "The request", choices)
  if (refusal !== undefined) return refusal
  return isWhole(report) ? report : refuse(choices.shape_error, "the report needs its required members")
}

const mistakeIn = (report: LooseReport): string | undefined => {
  const { ClientToken, ProductCode, Timestamp, UsageDimension, UsageQuantity = 0 } = report
  if (ProductCode === undefined) return "ProductCode is required"
  if (!isProductCode(ProductCode)) return "ProductCode must be at most 255 letters, digits and -/=:_.@"
  if (Timestamp === undefined) return "Timestamp is required"
  if (UsageDimension === undefined) return "UsageDimension is required"
  if (UsageDimension === "" || lengthOf(UsageDimension) > ServiceLimits.nameCharactersMax) {
    return "UsageDimension must have 1 to 255 characters"
  }
  if (UsageQuantity < 0 || UsageQuantity > ServiceLimits.quantityMax) {
    return `UsageQuantity must be from 0 to ${ServiceLimits.quantityMax}`
  }
  if (ClientToken === undefined) return undefined
  if (ClientToken === "" || lengthOf(ClientToken) > ServiceLimits.clientTokenCharactersMax) {
    return `ClientToken must have 1 to ${ServiceLimits.clientTokenCharactersMax} characters`
  }
  return undefined
}

// The allocations of a report that passed checkAllocationShape are whole.
const isWhole = (report: LooseReport): report is UsageReport =>
  report.ProductCode !== undefined && report.Timestamp !== undefined && report.UsageDimension !== undefined
