import type { Choices } from "../Choices.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import { checkAllocationShape } from "./checkAllocationShape.ts"
import type { LooseBatch, LooseRecord, UsageBatch, UsageRecord } from "./UsageRecord.ts"

/**
 * Checks that required members are there, and every length, range, list size and pattern: rule 11.
 *
 * Returns the batch itself, known to be whole, or the refusal.
 *
 * - **Source**: botocore 1.43.107, service model of meteringmarketplace, read 2026-11-21.
 */
export const checkShape = (batch: LooseBatch, choices: Choices): Refusal | UsageBatch => {
  const { ProductCode, UsageRecords } = batch
  const broken = (message: string) => refuse(choices.shape_error, message)
  if (UsageRecords === undefined) return broken("UsageRecords is required")
  if (UsageRecords.length > ServiceLimits.batchRecordsMax) {
    return broken(
      `UsageRecords has ${UsageRecords.length} records; at most ${ServiceLimits.batchRecordsMax} fit`
    )
  }
  if (ProductCode !== undefined && !isProductCode(ProductCode)) {
    return broken("ProductCode must be at most 255 letters, digits and -/=:_.@")
  }
  for (const [index, record] of UsageRecords.entries()) {
    const refusal = checkRecordShape(record, index, choices)
    if (refusal !== undefined) return refusal
  }
  if (!UsageRecords.every(isWhole)) return broken("every usage record needs its required members")
  return ProductCode === undefined ? { UsageRecords } : { ProductCode, UsageRecords }
}

/** Tells whether a text is a ProductCode by the API model; the empty text is one. */
export const isProductCode = (text: string): boolean => !isTooLong(text) && productCodePattern.test(text)

const productCodePattern = /^[-a-zA-Z0-9/=:_.@]*$/
const accountPattern = /^[0-9]+$/

/** What a LicenseArn looks like, by the API model. */
export const licenseArnPattern =
  /^arn:aws[a-zA-Z-]*:[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,1023}$/

const checkRecordShape = (record: LooseRecord, index: number, choices: Choices): Refusal | undefined => {
  const { CustomerAWSAccountId, CustomerIdentifier, Dimension, LicenseArn, Quantity, Timestamp } = record
  const broken = (message: string) => refuse(choices.shape_error, `UsageRecords[${index}].${message}`)
  if (Timestamp === undefined) return broken("Timestamp is required")
  if (Dimension === undefined) return broken("Dimension is required")
  if (Dimension === "" || isTooLong(Dimension)) return broken("Dimension must have 1 to 255 characters")
  if (Quantity !== undefined && (Quantity < 0 || Quantity > ServiceLimits.quantityMax)) {
    return broken(`Quantity must be from 0 to ${ServiceLimits.quantityMax}`)
  }
  if (CustomerIdentifier !== undefined && isTooLong(CustomerIdentifier)) {
    return broken("CustomerIdentifier must have at most 255 characters")
  }
  if (
    CustomerAWSAccountId !== undefined &&
    (isTooLong(CustomerAWSAccountId) || !accountPattern.test(CustomerAWSAccountId))
  ) {
    return broken("CustomerAWSAccountId must have 1 to 255 digits")
  }
  if (LicenseArn !== undefined && !licenseArnPattern.test(LicenseArn)) {
    return refuse("InvalidLicenseException", `UsageRecords[${index}].LicenseArn is not an ARN`)
  }
  if (record.UsageAllocations === undefined) return undefined
  return checkAllocationShape(record, `UsageRecords[${index}]`, choices)
}

// AWS counts characters, not UTF-16 units; only long texts need the slower count.
const isTooLong = (name: string): boolean =>
  name.length > ServiceLimits.nameCharactersMax && [...name].length > ServiceLimits.nameCharactersMax

// The allocations of a record that passed checkAllocationShape are whole.
const isWhole = (record: LooseRecord): record is UsageRecord =>
  record.Timestamp !== undefined && record.Dimension !== undefined
