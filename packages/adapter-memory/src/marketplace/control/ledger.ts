import { Schema } from "effect"
import type { AcceptedRecord } from "../AcceptedRecord.ts"
import { toldRecord } from "../LedgerRecord.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import { controlFunction } from "./ControlFunction.ts"
import { maybe } from "./fields.ts"

/** Tells what the service has accepted and will bill, of one buyer or of all, in the order of acceptance. */
export const ledger = controlFunction(
  Schema.Struct({ account_id: maybe(Schema.String) }),
  ({ state }, { account_id }) => ({
    records: state.ledger
      .filter(({ holder }) => account_id == null || holder.accountId === account_id)
      .map((record) => recordRow(toldRecord(record)))
  })
)

/** Returns a record as the ledger shows it. */
export const recordRow = (record: AcceptedRecord): JsonObject => ({
  dimension: record.dimension,
  hour: record.hour,
  quantity: record.quantity,
  scope: record.scope,
  account_id: record.accountId,
  region: record.region,
  product_code: record.productCode,
  license_arn: record.licenseArn,
  resource: record.resource,
  customer_identifier: record.customerIdentifier,
  timestamp: record.timestamp,
  allocations: record.allocations,
  metering_record_id: record.meteringRecordId,
  accepted_at: record.acceptedAt
})
