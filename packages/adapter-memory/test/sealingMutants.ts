import {
  type DueUsage,
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
      "usage is sealed once",
      "what is carried comes back with the next hour",
      "late usage is offered with the sealed hours, and goes where the sealing moves it",
      "an hour sealed in several rounds leaves nothing out",
      "after every step all recorded usage is explained"
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
    mistake: "seals hours that are not due",
    breaks: ["an hour that is not due stays open"],
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
    breaks: ["an hour in which the subscription has ended is due at once"],
    store: ({ ledger }) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) =>
          ledger.seal(decide, { ...options, now: MeteringHour.start(MeteringHour.plus(options.through, 1)) })
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
      "late usage is offered with the sealed hours, and goes where the sealing moves it",
      "after every step all recorded usage is explained"
    ],
    store: offering((usage) => ({ ...usage, sealedHours: [] }))
  },
  {
    mistake: "drops what moves to another hour",
    breaks: [
      "late usage is offered with the sealed hours, and goes where the sealing moves it",
      "after every step all recorded usage is explained"
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

const floating = ({ hour, quantity }: OpenHour): OpenHour => ({
  hour,
  quantity: Quantity.add(Quantity.zero, BigInt(Number(quantity)) as Quantity)
})
