import { HourUsage, MeteringHour, type Sealing, Subscription, UsageRecord } from "@tallyhour/core"
import { Effect } from "effect"
import { countEvents } from "../src/countEvents.ts"
import { openIdleHours } from "../src/openIdleHours.ts"
import type { MemoryState } from "../src/MemoryState.ts"
import type { StoreMutant, StorePorts } from "./StoreMutant.ts"

/** Ledgers with one thing wrong in idle hours, in the baseline and in what a guard withholds. */
export const idleMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "forgets how far it came with idle hours",
    breaks: [
      "after a standstill the last 49 idle hours are offered, and none before",
      "an hour is idle only for a subscription that is running, of a product that wants it",
      "an idle hour is offered once, when it is final, with no usage in it",
      "around a cut-over each idle hour is offered once, and its record of zero has the form of that hour"
    ],
    store: sealing((_, state) => (state.idleThrough = undefined))
  },
  {
    mistake: "goes back with a clock that does",
    breaks: ["an idle hour is offered once, when it is final, with no usage in it"],
    store: sealing(({ idle }, state) => {
      if (idle !== undefined && state.idleThrough !== undefined && idle.through <= state.idleThrough)
        state.idleThrough = MeteringHour.plus(idle.through, -1)
    })
  },
  {
    mistake: "gives an hour with a record one of zero besides",
    breaks: ["an hour with a record or with usage is not idle"],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) =>
          Effect.suspend(() => {
            const sealed = new Map(state.sealed)
            if (options.idle === undefined) return ledger.seal(decide, options)
            state.sealed.clear()
            openIdleHours(state, options.idle, options.now)
            for (const [key, records] of sealed) state.sealed.set(key, records)
            return ledger.seal(decide, options)
          })
      }
    })
  },
  {
    mistake: "clears the usage of an hour that it takes for idle",
    breaks: ["an hour with a record or with usage is not idle"],
    store: sealing(({ idle }, state) => {
      if (idle === undefined) return
      countEvents(state)
      for (const { hours } of state.openHours.values())
        for (const hour of hours.keys())
          if (hour > (state.idleThrough ?? idle.through) && hour <= idle.through)
            hours.set(hour, HourUsage.none)
    })
  },
  {
    mistake: "takes a subscription that has ended for a running one",
    breaks: ["an hour is idle only for a subscription that is running, of a product that wants it"],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) =>
          Effect.suspend(() => {
            if (options.idle !== undefined)
              openIdleHours(state, options.idle, MeteringHour.start(options.idle.through))
            return ledger.seal(decide, options)
          })
      }
    })
  },
  {
    mistake: "takes a subscription that was cut over for one that has ended",
    breaks: [
      "around a cut-over each idle hour is offered once, and its record of zero has the form of that hour"
    ],
    store: sealing(({ idle, now }, state) => {
      if (idle === undefined) return
      const running = [...state.subscriptions].map(
        ([account, own]) => [account, own.filter(({ activeUntil }) => activeUntil === undefined)] as const
      )
      const opened: MemoryState = { ...state, subscriptions: new Map(running) }
      openIdleHours(opened, idle, now)
      state.idleThrough = opened.idleThrough
    })
  },
  {
    mistake: "knows only the form in which a buyer is metered now",
    breaks: [
      "around a cut-over each idle hour is offered once, and its record of zero has the form of that hour"
    ],
    store: ({ ledger }) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) =>
          ledger.seal(
            (usage) => decide({ ...usage, subscriptions: inTheLastForm(usage.subscriptions) }),
            options
          )
      }
    })
  },
  {
    mistake: "makes up for any standstill",
    breaks: ["after a standstill the last 49 idle hours are offered, and none before"],
    store: sealing(({ idle, now }, state) => {
      if (idle === undefined || state.idleThrough === undefined) return
      for (let through = state.idleThrough; through < idle.through; through = MeteringHour.plus(through, 1))
        openIdleHours(state, { ...idle, through }, now)
    })
  },
  {
    mistake: "tells the baseline of every meter",
    breaks: ["the baseline holds the latest 24 records that are not zero, and only for guarded meters"],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) =>
          ledger.seal(decide, {
            ...options,
            guarded: [...state.openHours.values()].map(({ meter }) => meter)
          })
      }
    })
  },
  {
    mistake: "takes records of zero for usual ones",
    breaks: ["the baseline holds the latest 24 records that are not zero, and only for guarded meters"],
    store: offeringBaseline((records) => records.slice(-24))
  },
  {
    mistake: "looks at the oldest records",
    breaks: ["the baseline holds the latest 24 records that are not zero, and only for guarded meters"],
    store: offeringBaseline((records) => records.filter((units) => units > 0).slice(0, 24))
  },
  {
    mistake: "withholds nothing",
    breaks: [
      "a record is withheld until its subscription ends, and no longer",
      "a withheld record is not leased before its time, and goes by itself then"
    ],
    store: deciding((one) => ({ ...one, withheld: [] }))
  },
  {
    mistake: "withholds for ever",
    breaks: [
      "a record is withheld until its subscription ends, and no longer",
      "a withheld record is not leased before its time, and goes by itself then"
    ],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        lease: (options) =>
          Effect.map(ledger.lease(options), (lease) => ({
            ...lease,
            records: lease.records.filter(
              ({ record }) => state.records.get(record.dedupKey)?.withheldUntil === undefined
            )
          }))
      }
    })
  },
  {
    mistake: "keeps no allocations",
    breaks: ["a sealed record comes back to the letter, from a lease and at its deadline"],
    store: deciding((one) => ({
      ...one,
      records: one.records.map((record) => UsageRecord.make({ ...record, allocations: [] }))
    }))
  },
  {
    mistake: "stamps a record with the start of its hour",
    breaks: ["a sealed record comes back to the letter, from a lease and at its deadline"],
    store: deciding((one) => ({
      ...one,
      records: one.records.map((record) =>
        UsageRecord.make({ ...record, timestamp: MeteringHour.start(record.hour) })
      )
    }))
  }
]

const inTheLastForm = (all: ReadonlyArray<Subscription>): ReadonlyArray<Subscription> =>
  all.map((one) => Subscription.make({ ...one, agreement: all.at(-1)!.agreement }))

type Seal = StorePorts["ledger"]["seal"]

/** Does something else before idle hours are opened. */
function sealing(broken: (options: Parameters<Seal>[1], state: MemoryState) => void): StoreMutant["store"] {
  return ({ ledger }, state) => ({
    ledger: {
      ...ledger,
      seal: (decide, options) =>
        Effect.suspend(() => {
          broken(options, state)
          return ledger.seal(decide, options)
        })
    }
  })
}

function deciding(broken: (decided: Sealing) => Sealing): StoreMutant["store"] {
  return ({ ledger }) => ({
    ledger: { ...ledger, seal: (decide, options) => ledger.seal((usage) => broken(decide(usage)), options) }
  })
}

function offeringBaseline(
  broken: (records: ReadonlyArray<number>) => ReadonlyArray<number>
): StoreMutant["store"] {
  return ({ ledger }, state) => ({
    ledger: {
      ...ledger,
      seal: (decide, options) =>
        ledger.seal((usage) => {
          const records = state.sealed.get(JSON.stringify([usage.account, usage.meter])) ?? []
          const units = records.toSorted((a, b) => a.hour - b.hour).map(({ quantity }) => quantity)
          return decide(usage.baseline.length === 0 ? usage : { ...usage, baseline: broken(units) })
        }, options)
    }
  })
}
