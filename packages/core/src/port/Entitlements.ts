import { Context, type Effect } from "effect"
import type { Entitlement } from "../model/Entitlement.ts"
import type { EntitlementQuery } from "../model/EntitlementQuery.ts"
import type { TransportError } from "../model/TransportError.ts"

/** That which asks AWS what buyers have bought by contract. */
export class Entitlements extends Context.Service<
  Entitlements,
  {
    /**
     * Returns what an agreement entitles its buyer to, all of it.
     *
     * - **Guarantees**: nothing of another buyer, license, product or dimension; never a part that looks like the whole.
     * - **Shape**: empty where there is nothing, and also right after a registration, when AWS may not know the contract yet.
     * - **Order**: as AWS returns them.
     * - **Errors**: `TransportError`: `RequestRefused` by the code of AWS for a product that is not the caller's; else why
     *   there is no answer. Neither says anything of what was bought.
     */
    readonly entitlementsOf: (
      query: EntitlementQuery
    ) => Effect.Effect<ReadonlyArray<Entitlement>, TransportError>
  }
>()("@tallyhour/core/Entitlements") {}
