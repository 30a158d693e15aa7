import type { PostgresTransaction } from "@tallyhour/adapter-postgres"
import type { MeterHandle } from "@tallyhour/core"

/** What a shop sells: the work whose usage is recorded with it. */
export interface Order {
  readonly id: string
  readonly account: string
  readonly placedAt: Date
}

/** The meter of a backend on Postgres. */
export type Meter = MeterHandle<PostgresTransaction>

/** An order as usage: one of them, under the order's own id. */
export const usageOf = ({ account, id, placedAt }: Order) => ({
  account,
  eventId: id,
  meter: "orders",
  occurredAt: placedAt,
  quantity: 1
})
