import { type Balance, type Books, Quantity, type RecordState, type Unbilled } from "@tallyhour/core"
import { Effect } from "effect"
import { type MemoryState, type UsageKey, usageKey } from "./MemoryState.ts"

/** The books of the reference store: every figure summed from its own entries. */
export const memoryBooks = (state: MemoryState): Books["Service"] => ({
  balances: Effect.sync(() => balances(state)),
  unbilled: Effect.sync(() => unbilled(state))
})

type Figure = Exclude<keyof Balance, "account" | "meter">
type Sums = { [F in Figure]: Quantity }

const figureOf: Record<RecordState, Figure> = {
  sealed: "pending",
  leased: "pending",
  "in doubt": "pending",
  settled: "accepted",
  dead: "dead"
}

const balances = (state: MemoryState): ReadonlyArray<Balance> => {
  const sums = new Map<UsageKey, Sums>()
  const book = (key: UsageKey, figure: Figure, quantity: Quantity) => {
    const row = sums.get(key) ?? nothing()
    row[figure] = Quantity.add(row[figure], quantity)
    sums.set(key, row)
  }
  for (const event of state.events.values())
    book(usageKey(event.account, event.meter), "recorded", event.quantity)
  for (const event of state.uncounted) book(usageKey(event.account, event.meter), "open", event.quantity)
  for (const [key, { hours }] of state.openHours)
    for (const quantity of hours.values()) book(key, "open", quantity)
  for (const [key, carry] of state.carries) book(key, "carried", carry.quantity)
  for (const { record, state: standing } of state.records.values()) {
    book(usageKey(record.account, record.meter), figureOf[standing], Quantity.ofUnits(record.quantity))
  }
  for (const { account, kind, meter, quantity } of state.setAside) {
    book(usageKey(account, meter), kind === "held" ? "held" : "writtenOff", quantity)
  }
  return [...sums]
    .map(([key, row]) => {
      const [account, meter] = JSON.parse(key) as [string, string]
      return { account, meter, ...row }
    })
    .sort((a, b) => compare([a.account, a.meter], [b.account, b.meter]))
}

const nothing = (): Sums => ({
  recorded: Quantity.zero,
  open: Quantity.zero,
  carried: Quantity.zero,
  pending: Quantity.zero,
  accepted: Quantity.zero,
  dead: Quantity.zero,
  held: Quantity.zero,
  writtenOff: Quantity.zero
})

const unbilled = (state: MemoryState): ReadonlyArray<Unbilled> => {
  const dead = [...state.records.values()]
    .filter((row) => row.state === "dead")
    .map(({ reason, record: { account, meter, quantity } }) => ({
      account,
      meter,
      kind: "dead" as const,
      reason: reason ?? "",
      quantity: Quantity.ofUnits(quantity)
    }))
  const aside = state.setAside.map(({ account, kind, meter, quantity, reason }) => ({
    account,
    meter,
    kind,
    reason,
    quantity
  }))
  const groups = Map.groupBy([...dead, ...aside], ({ account, kind, meter, reason }) =>
    JSON.stringify([account, meter, kind, reason])
  )
  return [...groups.values()]
    .map((rows) => ({ ...rows[0]!, quantity: Quantity.sum(rows.map((row) => row.quantity)) }))
    .sort((a, b) => compare(order(a), order(b)))
}

const order = ({ account, kind, meter, reason }: Unbilled) => [account, meter, kind, reason]

const compare = (left: ReadonlyArray<string>, right: ReadonlyArray<string>): number => {
  const at = left.findIndex((text, i) => text !== right[i])
  return at < 0 ? 0 : left[at]! < right[at]! ? -1 : 1
}
