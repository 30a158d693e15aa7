import { type AgreementEvent, MeteringHour, Settlement, Subscription, type UsageEvent } from "@tallyhour/core"
import { at, exampleProduct, exampleRegion, hourOf, quantity, sealAt } from "@tallyhour/core/testing"
import type { RawBuilder } from "kysely"
import type { Names } from "../src/schema/Names.ts"
import * as agreementEvents from "../src/statement/agreementEvents.ts"
import { appendEvent, appendEvents } from "../src/statement/appendEvents.ts"
import { closeHours } from "../src/statement/closeHours.ts"
import * as counting from "../src/statement/countEvents.ts"
import { earliestOpenHour, lookUpRows, openDueUsage } from "../src/statement/openDueUsage.ts"
import { expireRecords } from "../src/statement/expireRecords.ts"
import { hastenRecords } from "../src/statement/hastenRecords.ts"
import { leaseDue, unknownMark } from "../src/statement/leaseDue.ts"
import { nextDue } from "../src/statement/nextDue.ts"
import { openIdleHours } from "../src/statement/openIdleHours.ts"
import * as reporters from "../src/statement/reporterStates.ts"
import { settleLeased } from "../src/statement/settleLeased.ts"
import * as subscriptions from "../src/statement/subscriptions.ts"
import { waitingUsage } from "../src/statement/waitingUsage.ts"
import * as withheld from "../src/statement/withheldRecords.ts"
import { writeSealings } from "../src/statement/writeSealings.ts"

/**
 * Every statement that recorders, workers, reporters and those who hear of agreements run from hour to hour, by its file and
 * export. Its text is the same whatever it is told.
 */
export const hotStatements = (
  names: Names
): Readonly<Record<string, ReadonlyArray<RawBuilder<unknown>>>> => ({
  "agreementEvents.insertAgreementEvent": [agreementEvents.insertAgreementEvent(names, word, noon)],
  "agreementEvents.subscriptionsOfEvent": [agreementEvents.subscriptionsOfEvent(names, word)],
  "agreementEvents.agreementEventsOf": [agreementEvents.agreementEventsOf(names, "acme")],
  "agreementEvents.subscriptionsOfBuyers": [agreementEvents.subscriptionsOfBuyers(names, "acme")],
  "agreementEvents.changeEnd": [agreementEvents.changeEnd(names, { subscription, because: word })],
  "agreementEvents.giveTimeBack": [agreementEvents.giveTimeBack(names, subscription)],
  "appendEvents.appendEvent": [appendEvent(names, event, noon)],
  "appendEvents.appendEvents": [appendEvents(names, [event], noon)],
  "closeHours.closeHours": [closeHours(names, [])],
  "countEvents.lockCounted": [counting.lockCounted(names)],
  "countEvents.findForeignCount": [counting.findForeignCount(names, "1:1:")],
  "countEvents.countEvents": [counting.countEvents(names, "1:1:")],
  "openDueUsage.earliestOpenHour": [earliestOpenHour(names, { meters: [] })],
  "openDueUsage.lookUpRows": [lookUpRows()],
  "openDueUsage.openDueUsage": [
    openDueUsage(names, { meters: [], now: noon, openHoursMax: 1, through: eleven })
  ],
  "expireRecords.expireRecords": [expireRecords(names, { deadlineUntil: noon, now: noon })],
  "hastenRecords.hastenRecords": [hastenRecords(names, [])],
  "leaseDue.leaseDue": [
    leaseDue(names, { deadlineAfter: noon, id: "", mark: unknownMark, now: noon, recordsMax: 1, until: noon })
  ],
  "nextDue.nextDue": [nextDue(names)],
  "openIdleHours.openIdleHours": [openIdleHours(names, { meters: [], through: eleven }, noon)],
  "reporterStates.insertReporter": [reporters.insertReporter(names, "", "{}")],
  "reporterStates.lockReporter": [reporters.lockReporter(names, "")],
  "reporterStates.updateReporter": [reporters.updateReporter(names, "", "{}")],
  "settleLeased.settleLeased": [
    settleLeased(names, "", [{ dedupKey: sealing.records[0]!.dedupKey, settlement }], noon)
  ],
  "subscriptions.subscriptionsOf": [subscriptions.subscriptionsOf(names, [])],
  "subscriptions.subscriptionsOfBuyer": [subscriptions.subscriptionsOfBuyer(names, subscription)],
  "subscriptions.subscriptionsEnding": [
    subscriptions.subscriptionsEnding(names, { from: noon, until: noon })
  ],
  "subscriptions.lockLinks": [subscriptions.lockLinks("account", "")],
  "subscriptions.claimAgreement": [subscriptions.claimAgreement(names, subscription)],
  "subscriptions.insertSubscription": [subscriptions.insertSubscription(names, subscription)],
  "subscriptions.endSubscription": [
    subscriptions.endSubscription(names, { account: "", activeUntil: noon, productCode: "" })
  ],
  "waitingUsage.waitingUsage": [
    waitingUsage(names, { deadlineUntil: noon, openFrom: eleven, openThrough: eleven })
  ],
  "withheldRecords.withheldRecords": [withheld.withheldRecords(names, noon)],
  "withheldRecords.releaseRecord": [withheld.releaseRecord(names, sealing.records[0]!.dedupKey, noon)],
  "withheldRecords.withdrawRecord": [
    withheld.withdrawRecord(names, sealing.records[0]!.dedupKey, { now: noon, reason: "" })
  ],
  "writeSealings.writeSealings": writeSealings(names, [sealing], noon)
})

