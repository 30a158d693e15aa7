import {
  type DueUsage,
  HourUsage,
  MeteringHour,
  type OpenHour,
  Quantity,
  type Sealing,
  type UsageEvent
} from "@tallyhour/core"
import { Effect } from "effect"
import type { MemoryState } from "../src/MemoryState.ts"
import type { StoreMutant } from "./StoreMutant.ts"

/** Ledgers with one thing wrong in counting and sealing. */
export const sealingMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "adds up in floating point",
    breaks: [
      "sealing offers exactly what aggregateHour makes of the same events",
      "after every step all recorded usage is explained"
    ],
    store: offering((usage) => ({ ...usage, openHours: usage.openHours.map(floating) }))
  },
  {
    mistake: "counts every event twice, at two sealings",
    breaks: [
      "usage of a meter that is not among those of a sealing stays open, and nobody is told to come for it",
      "a repeated event changes nothing, whichever way it is counted",
      "after every step all recorded usage is explained",
      "an hour sealed in several rounds leaves nothing out",
      "an hour with a record or with usage is not idle",
      "late usage is offered with the sealed hours, and goes where the sealing moves it",
      "late usage keeps its tags on its way to another hour, and is counted with what is there",
      "sealing offers exactly what aggregateHour makes of the same events",
      "usage is sealed once",
      "what an allowance covered is offered with the next hour of its meter, summed by period",
      "what is carried comes back with the next hour"
    ],
    store: ({ ledger }, state) => {
      const counted = new Set<UsageEvent>()
      return {
        ledger: {
          ...ledger,
          seal: (decide, options) => {
            state.uncounted.push(...counted)
            const fresh = state.uncounted.filter((event) => !counted.has(event))
            counted.clear()
            for (const event of fresh) counted.add(event)
            return ledger.seal(decide, options)
          }
        }
      }
    }
  },
  {
    mistake: "does not hear what other meters have sealed",
    breaks: ["a meter hears what another one has sealed in its dimension, and of nothing else"],
    store: offering((usage) => ({ ...usage, sealedElsewhere: [] }))
  },
  {
    mistake: "seals hours that are not due",
    breaks: [
      "a reading counts in its own hour and in the next",
      "an event that changes nothing opens no hour",
      "an hour in which the subscription has ended is due at once",
      "an hour that is not due stays open",
      "sealing offers exactly what aggregateHour makes of the same events",
      "the end of a subscription hastens the meters of its product alone"
    ],
    store: ({ ledger }) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) =>
          ledger.seal(decide, { ...options, through: MeteringHour.plus(options.through, 24) })
      }
    })
  },
  {
    mistake: "waits for the end of the hour although the subscription has ended",
    breaks: [
      "an hour in which the subscription has ended is due at once",
      "an hour is idle only for a subscription that is running, of a product that wants it",
      "the end of a subscription hastens the meters of its product alone"
    ],
    store: ({ ledger }) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) =>
          ledger.seal(decide, { ...options, now: MeteringHour.start(MeteringHour.plus(options.through, 1)) })
      }
    })
  },
  {
    mistake: "hastens all meters of an account of which one subscription has ended",
    breaks: [
      "a meter hears what another one has sealed in its dimension, and of nothing else",
      "the end of a subscription hastens the meters of its product alone",
      "usage of a meter that is not among those of a sealing stays open, and nobody is told to come for it",
      "usage of an account of another service's product stays open, though both services have a meter of its name"
    ],
    store: ({ ledger }) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) => {
          const { meters: _meters, ...rest } = options
          return ledger.seal(decide, rest)
        }
      }
    })
  },
  {
    mistake: "takes the usage away before it is decided",
    breaks: ["a sealing that fails leaves everything as it was"],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) =>
          Effect.onError(ledger.seal(decide, options), () => Effect.sync(() => state.openHours.clear()))
      }
    })
  },
  {
    mistake: "forgets the carry",
    breaks: [
      "what is carried comes back with the next hour",
      "after every step all recorded usage is explained"
    ],
    store: offering((usage) => ({ ...usage, carry: undefined }))
  },
  {
    mistake: "forgets of which hour the carry is",
    breaks: ["what is carried comes back with the next hour"],
    store: offering((usage) => ({
      ...usage,
      carry: usage.carry && { ...usage.carry, hour: MeteringHour.plus(usage.carry.hour, -1) }
    }))
  },
  {
    mistake: "does not tell which hours are sealed",
    breaks: [
      "after every step all recorded usage is explained",
      "every sealed hour that may still be sent is known, those before the open ones too",
      "late usage is offered with the sealed hours, and goes where the sealing moves it",
      "late usage keeps its tags on its way to another hour, and is counted with what is there"
    ],
    store: offering((usage) => ({ ...usage, sealedHours: [] }))
  },
  {
    mistake: "tells only the sealed hours from the first open one on",
    breaks: ["every sealed hour that may still be sent is known, those before the open ones too"],
    store: offering((usage) => ({
      ...usage,
      sealedHours: usage.sealedHours.filter((hour) => hour >= usage.openHours[0]!.hour)
    }))
  },
  {
    mistake: "drops what moves to another hour",
    breaks: [
      "after every step all recorded usage is explained",
      "late usage is offered with the sealed hours, and goes where the sealing moves it",
      "late usage keeps its tags on its way to another hour, and is counted with what is there"
    ],
    store: deciding((sealing) => ({ ...sealing, moves: [] }))
  },
  {
    mistake: "offers the usage of accounts without subscription",
    breaks: ["usage of an account without subscription stays open until there is one"],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) => {
          const strangers = accountsOf(state).filter((account) => !state.subscriptions.has(account))
          for (const account of strangers) state.subscriptions.set(account, [])
          return Effect.ensuring(
            ledger.seal(decide, options),
            Effect.sync(() => strangers.forEach((account) => state.subscriptions.delete(account)))
          )
        }
      }
    })
  },
  {
    mistake: "offers every set of tags there is",
    breaks: [
      "an hour with more sets of tags than a record takes is offered whole, with the largest 2 500 of them"
    ],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) =>
          ledger.seal((usage) => {
            const hours = state.openHours.get(JSON.stringify([usage.account, usage.meter]))?.hours
            const openHours = usage.openHours.map(({ hour }) => ({ hour, ...hours!.get(hour)! }))
            return decide({ ...usage, openHours })
          }, options)
      }
    })
  },
  {
    mistake: "forgets the sets of tags that no record can name",
    breaks: [
      "an hour with more sets of tags than a record takes is offered whole, with the largest 2 500 of them"
    ],
    store: offering((usage) => ({
      ...usage,
      openHours: usage.openHours.map((open) =>
        open.tagged.length < 2_500 ? open : { hour: open.hour, ...HourUsage.of(open.tagged) }
      )
    }))
  },
  {
    mistake: "throws away what does not fit into one round",
    breaks: ["an hour sealed in several rounds leaves nothing out"],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) =>
          Effect.tap(ledger.seal(decide, options), ({ openHours }) =>
            Effect.sync(() => {
              if (openHours < options.openHoursMax) return
              for (const open of state.openHours.values()) open.hours.clear()
            })
          )
      }
    })
  },
  {
    mistake: "keeps no book of what is set aside",
    breaks: ["after every step all recorded usage is explained"],
    store: deciding((sealing) => ({ ...sealing, setAside: [] }))
  }
]

function deciding(broken: (sealing: Sealing) => Sealing): StoreMutant["store"] {
  return ({ ledger }) => ({
    ledger: { ...ledger, seal: (decide, options) => ledger.seal((usage) => broken(decide(usage)), options) }
  })
}

function offering(broken: (usage: DueUsage) => DueUsage): StoreMutant["store"] {
  return ({ ledger }) => ({
    ledger: { ...ledger, seal: (decide, options) => ledger.seal((usage) => decide(broken(usage)), options) }
  })
}

const accountsOf = (state: MemoryState) => [
  ...state.uncounted.map(({ account }) => account),
  ...[...state.openHours.values()].map(({ account }) => account)
]

const floating = (open: OpenHour): OpenHour => ({
  hour: open.hour,
  ...HourUsage.of(
    [...open.tagged, { tags: [], quantity: HourUsage.untagged(open) }].map(({ quantity, tags }) => ({
      tags,
      quantity: Quantity.ofParts(BigInt(Number(quantity)))
    }))
  )
})
