import assert from "node:assert/strict"
import type { AcceptedRecord } from "../../src/marketplace/AcceptedRecord.ts"
import type { ServiceCall } from "../../src/marketplace/answerCall.ts"
import type { MarketplaceEmulator } from "../../src/marketplace/MarketplaceEmulator.ts"
import type { Answered, JsonObject, ServiceAnswer } from "../../src/marketplace/ServiceAnswer.ts"

/** Watches the ledger of one emulator from call to call. */
export interface LedgerCheck {
  /** Throws unless what a call answered and what it did to the ledger go together. */
  readonly afterCall: (call: ServiceCall, answer: ServiceAnswer) => void
}

/**
 * Begins to watch a ledger.
 *
 * The first quantity of a key stands for ever; of two records with one key there is one; a request that is refused, or
 * never arrives, leaves no trace. Each record of a batch is in exactly one of Results and UnprocessedRecords, each that
 * is told as accepted is in the ledger once, and nothing else gets there. None of it looks at how the emulator decides.
 */
export const ledgerCheck = (emulator: MarketplaceEmulator): LedgerCheck => {
  let lines: ReadonlyArray<string> = []
  return {
    afterCall: (call, answer) => {
      const before = lines.length
      const ledger = emulator.accepted()
      const now = ledger.map((record) => JSON.stringify(record))
      assert.deepStrictEqual(now.slice(0, before), lines, "what stood in the ledger stands")
      lines = now
      const added = ledger.slice(before)
      assertOneOfAKey(ledger)
      if (answer._tag === "DroppedBefore" || answer._tag === "Html" || isRefusal(answer)) {
        assert.deepStrictEqual(added, [], "a request that failed leaves no trace")
      }
      if (answer._tag !== "Answered" || answer.errorType !== undefined) return
      const told =
        call.operation === "BatchMeterUsage" ? toldOfBatch(call, answer) : [answer.body["MeteringRecordId"]]
      const idsKept = ledger.map(({ meteringRecordId }) => meteringRecordId)
      for (const id of told) {
        if (id === undefined) continue
        assert.strictEqual(idsKept.filter((kept) => kept === id).length, 1, "what is accepted is kept once")
      }
      for (const { meteringRecordId } of added) {
        assert.ok(told.includes(meteringRecordId), "what is kept has been told as accepted")
      }
    }
  }
}

// A fault may tell 500 although the work is done; every other refusal means that nothing was.
const isRefusal = (answer: ServiceAnswer): boolean =>
  answer._tag === "Answered" &&
  answer.errorType !== undefined &&
  answer.errorType !== "InternalServiceErrorException"

// Every report of a runtime adds, so its records may agree in everything but their ids.
const assertOneOfAKey = (ledger: ReadonlyArray<AcceptedRecord>): void => {
  const keys = ledger
    .filter(({ resource }) => resource !== "RUNTIME")
    .map(({ accountId, dimension, hour, licenseArn, productCode, region, resource }) =>
      JSON.stringify([region, licenseArn ?? productCode, accountId, resource, dimension, hour])
    )
  assert.strictEqual(new Set(keys).size, keys.length, "one quantity stands for a key")
}

interface Result {
  readonly MeteringRecordId?: string
  readonly Status: string
  readonly UsageRecord: JsonObject
}

const toldOfBatch = ({ body: sent }: ServiceCall, { body }: Answered): ReadonlyArray<unknown> => {
  const { UsageRecords } = sent as { readonly UsageRecords: ReadonlyArray<JsonObject> }
  const results = body["Results"] as ReadonlyArray<Result>
  const unprocessed = body["UnprocessedRecords"] as ReadonlyArray<JsonObject>
  const listed = [...results.map(({ UsageRecord }) => UsageRecord), ...unprocessed]
  assert.deepStrictEqual(sorted(listed), sorted(UsageRecords), "each record is in one of the two lists")
  return results.filter(({ Status }) => Status === "Success").map(({ MeteringRecordId }) => MeteringRecordId)
}

// A member that is null or unknown is no part of a record.
const sorted = (records: ReadonlyArray<JsonObject>): ReadonlyArray<string> =>
  records
    .map((record) =>
      JSON.stringify(members.map((name) => record[name] ?? undefined).map((member) => member ?? null))
    )
    .toSorted()

const members = [
  "Timestamp",
  "Dimension",
  "Quantity",
  "UsageAllocations",
  "CustomerIdentifier",
  "CustomerAWSAccountId",
  "LicenseArn"
]