/** What is read at leave, and why; a file, or one export of it. */
export const coldStatements: Readonly<Record<string, string>> = {
  "agreementEvents.parkedEvents": "a person asks for it, and it looks through what was ever told",
  archiveEvents: "by explicit command, for all that is old enough",
  archivePage: "by explicit command, for all that is old enough",
  archiveRecords: "by explicit command, for all that is old enough",
  asText: "no statement",
  balances: "the books of everything there ever was, when a person or an audit asks",
  "openDueUsage.nextDueUsage": "goes on in what openDueUsage has begun to read",
  everyEvent: "a part of others",
  everyRecord: "a part of others",
  figureOfState: "a part of others",
  freshEvents: "a part of others",
  lateMoves: "an audit reads every move, a page at a time",
  ledgerEntries: "an audit reads every record, a page at a time",
  recordColumns: "no statement",
  renumberEvents: "once after a restore, for every event",
  seriesUsage: "a part of others",
  "subscriptions.subscriptionsInOlderForm": "before a cut-over, for every subscription, a page at a time",
  tellMeters: "once at the start of a process, for a table of as many rows as the catalogue has meters",
  unbilled: "the books of everything that was not billed, when a person asks"
}

const noon = at("2026-03-10T12:30:00Z")
const eleven = hourOf("2026-03-10T11:00:00Z")

const subscription = Subscription.make({
  account: "acme",
  activeFrom: at("2026-01-01T00:00:00Z"),
  agreement: { _tag: "Product", buyer: "111111111111" },
  productCode: exampleProduct,
  region: exampleRegion
})

const word: AgreementEvent = { _tag: "Unsubscribed", at: noon, eventId: "word-1" }

const settlement = Settlement.cases.Settled.make({ meteringRecordId: "1" })

const event: UsageEvent = {
  account: "acme",
  aggregation: "sum",
  eventId: "event-1",
  meter: "requests",
  occurredAt: noon,
  property: "",
  quantity: quantity("1"),
  tags: []
}

/** One with something of everything that a sealing may bring. */
const sealing = {
  ...sealAt(noon)({
    account: "acme",
    baseline: [],
    carry: undefined,
    included: [],
    meter: "requests",
    openHours: [{ hour: eleven, quantity: quantity("2.5"), tagged: [] }],
    sealedElsewhere: [],
    sealedHours: [],
    subscriptions: [subscription]
  }),
  hadCarry: true,
  included: [{ period: "2026-03", quantity: quantity("1") }],
  moves: [{ from: eleven, quantity: quantity("1"), tagged: [], to: MeteringHour.plus(eleven, 1) }],
  setAside: [{ hour: eleven, kind: "held", quantity: quantity("1"), reason: "too late" }]
} as const
