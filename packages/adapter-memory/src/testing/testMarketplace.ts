import { type Agreement, type Allocation, Instant } from "@tallyhour/core"
import { type PlannedFault, TestMarketplace } from "@tallyhour/core/testing"
import { DateTime, Effect } from "effect"
import type { AcceptedRecord } from "../marketplace/AcceptedRecord.ts"
import type { MarketplaceEmulator } from "../marketplace/MarketplaceEmulator.ts"
import type { JsonObject } from "../marketplace/ServiceAnswer.ts"

/**
 * Lets the laws of a transport arrange and read an emulator, whichever way the transport reaches it.
 *
 * The emulator's clock is set to `now` and held there.
 */
export const testMarketplace = (emulator: MarketplaceEmulator, now: Instant): TestMarketplace["Service"] => {
  emulator.setTime({ now: Instant.toEpochSeconds(now), frozen: true })
  return TestMarketplace.of({
    now,
    seed: ({ agreement, dimensions, isSubscribed, productCode }) =>
      Effect.sync(() => {
        control(emulator, "seed_product", { code: productCode, dimensions, kind: "saas" })
        control(emulator, "seed_customer", {
          product_code: productCode,
          ...identityOf(agreement),
          subscribed: isSubscribed
        })
      }),
    issueToken: ({ agreement, isExpired, productCode }) =>
      Effect.sync(() => {
        const body = control(emulator, "issue_token", {
          product_code: productCode,
          account_id: identityOf(agreement).account_id,
          legacy: agreement._tag === "Legacy",
          ...(isExpired ? { ttl: 0 } : {})
        })
        return String(Reflect.get(Object(body), "token"))
      }),
    entitle: ({ agreement, dimension, expiresAt, productCode, value }) =>
      Effect.sync(() => {
        const { account_id, license_arn } = identityOf(agreement)
        const buyer = { product_code: productCode, account_id, license_arn }
        const expires_at = expiresAt === undefined ? null : Instant.toEpochSeconds(expiresAt)
        control(emulator, "seed_entitlement", { ...buyer, dimension, expires_at, value })
      }),
    failNext: (fault, operation = "BatchMeterUsage") =>
      Effect.sync(() => void control(emulator, "inject_fault", { operation, kind: faultKinds[fault] })),
    billed: (agreement) =>
      Effect.sync(() =>
        emulator
          .accepted()
          .filter((record) => isOf(record, agreement))
          .map((record) => ({
            dimension: record.dimension,
            timestamp: DateTime.makeUnsafe(record.timestamp * 1000),
            quantity: record.quantity,
            allocations: (record.allocations ?? []).map(allocationOf),
            meteringRecordId: record.meteringRecordId
          }))
      )
  })
}

/** Reads an allocation of the emulator's ledger. */
export const allocationOf = ({ AllocatedUsageQuantity, Tags = [] }: SentAllocation): Allocation => ({
  tags: Tags.map(({ Key, Value }) => [Key, Value]),
  quantity: AllocatedUsageQuantity
})

type SentAllocation = NonNullable<AcceptedRecord["allocations"]>[number]

/** The emulator's names of the faults. */
export const faultKinds: Record<PlannedFault, string> = {
  "answer lost": "drop_after",
  "fault after the work": "internal_after",
  "fault before the work": "internal",
  "page of a proxy": "html",
  "request lost": "drop_before",
  throttled: "throttle",
  unprocessed: "unprocessed"
}

/** Performs a control function that must succeed, and returns its answer. */
export const control = (emulator: MarketplaceEmulator, name: string, body: unknown): JsonObject => {
  const answer = emulator.control(name, body)
  if (answer.status !== 200) throw new Error(`${name}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

const identityOf = (agreement: Agreement) => {
  switch (agreement._tag) {
    case "License":
      return {
        account_id: agreement.buyer,
        license_arn: agreement.licenseArn,
        customer_identifier: `id-of-${agreement.buyer}`
      }
    case "Product":
      return {
        account_id: agreement.buyer,
        license_arn: null,
        customer_identifier: `id-of-${agreement.buyer}`
      }
    case "Legacy":
      return {
        account_id: accountOf(agreement.customerIdentifier),
        license_arn: null,
        customer_identifier: agreement.customerIdentifier
      }
  }
}

// A buyer known by an older identifier has an AWS account all the same; the same one for the same identifier.
const accountOf = (identifier: string): string =>
  String(
    [...identifier].reduce((n, letter) => (n * 31 + letter.codePointAt(0)!) % 999_999_999_989, 7)
  ).padStart(12, "0")

const isOf = (record: AcceptedRecord, agreement: Agreement): boolean => {
  switch (agreement._tag) {
    case "License":
      return record.licenseArn === agreement.licenseArn && record.accountId === agreement.buyer
    case "Product":
      return record.licenseArn === null && record.accountId === agreement.buyer
    case "Legacy":
      return record.customerIdentifier === agreement.customerIdentifier
  }
}
