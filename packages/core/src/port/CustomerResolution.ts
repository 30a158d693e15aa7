import { Context, type Effect, type Redacted } from "effect"
import type { Customer } from "../model/Customer.ts"
import type { TransportError } from "../model/TransportError.ts"

/** That which asks AWS who stands behind a registration token. */
export class CustomerResolution extends Context.Service<
  CustomerResolution,
  {
    /**
     * Returns the buyer behind a registration token.
     *
     * - **Guarantees**: the token is in no error and no log.
     * - **Idempotence**: until the token expires the answer stays the same.
     * - **Errors**: `TransportError`: `RequestRefused` by the code of AWS for a token that is none or too old; else why there
     *   is no answer.
     */
    readonly resolve: (token: Redacted.Redacted) => Effect.Effect<Customer, TransportError>
  }
>()("@tallyhour/core/CustomerResolution") {}
