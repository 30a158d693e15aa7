import { Schema } from "effect"
import type { LoggedCall } from "../audit/LoggedCall.ts"
import { toldCall } from "../audit/KeptCall.ts"
import { defaultChoices } from "../Choices.ts"
import type { Choices } from "../Choices.ts"
import { groupedBy } from "../invoice/groupedBy.ts"
import { invoiceOf, monthOf } from "../invoice/invoiceOf.ts"
import { toldRecord } from "../LedgerRecord.ts"
import type { LedgerRecord } from "../LedgerRecord.ts"
import { standingOf } from "../lifecycle/standingOf.ts"
import type { Marketplace } from "../Marketplace.ts"
import { operations } from "../operation/operations.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import { refusalBody } from "../ServiceAnswer.ts"
import { controlFunction } from "./ControlFunction.ts"
import { faultKindsOf } from "./injectFault.ts"
import { recordRow } from "./ledger.ts"

/**
 * Tells what the page shows: clock, products, buyers, the latest hours of the ledger, the last calls, the faults that
 * wait, the choices that were changed and the invoice of the month.
 *
 * - **Shape**: bounded; `records`, `buyers_total` and `calls_total` count what there is, shown or not.
 */
export const overview = controlFunction(Schema.Struct({}), (marketplace) => {
  const { callLog, clock, faults, prices, state } = marketplace
  const now = clock.now()
  const buyers = buyerRows(marketplace, now)
  return {
    now: now / 1_000,
    frozen: clock.setting().frozenAt !== null,
    operations: [...operations.keys()],
    faults_of: Object.fromEntries([...operations.keys()].map((name) => [name, faultKindsOf(name)])),
    choices_changed: changedChoices(marketplace.choices),
    products: [...state.products.values()]
      .slice(0, rowsMax)
      .map(({ code, dimensions, kind }) => ({ code, dimensions: [...dimensions], kind })),
    buyers: buyers.slice(0, rowsMax),
    buyers_total: buyers.length,
    hours: hoursOf(state.ledger),
    records: state.ledger.length,
    calls: callLog
      .calls()
      .slice(-callsShown)
      .toReversed()
      .map((call) => callRow(toldCall(call))),
    calls_total: callLog.calls().length + callLog.forgotten(),
    faults: faults
      .waiting()
      .slice(0, faultsShown)
      .map(({ latencyMillis, window, ...fault }) => ({
        ...fault,
        ms: latencyMillis,
        since: window === undefined ? null : window.since / 1_000,
        until: window === undefined ? null : window.until / 1_000
      })),
    faults_total: faults.waiting().length,
    invoice: invoiceOf(state.ledger.map(toldRecord), { month: monthOf(now), prices })
  }
})

const changedChoices = (choices: Choices): JsonObject =>
  Object.fromEntries(Object.entries(choices).filter(([name, value]) => value !== presets.get(name)))

const presets: ReadonlyMap<string, unknown> = new Map(Object.entries(defaultChoices))

const rowsMax = 200
const recordsShown = 500
const callsShown = 30
const faultsShown = 20

const buyerRows = ({ choices, state }: Marketplace, now: number): ReadonlyArray<JsonObject> =>
  [...state.agreements.values()].flatMap((buyers) =>
    [...buyers.values()].flat().map((agreement) => ({
      account_id: agreement.accountId,
      product_code: agreement.productCode,
      license_arn: agreement.licenseArn,
      customer_identifier: agreement.customerIdentifier,
      standing: standingOf(agreement, { choices, now })._tag
    }))
  )

const hoursOf = (ledger: ReadonlyArray<LedgerRecord>): ReadonlyArray<JsonObject> =>
  [...groupedBy(ledger.slice(-recordsShown).map(toldRecord), ({ hour }) => String(hour)).values()]
    .toSorted(([one], [other]) => (other?.hour ?? 0) - (one?.hour ?? 0))
    .map((records) => ({ hour: records[0]?.hour, records: records.map(recordRow) }))

const callRow = ({ answer, at, operation, region, request, requestId }: LoggedCall): JsonObject => ({
  at: at / 1_000,
  operation,
  region,
  request: withoutMaps(request),
  request_id: requestId,
  ...(answer._tag === "Refusal"
    ? { error: answer.errorType, status: answer.status, answer: refusalBody(answer) }
    : { error: null, status: 200, answer: answer.result })
})

const withoutMaps = (request: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(request).map(([name, member]) => [
      name,
      member instanceof Map ? Object.fromEntries(member) : member
    ])
  )
