import { Instant } from "@tallyhour/core"
import { Effect } from "effect"
import type { LedgerRow, MemoryState } from "../src/MemoryState.ts"
import type { StoreMutant, StorePorts } from "./StoreMutant.ts"

/** Ledgers with one thing wrong in bringing records forward. */
export const hastenMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "brings nothing forward",
    breaks: [
      "a record is withheld until its subscription ends, and no longer",
      "a record never moves to a later instant, nor twice to one, nor once it is settled",
      "the end of one subscription moves the records of no other",
      "what AWS takes no longer since its subscription ended is not leased, and expires",
      "what must be sent sooner since its subscription ended is leased first, unchanged"
    ],
    store: (honest) => hastening(honest, () => Effect.succeed(0))
  },
  {
    mistake: "says that it brings forward, and does not",
    breaks: [
      "a record is withheld until its subscription ends, and no longer",
      "a record never moves to a later instant, nor twice to one, nor once it is settled",
      "what AWS takes no longer since its subscription ended is not leased, and expires",
      "what must be sent sooner since its subscription ended is leased first, unchanged"
    ],
    store: (honest, state) =>
      hastening(honest, (hasten, ended) => {
        const before = [...state.unsettled].map((row) => ({ ...row }))
        return Effect.tap(hasten(ended), () =>
          Effect.sync(() => {
            for (const [i, row] of [...state.unsettled].entries()) Object.assign(row, before[i])
          })
        )
      })
  },
  {
    mistake: "leaves what is withheld to the person that looks at it",
    breaks: ["a record is withheld until its subscription ends, and no longer"],
    store: (honest, state) =>
      hastening(honest, (hasten, ended) => {
        const before = new Map([...state.unsettled].map((row) => [row, row.availableAt]))
        return Effect.tap(hasten(ended), () =>
          Effect.sync(() => {
            for (const [row, availableAt] of before) row.availableAt = availableAt
          })
        )
      })
  },
  {
    mistake: "sends what is withheld as soon as it hears of an end that is to come",
    breaks: ["a record is withheld until its subscription ends, and no longer"],
    store: afterwards((row) => {
      if (row.withheldUntil !== undefined) row.availableAt = row.record.sealedAt
    })
  },
  {
    mistake: "counts what it has brought forward before once more",
    breaks: [
      "a record is withheld until its subscription ends, and no longer",
      "a record never moves to a later instant, nor twice to one, nor once it is settled"
    ],
    store: (honest, state) =>
      hastening(honest, (hasten, ended) =>
        Effect.map(hasten(ended), (moved) =>
          Math.max(moved, [...state.unsettled].filter((row) => isHastened(row)).length)
        )
      )
  },
  {
    mistake: "moves a record to the last end that it hears of",
    breaks: ["a record never moves to a later instant, nor twice to one, nor once it is settled"],
    store: (honest, state) =>
      hastening(honest, (hasten, ended) =>
        Effect.tap(hasten(ended), () =>
          Effect.sync(() => {
            for (const row of state.unsettled)
              for (const { sendBefore, subscription } of ended)
                if (isHastened(row) && row.record.account === subscription.account)
                  row.sendBefore = sendBefore
          })
        )
      )
  },
  {
    mistake: "writes the end into the record",
    breaks: ["what must be sent sooner since its subscription ended is leased first, unchanged"],
    store: afterwards((row) => {
      if (isHastened(row)) Object.assign(row, { record: { ...row.record, deadline: row.sendBefore } })
    })
  },
  {
    mistake: "moves all records of a product",
    breaks: [
      "the end of one subscription moves the records of no other",
      "what must be sent sooner since its subscription ended is leased first, unchanged"
    ],
    store: moving((record, subscription) => record.productCode === subscription.productCode)
  },
  {
    mistake: "moves all records of an account",
    breaks: ["the end of one subscription moves the records of no other"],
    store: moving((record, subscription) => record.account === subscription.account)
  }
]

type Hasten = StorePorts["ledger"]["hasten"]
type Ended = Parameters<Hasten>[0]

const hastening = (
  { ledger }: StorePorts,
  broken: (hasten: Hasten, ended: Ended) => ReturnType<Hasten>
): Partial<StorePorts> => ({ ledger: { ...ledger, hasten: (ended) => broken(ledger.hasten, ended) } })

/** Changes each record that waits once more. */
function afterwards(broken: (row: LedgerRow) => void): StoreMutant["store"] {
  return (honest, state) =>
    hastening(honest, (hasten, ended) =>
      Effect.tap(hasten(ended), () => Effect.sync(() => state.unsettled.forEach(broken)))
    )
}

/** Moves whatever it takes for a subscription's. */
function moving(
  isOf: (record: LedgerRow["record"], subscription: Ended[number]["subscription"]) => boolean
): StoreMutant["store"] {
  return (honest, state: MemoryState) =>
    hastening(honest, (hasten, ended) =>
      Effect.map(hasten(ended), (moved) => {
        const more = [...state.unsettled].flatMap((row) =>
          ended.filter(({ sendBefore, subscription }) =>
            isOf(row.record, subscription) && Instant.isBefore(sendBefore, row.sendBefore)
              ? ((row.sendBefore = sendBefore), true)
              : false
          )
        )
        return moved + more.length
      })
    )
}

const isHastened = ({ record, sendBefore, withheldUntil }: LedgerRow): boolean =>
  Instant.isBefore(sendBefore, record.deadline) || withheldUntil !== undefined
