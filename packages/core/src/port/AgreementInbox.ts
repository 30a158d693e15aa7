import { Context, type Effect } from "effect"
import type { AgreementChange } from "../model/AgreementChange.ts"
import type { AgreementEvent } from "../model/AgreementEvent.ts"
import type { Instant } from "../model/Instant.ts"
import type { StoreError } from "../model/StoreError.ts"
import type { Subscription } from "../model/Subscription.ts"

/** Decides how the subscriptions of an account must change; `agreementChanges` is the one that is meant. */
export type DecideChanges = (
  own: ReadonlyArray<Subscription>,
  known: { readonly events: ReadonlyArray<AgreementEvent>; readonly ofBuyer: ReadonlyArray<Subscription> }
) => ReadonlyArray<AgreementChange>

/** The events of agreements, kept for ever, and what they make of the subscriptions. */
export class AgreementInbox extends Context.Service<
  AgreementInbox,
  {
    /**
     * Keeps an event, and tells whether it is new.
     *
     * - **Idempotence**: an id that is there already changes nothing, whatever comes with it.
     */
    readonly store: (event: AgreementEvent, receivedAt: Instant) => Effect.Effect<boolean, StoreError>

    /** Returns the accounts whose subscriptions an event may concern, in order. */
    readonly accountsOf: (event: AgreementEvent) => Effect.Effect<ReadonlyArray<string>, StoreError>

    /**
     * Decides upon all subscriptions of an account with every event that is kept of them, and sets their ends so.
     *
     * `decide` gets all that is linked to the account in the order of its beginning, events of its agreements in the order
     * of their instants and then of their ids, and the subscriptions of any account that name the same buyers and products.
     *
     * - **Guarantees**: no link, end or other decision for the account comes between reading and writing; an event that
     *   was kept before is seen. So the last decision knows everything, in whatever order events and links came. With an
     *   end that moves to a later instant, or is taken back, unsettled records of the account and product may be sent
     *   until their own deadline again, unless another end brings them forward.
     * - **Idempotence**: that of `decide`.
     */
    readonly follow: (
      account: string,
      decide: DecideChanges
    ) => Effect.Effect<ReadonlyArray<AgreementChange>, StoreError>

    /**
     * Returns events that name a license, buyer or customer that no account is linked to, the oldest first.
     *
     * - **Order**: by their instants, then by their ids.
     */
    readonly parked: (options: {
      readonly eventsMax: number
    }) => Effect.Effect<ReadonlyArray<AgreementEvent>, StoreError>
  }
>()("@tallyhour/core/AgreementInbox") {}
