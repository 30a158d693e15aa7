import type { RecordAccepted } from "../applyChanges.ts"
import { toldCall } from "../audit/KeptCall.ts"
import type { Bill } from "../Bill.ts"
import type { DedupKey } from "../DedupKey.ts"
import { meteringRecordIdOf } from "../LedgerRecord.ts"
import type { LedgerRecord } from "../LedgerRecord.ts"
import type { Marketplace } from "../Marketplace.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { ArrangedEntry } from "./JournalEntry.ts"
import { entryLine } from "./journalText.ts"

/**
 * Returns the lines of a journal after which a new emulator is where this one is, waiting faults apart.
 *
 * They tell the moment of the call, although they are put together as they are asked for: what is arranged is written
 * down at once, and records and calls that are listed never change.
 */
export const snapshotLines = (marketplace: Marketplace): Iterable<string> => {
  const { callLog, callsSeen, state } = marketplace
  const arranged = entryLine(arrangedEntry(marketplace))
  const records = state.ledger.slice()
  const calls = callLog.calls().slice()
  const places = placesIn(state)
  const acceptedAgain = (record: LedgerRecord): RecordAccepted => {
    const place = places.get(record)
    if (place === undefined) throw new Error(`record ${meteringRecordIdOf(record)} stands on no bill`)
    return { _tag: "RecordAccepted", ...place, record }
  }
  return linesOf()

  function* linesOf(): Generator<string> {
    yield arranged
    for (let first = 0; first < records.length; first += recordsPerLine) {
      const some = records.slice(first, first + recordsPerLine)
      yield entryLine({ _tag: "Accepted", changes: some.map(acceptedAgain) })
    }
    for (const call of calls)
      yield entryLine({ _tag: "Called", call: toldCall(call), callsSeen, changes: [] })
  }
}

const recordsPerLine = 100

const arrangedEntry = (marketplace: Marketplace): ArrangedEntry => {
  const { callLog, callsSeen, clock, prices, state, tokensIssued } = marketplace
  const { bills: _bills, ledger: _ledger, ...arranged } = state
  return {
    _tag: "Arranged",
    callsForgotten: callLog.forgotten(),
    callsSeen,
    choices: changedChoices(marketplace),
    clock: clock.setting(),
    prices,
    rates: changedRates(marketplace),
    state: arranged,
    tokensIssued
  }
}

// Only what was changed: the rest is a matter of how the emulator is started.
const changedChoices = ({ choices, startChoices }: Marketplace): ArrangedEntry["choices"] => {
  const start = new Map<string, unknown>(Object.entries(startChoices))
  return Object.fromEntries(Object.entries(choices).filter(([name, value]) => value !== start.get(name)))
}

const changedRates = ({ quotas, startRates }: Marketplace): ArrangedEntry["rates"] => {
  const rates = quotas.rates()
  return [...new Set([...rates.keys(), ...startRates.keys()])]
    .filter((operation) => rates.get(operation) !== startRates.get(operation))
    .map((operation) => [operation, rates.get(operation) ?? null])
}

interface Place {
  readonly bill: Bill
  readonly key: DedupKey
}

const placesIn = ({ bills }: MarketplaceState): ReadonlyMap<LedgerRecord, Place> => {
  const places = new Map<LedgerRecord, Place>()
  for (const scope of ["license", "product", "resource"] as const) {
    for (const [region, { numbered, slots }] of bills[scope]) {
      for (const [slot, ofSlot] of slots) {
        ofSlot.forEach((record, number) => {
          const bill = numbered[number]
          if (record === undefined || bill === undefined) return
          const { billedTo, customer } = bill
          places.set(record, { bill, key: { billedTo, customer, region, scope, slot } })
        })
      }
    }
  }
  return places
}
