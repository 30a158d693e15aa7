import { Context, type Effect } from "effect"
import type { Balance } from "../model/Balance.ts"
import type { WaitingUsage } from "../model/DeadlineAlert.ts"
import type { Instant } from "../model/Instant.ts"
import type { MeteringHour } from "../model/MeteringHour.ts"
import type { Quantity } from "../model/Quantity.ts"
import type { StoreError } from "../model/StoreError.ts"

/** Usage of one account and meter that AWS will not bill, for one reason. */
export interface Unbilled {
  readonly account: string
  readonly meter: string
  readonly kind: "dead" | "held" | "written off"
  readonly reason: string
  readonly quantity: Quantity
}

/** Reads where all usage stands. Nothing here writes. */
export class Books extends Context.Service<
  Books,
  {
    /**
     * Returns the balance of every account and meter with usage.
     *
     * - **Guarantees**: one consistent view; each field is summed from its own rows.
     * - **Order**: by account, then meter.
     */
    readonly balances: Effect.Effect<ReadonlyArray<Balance>, StoreError>

    /**
     * Returns usage that is not billed yet and for which time runs out: records that may still be sent and that AWS stops taking at or
     * before an instant, and open usage of the hours from one to another; whether an account is linked does not matter.
     *
     * - **Order**: by account, meter, hour, and open before sealed.
     */
    readonly waiting: (options: {
      readonly deadlineUntil: Instant
      readonly openFrom: MeteringHour
      /** The last hour whose open usage is of interest; of the hours since there may be a great deal. */
      readonly openThrough: MeteringHour
    }) => Effect.Effect<ReadonlyArray<WaitingUsage>, StoreError>

    /** Returns what will not be billed, summed by account, meter, kind and reason, in that order. */
    readonly unbilled: Effect.Effect<ReadonlyArray<Unbilled>, StoreError>
  }
>()("@tallyhour/core/Books") {}
